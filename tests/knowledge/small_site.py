"""A small site in two languages for the tests of the public pages."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale, Page, Site

from events.models import ActivityIndexPage, Theme
from portal.knowledge.models import (
    ArticlePage,
    DirectoryIndexPage,
    FundingIndexPage,
    HomePage,
    KnowledgeIndexPage,
    StandardPage,
)
from portal.targets.models import ActionPlanPage


@dataclass
class SmallSite:
    """The pages that every test may need."""

    danish: Locale
    english: Locale
    home: HomePage
    english_home: HomePage
    articles: KnowledgeIndexPage
    directory: DirectoryIndexPage
    funding: FundingIndexPage
    calendar: ActivityIndexPage
    plan: ActionPlanPage


def make_site() -> SmallSite:
    """Return a Danish site with its main sections, and an English front page."""
    danish = Locale.objects.get_or_create(language_code="da")[0]
    english = Locale.objects.get_or_create(language_code="en")[0]
    # A test that commits empties the database afterwards, Wagtail's own root included.
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = root.add_child(
        instance=HomePage(title="Sammen om de unge", slug="vink", intro="Velkommen", locale=danish)
    )
    english_home = root.add_child(
        instance=HomePage(
            title="Together",
            slug="vink-en",
            locale=english,
            translation_key=home.translation_key,
        )
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True)

    def section(page: Page) -> Any:
        page.locale, page.show_in_menus = danish, True
        return home.add_child(instance=page)

    return SmallSite(
        danish,
        english,
        home,
        english_home,
        articles=section(KnowledgeIndexPage(title="Viden", slug="viden")),
        directory=section(DirectoryIndexPage(title="Indsatser", slug="indsatser")),
        funding=section(FundingIndexPage(title="Puljer", slug="puljer")),
        calendar=section(ActivityIndexPage(title="Kalender", slug="kalender")),
        plan=section(ActionPlanPage(title="Handleplan", slug="handleplan")),
    )


def add_article(site: SmallSite, title: str, **kwargs: Any) -> ArticlePage:
    """Return a live article."""
    defaults: dict[str, Any] = {"summary": f"Om {title}", "locale": site.danish, "level": "green"}
    return site.articles.add_child(instance=ArticlePage(title=title, **{**defaults, **kwargs}))


def add_standard(site: SmallSite, title: str, purpose: str = "", **kwargs: Any) -> StandardPage:
    """Return a live standard page."""
    page = StandardPage(title=title, purpose=purpose, locale=site.danish, **kwargs)
    return site.home.add_child(instance=page)


def make_theme(site: SmallSite, key: str, title: str, title_en: str = "") -> Theme:
    """Return the Danish row of a theme, with its translation where there is one."""
    theme = Theme.objects.create(key=key, title=title, locale=site.danish)
    if title_en:
        Theme.objects.create(
            key=key, title=title_en, locale=site.english, translation_key=theme.translation_key
        )
    return theme

"""What the knowledge pages list: newest, filtered, grouped. Each in a fixed number of queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from events import queries as activities
from events.enums import Level
from events.labels import TermLabel, vocabulary
from events.models import ActivityIndexPage, Audience, Theme
from events.rendering import DesignSystemForm
from events.sorting import danish_sort_key
from portal.targets.models import ActionPlanPage
from portal.targets.overview import headline

from .models import (
    ArticlePage,
    DirectoryIndexPage,
    FundingCallPage,
    HomePage,
    InitiativePage,
    KnowledgeIndexPage,
)

KIND_HEADINGS = {
    InitiativePage.Kind.UNIT: _("Enheder"),
    InitiativePage.Kind.METHOD: _("Metoder"),
    InitiativePage.Kind.NETWORK: _("Netværk"),
    InitiativePage.Kind.EFFORT: _("Indsatser"),
}
PAGE_SIZE = 12
ON_THE_FRONT_PAGE = 4
ARTICLES_ON_THE_FRONT_PAGE = 3
RELATED = 3


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article as a list shows it; ``theme`` in the language being read."""

    title: str
    url: str
    summary: str
    level: str
    level_label: str
    theme: str
    reading_minutes: int


class ArticleFilter(DesignSystemForm, forms.Form):
    """Narrow the list of articles; whatever is unknown narrows nothing."""

    mark_optional = False

    theme = forms.ChoiceField(label=_("Tema"), required=False)
    level = forms.ChoiceField(
        label=_("Niveau"), required=False, choices=[("", _("Alle niveauer")), *Level.choices]
    )
    audience = forms.ChoiceField(label=_("Målgruppe"), required=False)

    def __init__(
        self, *args: Any, themes: list[TermLabel], audiences: list[TermLabel], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "theme": _choices(_("Alle temaer"), themes),
            "audience": _choices(_("Alle målgrupper"), audiences),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in use, those that cannot be understood left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _choices(everything: Any, terms: list[TermLabel]) -> list[tuple[str, Any]]:
    return [("", everything), *((term.key, term.title) for term in terms)]


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Return what the front page shows besides its own words."""
    sections = _sections(page)
    coming = list(activities.coming()[:ON_THE_FRONT_PAGE])
    return {
        "coming": activities.cards(coming, request),
        "articles": _newest_articles(page, request),
        "headline": headline(),
        "calendar_page": sections.get(ActivityIndexPage),
        "knowledge_page": sections.get(KnowledgeIndexPage),
        "directory_page": sections.get(DirectoryIndexPage),
        "plan_page": sections.get(ActionPlanPage),
    }


def _sections(home: Page) -> dict[type[Page], Page]:
    """Return the live main sections below a front page by their type, in one query."""
    kinds = (ActivityIndexPage, KnowledgeIndexPage, DirectoryIndexPage, ActionPlanPage)
    found = Page.objects.child_of(home).live().type(*kinds).select_related("content_type")
    return {page.specific_class: page for page in found if page.specific_class}


def _newest_articles(home: Page, request: HttpRequest) -> list[ArticleCard]:
    articles = ArticlePage.objects.descendant_of(home).live().order_by("-first_published_at", "-pk")
    return article_cards(articles[:ARTICLES_ON_THE_FRONT_PAGE], request)


def article_cards(articles: Any, request: HttpRequest) -> list[ArticleCard]:
    """Return articles as cards, their themes in the language being read; two queries."""
    rows = list(articles)
    themes = {term.pk: term.title for term in vocabulary(Theme)} if rows else {}
    return [
        ArticleCard(
            title=article.title,
            url=article.get_url(request) or "",
            summary=article.summary,
            level=article.level,
            level_label=article.get_level_display(),
            theme=themes.get(article.theme_id, ""),
            reading_minutes=article.reading_minutes,
        )
        for article in rows
    ]


def article_list_context(page: KnowledgeIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Return the articles that match theme, level and audience, twelve at a time."""
    form = ArticleFilter(
        request.GET, themes=vocabulary(Theme), audiences=vocabulary(Audience), auto_id="filter_%s"
    )
    chosen = form.chosen
    found = ArticlePage.objects.child_of(page).live().order_by("-first_published_at", "-pk")
    if "theme" in chosen:
        found = found.filter(theme__key=chosen["theme"])
    if "level" in chosen:
        found = found.filter(level=chosen["level"])
    if "audience" in chosen:
        found = found.filter(audiences__key=chosen["audience"])
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "filter": form,
        "is_filtered": bool(chosen),
        "page_obj": page_obj,
        "articles": article_cards(page_obj.object_list, request),
    }


def child_list_context(page: Page, request: HttpRequest, model: type[Page]) -> dict[str, Any]:
    """Return the live children in the order of their kind of list, twelve at a time.

    These lists are kept by hand and short, and Danish order is not the database's: so they
    are sorted here.
    """
    children = list(model.objects.child_of(page).live())
    children.sort(key=_ORDER[model])
    page_obj = Paginator(children, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page_obj": page_obj, "groups": _groups(list(page_obj.object_list))}


def _groups(children: Sequence[Page]) -> list[tuple[Any, list[Page]]]:
    """Return initiatives under the plural of their kind; other pages have no groups."""
    named = [child for child in children if isinstance(child, InitiativePage)]
    return [(KIND_HEADINGS[kind], list(same)) for kind, same in groupby(named, lambda c: c.kind)]


def _by_kind_and_name(page: InitiativePage) -> tuple[int, str]:
    return InitiativePage.Kind.values.index(page.kind), danish_sort_key(page.title)


def _open_first(page: FundingCallPage) -> tuple[bool, date, str]:
    """Order calls by what can still be applied for, the nearest deadline first."""
    return not page.is_open, page.deadline or date.max, danish_sort_key(page.title)


_ORDER: dict[type[Page], Callable[[Any], Any]] = {
    InitiativePage: _by_kind_and_name,
    FundingCallPage: _open_first,
}


def related_articles(article: ArticlePage, request: HttpRequest) -> list[ArticleCard]:
    """Return up to three other articles: of the same theme first, then of the same level."""
    others = (
        ArticlePage.objects.sibling_of(article, inclusive=False)
        .live()
        .filter(level=article.level)
        .order_by("-first_published_at", "-pk")
    )
    pool = list(others[: RELATED * 4])
    if article.theme_id:
        same = ArticlePage.objects.sibling_of(article, inclusive=False).live()
        pool = [*same.filter(theme_id=article.theme_id)[:RELATED], *pool]
    return article_cards(list(dict.fromkeys(pool))[:RELATED], request)


def coming_at_level(level: str, request: HttpRequest) -> list[activities.ActivityCard]:
    """Return the next two activities at a level of the prevention triangle."""
    return activities.cards(list(activities.coming().filter(level=level)[:2]), request)

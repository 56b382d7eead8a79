"""Articles, the directory of initiatives, funding calls."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from events.models import Audience, Theme
from portal.knowledge.models import (
    ArticlePage,
    DirectoryIndexPage,
    FundingCallPage,
    FundingIndexPage,
    HomePage,
    InitiativePage,
    KnowledgeIndexPage,
)

from .content import Entry, entries
from .richtext import HOTLINE, stream, text, with_links
from .tree import Tree
from .vocabulary import terms

# The content spells the kinds as people do.
KINDS = {"enhed": "enhed", "metode": "metode", "netværk": "netvaerk", "indsats": "indsats"}
AREAS_EN = {
    "København": "Copenhagen",
    "Hele landet": "All of Denmark",
    "Hele landet, i lokale netværk": "All of Denmark, in local networks",
}
INDEXES: tuple[tuple[type[Page], dict[str, str]], ...] = (
    (
        KnowledgeIndexPage,
        {
            "slug": "viden",
            "title": "Viden",
            "intro": "Korte artikler og metodeark, du kan bruge i morgen. Hver artikel har sit "
            "niveau i forebyggelsestrekanten.",
            "slug_en": "knowledge",
            "title_en": "Knowledge",
            "intro_en": "Short articles and method sheets that you can use tomorrow. Most are in "
            "Danish; those in English are here.",
        },
    ),
    (
        DirectoryIndexPage,
        {
            "slug": "indsatser",
            "title": "Indsatser og netværk",
            "intro": "Hvem gør hvad? Et overblik over enheder, metoder og netværk, som fagfolk "
            "og pårørende kan bruge.",
            "slug_en": "initiatives",
            "title_en": "Initiatives and networks",
            "intro_en": "Who does what? An overview of units, methods and networks for "
            "professionals and relatives.",
        },
    ),
    (
        FundingIndexPage,
        {
            "slug": "puljer",
            "title": "Puljer",
            "intro": "Midler, som kommuner og foreninger kan søge til forebyggelse – også de "
            "lukkede, så man kan se, hvad de gik til.",
            "slug_en": "funding",
            "title_en": "Funding calls",
            "intro_en": "Money that municipalities and associations can apply for – closed calls "
            "too, so that one can see what they were for.",
        },
    ),
)
IN_MENU = {"viden", "indsatser"}


def load_indexes(tree: Tree, home_page: HomePage) -> None:
    """Make the three lists in both languages."""
    for model, words in INDEXES:
        page = model(
            title=words["title"],
            slug=words["slug"],
            intro=words["intro"],
            search_description=words["intro"],
            show_in_menus=words["slug"] in IN_MENU,
        )
        tree.add(home_page, page)
        tree.translate(
            page,
            slug=words["slug_en"],
            title=words["title_en"],
            intro=words["intro_en"],
            search_description=words["intro_en"],
        )


def load_articles(tree: Tree) -> None:
    """Make the articles; their bodies come with ``fill_articles``."""
    themes, audiences = terms(Theme), terms(Audience)
    for entry in entries("articles", "articles"):
        page = ArticlePage(
            title=entry["title"],
            slug=entry["slug"],
            summary=entry["summary"],
            search_description=entry["summary"],
            level=entry["level"],
            theme=themes[entry["theme"]],
            reading_minutes=entry["reading_minutes"],
            sources="\n".join(entry["source"]),
        )
        page.audiences.set([audiences[key] for key in entry["audiences"]])
        tree.add(tree.danish["viden"], page, publish=False)


def fill_articles(tree: Tree) -> None:
    """Publish the bodies, and the English versions of those that have one."""
    for entry in entries("articles", "articles"):
        page = tree.danish[entry["slug"]]
        body = [text(with_links(entry["body"], tree.find)), HOTLINE]
        tree.change(page, {"body": stream(body)})
        if "body_en" in entry:
            body = [text(with_links(entry["body_en"], tree.find_english)), HOTLINE]
            tree.translate(
                page,
                slug=entry["slug"],
                title=entry["title_en"],
                summary=entry["summary_en"],
                search_description=entry["summary_en"],
                body=stream(body),
            )
    _date_articles(tree)


def _date_articles(tree: Tree) -> None:
    """Let the articles have come out some weeks apart, as they would have."""
    for weeks, entry in enumerate(entries("articles", "articles"), start=1):
        when = timezone.now() - timedelta(weeks=3 * weeks, hours=weeks)
        key = tree.danish[entry["slug"]].translation_key
        Page.objects.filter(translation_key=key).update(
            first_published_at=when, last_published_at=when
        )


def load_directory(tree: Tree) -> None:
    """Make the six initiatives, with a short English entry for each."""
    for entry in entries("directory", "entries"):
        page = InitiativePage(
            title=entry["title"],
            slug=entry["key"],
            summary=entry["summary"],
            search_description=entry["summary"],
            kind=KINDS[entry["kind"]],
            area=entry["area"],
            body=stream([text(with_links(entry["body"], tree.find))]),
            source=entry["source"],
        )
        tree.add(tree.danish["indsatser"], page)
        tree.translate(
            page,
            slug=entry["key"],
            title=entry["title_en"],
            summary=entry["summary_en"],
            search_description=entry["summary_en"],
            area=AREAS_EN.get(entry["area"], entry["area"]),
            body=stream([text(_english_initiative(entry, page))]),
        )


def _english_initiative(entry: Entry, danish: Page) -> str:
    return (
        f"<p>{entry['summary_en']}</p><p>The full description is in Danish: "
        f'<a linktype="page" id="{danish.pk}">{danish.title}</a>.</p>'
    )


def load_funding(tree: Tree) -> None:
    """Make the funding calls in both languages."""
    for entry in entries("funding", "calls"):
        note, note_en = entry.get("deadline_note", ""), entry.get("deadline_note_en", "")
        page = FundingCallPage(
            title=entry["title"],
            slug=entry["slug"],
            funder=entry["funder"],
            amount=entry["amount_text"],
            eligible_applicants=entry["eligible_text"],
            deadline=entry.get("deadline"),
            is_closed=entry["status"] == "closed",
            summary=entry["summary"],
            search_description=entry["summary"],
            body=stream([text(with_links(f"{entry['body']}<p>{note}</p>", tree.find))]),
            source=entry["source"],
        )
        tree.add(tree.danish["puljer"], page)
        body_en = with_links(f"{entry['body_en']}<p>{note_en}</p>", tree.find_english)
        tree.translate(
            page,
            slug=entry["slug"],
            title=entry["title_en"],
            summary=entry["summary_en"],
            search_description=entry["summary_en"],
            amount="DKK 1 million" if entry["amount_kr"] == 1_000_000 else page.amount,
            eligible_applicants=entry["eligible_text_en"],
            body=stream([text(body_en)]),
        )

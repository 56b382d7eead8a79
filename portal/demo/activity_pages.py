"""What people read about the activities."""

from typing import Any
from uuid import uuid4

from wagtail.images.models import Image

from events.models import ActivityIndexPage, ActivityPage
from portal.knowledge.models import HomePage

from .activities import Planned
from .content import Entry, entries
from .people import ascii_slug
from .richtext import Block, stream
from .tree import Tree

INTRO = "Temadage, oplæg og møder for alle, der er sammen med unge. Det er gratis at deltage."
INTRO_EN = "Theme days, talks and meetings for all who are with young people. Taking part is free."


def load_calendar(tree: Tree, home_page: HomePage) -> None:
    """Make the calendar in both languages."""
    page = ActivityIndexPage(
        title="Kalender", slug="kalender", intro=INTRO, search_description=INTRO, show_in_menus=True
    )
    tree.add(home_page, page)
    tree.translate(
        page, slug="calendar", title="Calendar", intro=INTRO_EN, search_description=INTRO_EN
    )


def load_activity_pages(tree: Tree, planned: list[Planned], covers: dict[str, Image]) -> None:
    """Make the pages; English ones for what is still to come.

    A discreet activity has none: it is told of by word of mouth and on a neutral host.
    What is only planned has a draft.
    """
    for one in planned:
        if one.row.discreet:
            continue
        page = _page(tree, one, covers)
        if not one.held and page.live:
            _english_page(tree, one, page)


def _page(tree: Tree, one: Planned, covers: dict[str, Image]) -> ActivityPage:
    entry = one.entry
    page = ActivityPage(
        title=entry["title"],
        # The month tells this year's day from next year's of the same name.
        slug=f"{ascii_slug(entry['title'])[:60].strip('-')}-{one.first_day:%Y-%m}",
        activity=one.row,
        summary=entry["summary"],
        search_description=entry["summary"],
        image=covers.get(entry["kind"]),
        body=stream(_body(tree, entry, "")),
    )
    tree.add(tree.danish["kalender"], page, publish=entry["status"] != "planned")
    return page


def _english_page(tree: Tree, one: Planned, page: ActivityPage) -> None:
    entry = one.entry
    tree.translate(
        page,
        slug=f"{ascii_slug(entry['title_en'])[:60].strip('-')}-{one.first_day:%Y-%m}",
        title=entry["title_en"],
        activity=one.row,
        summary=entry["summary_en"],
        search_description=entry["summary_en"],
        body=stream(_body(tree, entry, "_en")),
    )


def _body(tree: Tree, entry: Entry, language: str) -> list[Block]:
    speakers = {speaker["key"]: speaker for speaker in entries("activities", "speakers")}
    programme = [_point(point, speakers, language) for point in entry["programme"]]
    people = [
        {
            "name": speakers[key]["name"],
            "role": speakers[key][f"role{language}"],
            "text": speakers[key][f"bio{language}"],
            "image": None,
        }
        for key in entry["speakers"]
    ]
    blocks: list[Block] = []
    if programme:
        blocks.append({"type": "programme", "value": {"items": _items(programme)}})
    if people and entry["kind"] != "kursus":  # a course names its teachers itself
        blocks.append({"type": "speakers", "value": {"people": _items(people)}})
    if related := _related(tree, entry, language):
        blocks.append({"type": "related", "value": {"pages": _items(related)}})
    return blocks


def _items(values: list[Any]) -> list[dict[str, Any]]:
    """Return a list as the editor stores it; without an id Wagtail takes it for a bare value."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _point(point: Entry, speakers: dict[str, Entry], language: str) -> Entry:
    speaker = speakers[point["speaker"]]["name"] if "speaker" in point else ""
    return {
        "time": point["time"].lstrip("0").replace(":", "."),
        "title": point[f"title{language}"],
        "speaker": speaker,
        # The short texts below a point exist in Danish only.
        "text": point.get(f"text{language}", ""),
    }


def _related(tree: Tree, entry: Entry, language: str) -> list[int]:
    """Return the related articles; on an English page only those that exist in English."""
    pages = tree.english if language else tree.danish
    return [pages[slug].pk for slug in entry["related"] if slug in pages]

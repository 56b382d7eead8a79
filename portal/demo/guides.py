"""A learning path for newcomers, and the catalogue of the coming months."""

from collections.abc import Sequence
from datetime import timedelta

from events.models import Activity
from portal.catalogue.models import Catalogue
from portal.knowledge.models import LearningPathPage

from .activities import Planned
from .dates import today
from .tree import Tree

SPAN = timedelta(days=180)
STEPS = (
    (
        "read",
        "bekymringstegn",
        "Begynd her: ti minutter om, hvad du kan lægge mærke til.",
        "Start here: ten minutes on what you may notice.",
    ),
    (
        "attend",
        "temadag-flertallet",
        "En dag sammen med andre fagfolk, med øvelser.",
        "A day with other professionals, with exercises.",
    ),
    (
        "course",
        "mentoruddannelse",
        "Seks dage, når du vil kunne følge en ung på vej.",
        "Six days, when you want to be able to go with a young person.",
    ),
)


def load_guides(tree: Tree, planned: Sequence[Planned]) -> None:
    """Make both; the pages of the steps are there already."""
    _path(tree, {one.entry["key"]: one.row for one in planned})
    _catalogue()


def _path(tree: Tree, rows: dict[str, Activity]) -> None:
    danish, english = [], []
    for kind, key, why, why_en in STEPS:
        if kind == "read":
            page, page_en = tree.danish[key], tree.english.get(key, tree.danish[key])
        else:
            pages = {p.locale.language_code: p for p in rows[key].pages.select_related("locale")}
            page, page_en = pages["da"], pages.get("en", pages["da"])
        danish.append((kind, {"page": page, "why": why}))
        english.append((kind, {"page": page_en, "why": why_en}))
    path = LearningPathPage(
        title="Ny i arbejdet med unge",
        slug="ny-i-arbejdet",
        intro="Tre skridt i den rækkefølge, vi anbefaler dem.",
        search_description="Tre skridt i den rækkefølge, vi anbefaler dem.",
        steps=danish,
    )
    tree.add(tree.danish["viden"], path)
    tree.translate(
        path,
        slug="new-to-youth-work",
        title="New to youth work",
        intro="Three steps in the order we recommend.",
        search_description="Three steps in the order we recommend.",
        steps=english,
    )


def _catalogue() -> None:
    Catalogue.objects.create(
        title="Det kommende halve år",
        title_en="The coming six months",
        slug="kommende-halvaar",
        introduction="Temadage, oplæg, møder og kurser for alle, der er sammen med unge. "
        "Det er gratis at deltage.",
        introduction_en="Theme days, talks, meetings and courses for all who are with young "
        "people. Taking part is free.",
        period_start=today(),
        period_end=today() + SPAN,
        whole_period=True,
        published=True,
    )

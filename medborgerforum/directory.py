"""The members' directory: who is found in it, by whom, and what is told of them.

An association is found while it is a member (``membership`` alone judges that) and by those
alone whom it chose to be found by. What it did not choose to show leaves this module nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from events.labels import vocabulary
from events.models import District, Theme
from medborgerforum import membership
from medborgerforum.enums import Visibility, WorkLanguage
from medborgerforum.models import Association

PER_PAGE = 20

# Who may read what: the public, and members.
FOR_ALL = (Visibility.EVERYONE,)
FOR_MEMBERS = (Visibility.EVERYONE, Visibility.MEMBERS)

# Where the districts lie, column and row, the north up: roughly as on the map of Copenhagen.
# A district that is not named here gets a tile below the others.
PLACES = {
    "broenshoej-husum": (1, 1),
    "bispebjerg": (2, 1),
    "oesterbro": (3, 1),
    "vanloese": (1, 2),
    "noerrebro": (2, 2),
    "indre-by": (3, 2),
    "valby": (1, 3),
    "vesterbro-kongens-enghave": (2, 3),
    "amager-vest": (2, 4),
    "amager-oest": (3, 4),
}


@dataclass(frozen=True)
class Wanted:
    """What someone looks for: keys of the vocabularies and of ``WorkLanguage``, "" for any."""

    district: str = ""
    theme: str = ""
    language: str = ""


@dataclass(frozen=True)
class Entry:
    """What the directory tells of one association; a name holds no more than it chose."""

    id: UUID
    name: str
    kind: str
    about: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    districts: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tile:
    """One district on the map: how many of those found work there. ``place`` is "" or "c-r"."""

    key: str
    title: str
    number: int
    place: str
    chosen: bool


@dataclass(frozen=True)
class Found:
    """What is found, in Danish order, and the map that belongs to it."""

    entries: list[Entry]
    tiles: list[Tile]


def visible(to: Iterable[str]) -> list[Association]:
    """Return the members found by the given audience (``FOR_ALL`` or ``FOR_MEMBERS``), in order.

    Three queries, however many.
    """
    rows = list(Association.objects.filter(visibility__in=to).order_by("sort_key", "id"))
    standings = membership.standings(rows)
    return [row for row in rows if standings[row.pk].is_member]


def find(wanted: Wanted, *, to: Iterable[str]) -> Found:
    """Return the members that an audience finds; seven queries, however many.

    The map counts what theme and language leave, whatever district is chosen, so that a tile's
    number is how many its link leads to. A district where none is found has no tile: which
    districts have no member is for staff alone (``reach.by_district``).
    """
    rows = visible(to)
    districts, themes = vocabulary(District), vocabulary(Theme)
    works = _terms(Association.districts.through, "district", rows)
    about = _terms(Association.themes.through, "theme", rows)
    theme_keys, district_keys = {t.pk: t.key for t in themes}, {d.pk: d.key for d in districts}

    def fits(row: Association) -> bool:
        keys = {theme_keys.get(pk) for pk in about[row.pk]}
        return (not wanted.theme or wanted.theme in keys) and (
            not wanted.language or wanted.language in row.works_in
        )

    def is_there(row: Association) -> bool:
        return wanted.district in {district_keys.get(pk) for pk in works[row.pk]}

    fitting = [row for row in rows if fits(row)]
    entries = [
        _entry(
            row,
            districts=[d.title for d in districts if d.pk in works[row.pk]],
            themes=[t.title for t in themes if t.pk in about[row.pk]],
        )
        for row in fitting
        if not wanted.district or is_there(row)
    ]
    numbers = {d.pk: sum(d.pk in works[row.pk] for row in fitting) for d in districts}
    tiles = [
        Tile(
            key=district.key,
            title=district.title,
            number=numbers[district.pk],
            place="{}-{}".format(*PLACES[district.key]) if district.key in PLACES else "",
            chosen=district.key == wanted.district,
        )
        for district in districts
        if numbers[district.pk]
    ]
    return Found(entries, tiles)


def _terms(through: Any, name: str, rows: list[Association]) -> dict[UUID, set[int]]:
    """Return the keys of each association's terms; one query."""
    found: dict[UUID, set[int]] = defaultdict(set)
    links = through.objects.filter(association__in=[row.pk for row in rows])
    for association, term in links.values_list("association_id", f"{name}_id"):
        found[association].add(term)
    return found


def _entry(row: Association, *, districts: list[str], themes: list[str]) -> Entry:
    return Entry(
        id=row.pk,
        name=row.name,
        kind=row.get_kind_display(),
        about=row.about,
        website=row.website,
        email=row.email if row.show_email else "",
        phone=row.phone if row.show_phone else "",
        districts=districts,
        themes=themes,
        languages=[str(label) for key, label in WorkLanguage.choices if key in row.works_in],
    )

"""Which associations the lists show, and what stands in each line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.labels import vocabulary
from events.models import District
from medborgerforum import charter, membership, renewal
from medborgerforum.enums import ActorKind, MembershipState
from medborgerforum.membership import Standing
from medborgerforum.models import Association, RenewalStep
from medborgerforum.renewal import Step

STANDINGS = (
    ("clear", _("Har sagt ja")),
    ("asked", _("Mangler at svare")),
    ("overdue", _("Tilmelding lukket")),
)
STEPS: dict[str, Any] = {
    Step.ASKED: _("Spurgt"),
    Step.FIRST: _("Påmindet, 14 dage før"),
    Step.LAST: _("Påmindet, 3 dage før"),
    Step.SHUT: _("Tilmelding lukket"),
    Step.BEFORE_LAPSE: _("Varslet, 14 dage før udløb"),
}
ANY = [("", _("Alle"))]


@dataclass(frozen=True)
class Row:
    """One association in a list; ``told`` and the days are those of the ones who are asked."""

    association: Association
    standing: Standing
    districts: str = ""
    told: Any = ""
    accept_by: date | None = None
    lapse_on: date | None = None

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("forum_admin:association", args=[self.association.pk])

    @property
    def words(self) -> Any:
        """How it stands, in two or three words."""
        if self.association.state != MembershipState.MEMBER:
            return self.association.get_state_display()
        return dict(STANDINGS)[kind_of(self.standing)]


def kind_of(standing: Standing) -> str:
    """Return how a member stands: "overdue", "asked" or "clear"."""
    if standing.is_overdue:
        return "overdue"
    return "asked" if standing.to_accept else "clear"


class Filters:
    """What narrows the list: keys only, never a name."""

    def __init__(self, given: QueryDict) -> None:
        self.districts = [(term.key, term.title) for term in vocabulary(District)]
        self.state = _known(given, "state", MembershipState.values)
        self.standing = _known(given, "standing", [key for key, _label in STANDINGS])
        self.kind = _known(given, "kind", ActorKind.values)
        self.district = _known(given, "district", [key for key, _label in self.districts])

    @property
    def is_active(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.state or self.standing or self.kind or self.district)

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The selects above the list."""
        choices: list[tuple[str, Any, Iterable[Any], str]] = [
            ("state", _("Medlemskab"), MembershipState.choices, self.state),
            ("standing", _("Charteret"), STANDINGS, self.standing),
            ("kind", _("Slags"), ActorKind.choices, self.kind),
            ("district", _("Bydel"), self.districts, self.district),
        ]
        return [
            {"name": name, "label": label, "choices": [*ANY, *some], "value": value}
            for name, label, some, value in choices
        ]

    def narrow(self, typed: str) -> list[Association]:
        """Return the associations that fit, and whose name holds what was typed."""
        rows = Association.objects.all()
        if self.state:
            rows = rows.filter(state=self.state)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.district:
            rows = rows.filter(districts__key=self.district)
        if typed:
            rows = rows.filter(name__icontains=typed)
        return self._standing(list(rows)) if self.standing else list(rows)

    def _standing(self, rows: list[Association]) -> list[Association]:
        members = [row for row in rows if row.state == MembershipState.MEMBER]
        found = membership.standings(members)
        return [row for row in members if kind_of(found[row.pk]) == self.standing]


def _known(given: QueryDict, name: str, values: Iterable[str]) -> str:
    value = given.get(name, "")
    return value if value in values else ""


def with_words(associations: Iterable[Association]) -> list[Row]:
    """Return the lines of a page of the list; a fixed number of queries."""
    rows = list(associations)
    found = membership.standings(rows)
    places = _districts(rows)
    return [Row(row, found[row.pk], places.get(row.pk, "")) for row in rows]


def _districts(rows: list[Association]) -> dict[Any, str]:
    through = Association.districts.through.objects.filter(association__in=rows)
    found: dict[Any, list[str]] = {}
    for key, title in through.order_by("district__position").values_list(
        "association_id", "district__title"
    ):
        found.setdefault(key, []).append(title)
    return {key: ", ".join(titles) for key, titles in found.items()}


def waiting() -> list[Row]:
    """Return the members that have a version to accept, those with the nearest end first."""
    members = list(_with_last_step(Association.objects.filter(state=MembershipState.MEMBER)))
    found = membership.standings(members)
    versions = charter.published()
    numbers = {one.accepted for one in found.values()}
    terms = {number: renewal.terms(number, versions) for number in numbers}
    rows = [
        Row(
            row,
            found[row.pk],
            told=STEPS.get(getattr(row, "last_step", None) or "", ""),
            accept_by=dates.accept_by if (dates := terms[found[row.pk].accepted]) else None,
            lapse_on=dates.lapse_on if dates else None,
        )
        for row in members
        if found[row.pk].to_accept
    ]
    return sorted(rows, key=lambda row: (row.lapse_on or date.max, row.association.sort_key))


def _with_last_step(rows: QuerySet[Association]) -> QuerySet[Association]:
    steps = RenewalStep.objects.filter(association=OuterRef("pk")).order_by("-at", "-pk")
    return rows.annotate(last_step=Subquery(steps.values("step")[:1]))

"""How applications show in the review: what narrows the list, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enums import Profession, Verdict
from courses.models import Application
from events import when
from events.admin_views.participants import workplace_text
from events.admin_views.person_actions import participant_url
from events.enums import SEATED
from events.models import Activity

# A verdict in the address; "not decided" is stored as nothing, which would mean "all" there.
UNDECIDED, ANSWERED = "none", "answered"
_STORED = {UNDECIDED: Verdict.UNDECIDED}


class Filters:
    """What of the list is shown: by verdict, or answered already, and by profession."""

    def __init__(self, asked: QueryDict) -> None:
        self.verdict, self.profession = asked.get("verdict", ""), asked.get("profession", "")
        if self.verdict not in {UNDECIDED, ANSWERED, *Verdict.values}:
            self.verdict = ""
        if self.profession not in Profession.values:
            self.profession = ""

    @property
    def query(self) -> str:
        """The filters as the end of an address, "" for none."""
        said = {"verdict": self.verdict, "profession": self.profession}
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """The verdicts to choose among, in words."""
        decided = [(v.value, str(v.label)) for v in Verdict if v]
        return [
            ("", _("Alle")),
            (UNDECIDED, str(Verdict.UNDECIDED.label)),
            *decided,
            (ANSWERED, _("Besvaret")),
        ]

    @property
    def professions(self) -> list[tuple[str, str]]:
        """The professions to choose among, in words."""
        return [("", _("Alle")), *((key, str(label)) for key, label in Profession.choices)]

    def narrow(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        """Return what is shown; reserves, where they alone are, in their own order."""
        if self.profession:
            rows = rows.filter(profession=self.profession)
        if self.verdict == ANSWERED:
            return rows.filter(answered_at__isnull=False)
        if self.verdict:
            rows = rows.filter(verdict=_STORED.get(self.verdict, self.verdict))
        if self.verdict == Verdict.RESERVE:
            return rows.order_by("-answered_at", "rank", "created_at", "pk")
        return rows

    def neighbours(
        self, rows: QuerySet[Application], application: Application
    ) -> tuple[UUID | None, UUID | None]:
        """Return the keys of the applications before and after, by the day they came.

        Also where ``application`` itself is no longer among those shown.
        """
        at, key = application.created_at, application.pk
        shown = self.narrow(rows).order_by("created_at", "pk").values_list("pk", flat=True)
        before = shown.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=key)).last()
        after = shown.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=key)).first()
        return before, after


@dataclass(frozen=True)
class Row:
    """One application in words, with the addresses it leads to."""

    application: Application
    name: str
    workplace: str
    url: str
    participant_url: str
    state: str
    is_open: bool  # may still be decided
    has_seat: bool
    buttons: list[tuple[str, str]]  # verdicts it does not have: key and label
    answers: list[tuple[str, str]]
    received: str


def rows_of(activity: Activity, found: Sequence[Application], filters: Filters) -> list[Row]:
    """Return the rows; a fixed number of queries, however many."""
    prefetch_related_objects(list(found), "registration__answers__question")
    return [_row(activity, application, filters) for application in found]


def _row(activity: Activity, application: Application, filters: Filters) -> Row:
    registration = application.registration
    registration.activity = activity
    is_open = application.answered_at is None and registration.is_pending
    return Row(
        application=application,
        name=registration.name,
        workplace=workplace_text(registration),
        url=reverse("courses_admin:application", args=[activity.pk, application.pk])
        + filters.query,
        participant_url=participant_url(registration, "participant"),
        state=_state(application),
        is_open=is_open,
        has_seat=registration.status in SEATED,
        buttons=_buttons(application) if is_open else [],
        answers=_answers(registration),
        received=when.moment(application.created_at),
    )


def _state(application: Application) -> str:
    verdict = str(application.get_verdict_display())
    if application.answered_at is None:
        return verdict
    if application.verdict == Verdict.DECLINE:
        # The status would say that she withdrew.
        return _("%(verdict)s (besvaret)") % {"verdict": verdict}
    status = application.registration.get_status_display()
    return _("%(verdict)s (besvaret): %(status)s") % {"verdict": verdict, "status": status}


def _buttons(application: Application) -> list[tuple[str, str]]:
    labels = {**{v.value: str(v.label) for v in Verdict}, "": _("Fortryd")}
    order = (Verdict.ADMIT, Verdict.RESERVE, Verdict.DECLINE, Verdict.UNDECIDED)
    return [(v.value, labels[v.value]) for v in order if v.value != application.verdict]


def _answers(registration: Any) -> list[tuple[str, str]]:
    given = sorted(registration.answers.all(), key=lambda answer: answer.question.sort_order)
    return [(answer.question.text, ", ".join(map(str, answer.value))) for answer in given]

"""Admission by application: what applicants say, what the organiser decides, and the answers.

An application stands beside an ordinary sign-up that waits for approval. Verdicts are notes
until the answers are sent, all together, under the lock of the activity's seats.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import Verdict
from courses.models import Application
from events import approval, seats, waitlist
from events.applying import takes_applications
from events.enums import ActivityKind, ApprovalReason, EndReason, RegistrationStatus
from events.extras import Values
from events.models import Activity, Registration, SignupAnswer
from events.permissions import Viewer, storable

WORDS = ("profession", "experience", "background", "motivation")


class ApplicationRefused(Exception):
    """Nothing was changed; ``message`` says why."""

    message = _("Det kan ikke lade sig gøre.")


class Answered(ApplicationRefused):
    """The applicant has had her answer: from then on her seat is dealt with like any other."""

    message = _("Ansøgningen er besvaret. Brug listen over deltagere eller køen i stedet.")


class Gone(ApplicationRefused):
    """The applicant has withdrawn, or the course is over."""

    message = _("Ansøgningen er trukket tilbage, eller kurset er slut.")


class NoReason(ApplicationRefused):
    """A refusal comes with a reason from the list."""

    message = _("Vælg en grund til afslaget.")


class NothingToSend(ApplicationRefused):
    """No verdict waits to be sent."""

    message = _("Der er ingen afgjorte ansøgninger, som mangler svar.")


class TooLateToWrite(ApplicationRefused):
    """The deadline has passed, or the answer has been sent."""

    message = _("Ansøgningen kan ikke rettes længere. Ring til os, hvis der er noget galt i den.")


# What the floor asks (see ``events.applying``).


def are_taken(activity: Activity) -> bool:
    """Whether the activity is a course that one applies for. No query for other activities."""
    if activity.kind != ActivityKind.KURSUS or activity.discreet or not activity.needs_approval:
        return False
    course = getattr(activity, "course", None)
    return course is not None and course.takes_applications


def keys(activity: Activity) -> QuerySet[Any, Any]:
    """Select the keys of the registrations that are applications."""
    return Application.objects.filter(registration__activity=activity).values("pk")


def forget(activity: Activity, rows: Sequence[Registration], reason: EndReason) -> None:
    """Delete at once what those wrote who left; a refusal keeps it as long as was promised.

    No query for activities that cannot take applications.
    """
    if activity.kind != ActivityKind.KURSUS or reason == EndReason.NOT_APPROVED:
        return
    gone = Application.objects.filter(pk__in=[row.pk for row in rows])
    _forget_answers(gone)
    gone.delete()


def _forget_answers(applications: QuerySet[Application]) -> None:
    SignupAnswer.objects.filter(registration__in=applications.values("pk")).delete()


# The applicant.


def store(activity: Activity, given: Sequence[tuple[Registration, Values]]) -> None:
    """Store applications inside the sign-up's transaction."""
    Application.objects.bulk_create(
        Application(registration=row, **{name: values.get(name, "") for name in WORDS})
        for row, values in given
    )


def of(registration: Registration) -> Application | None:
    """Return the application beside a sign-up, if there is one."""
    return Application.objects.filter(pk=registration.pk).first()


def may_write(registration: Registration, application: Application | None) -> bool:
    """Whether the applicant may write or correct her application now.

    A correction ends with the deadline; someone whom staff or a colleague signed up may
    write hers as long as she waits for the answer.
    """
    activity = registration.activity
    waits = registration.is_pending and activity.status not in waitlist.OVER
    if not waits or not takes_applications(activity):
        return False
    if application is None:
        return bool(registration.name)
    return application.answered_at is None and activity.window_is_open()


@transaction.atomic
def write(registration: Registration, values: Values) -> Application:
    """Store what the applicant writes, or her correction of it. Raises TooLateToWrite.

    A verdict stays, since it is the organiser's.
    """
    activity = seats.lock(registration.activity_id)
    row = waitlist.lock_row(activity, registration)
    application = of(row)
    if not may_write(row, application):
        raise TooLateToWrite
    application = application or Application(registration=row)
    for name in WORDS:
        setattr(application, name, values.get(name, ""))
    application.save()
    return application


# The organiser.


def applications_of(activity: Activity) -> QuerySet[Application]:
    """Return the activity's applications, oldest first, with registration and kind of workplace."""
    return (
        Application.objects.filter(registration__activity=activity)
        .select_related("registration__workplace_kind", "registration__booking")
        .order_by("created_at", "pk")
    )


def undecided(activity: Activity) -> int:
    """Return how many applications have no verdict yet."""
    return applications_of(activity).filter(verdict=Verdict.UNDECIDED).count()


@transaction.atomic
def decide(
    application: Application, verdict: Verdict, reason: str = "", *, by: Viewer
) -> Application:
    """Note a verdict, or take it back; free to change until the answer is sent.

    A new reserve is the last of the reserves. Raises Answered, Gone, NoReason.
    """
    activity = seats.lock(application.registration.activity_id)
    row = _to_decide(activity, application.pk)
    _give(row, Verdict(verdict), reason, _last_rank(activity) + 1, by)
    row.save(update_fields=["verdict", "reason", "rank", "decided_by"])
    return row


@transaction.atomic
def decide_many(
    activity: Activity, chosen: Iterable[UUID], verdict: Verdict, reason: str = "", *, by: Viewer
) -> int:
    """Give many the same verdict, the first to apply first; return how many.

    Those answered or withdrawn meanwhile are left out. Raises NoReason. Three queries and a
    few, however many.
    """
    locked = seats.lock(activity.pk)
    rows = list(_open(locked).filter(pk__in=list(chosen)))
    rank = _last_rank(locked)
    for number, row in enumerate(rows, start=1):
        _give(row, Verdict(verdict), reason, rank + number, by)
    Application.objects.bulk_update(
        rows, ["verdict", "reason", "rank", "decided_by"], batch_size=200
    )
    return len(rows)


def _give(row: Application, verdict: Verdict, reason: str, rank: int, by: Viewer) -> None:
    if verdict == Verdict.DECLINE and reason not in ApprovalReason.values:
        raise NoReason
    if verdict != Verdict.RESERVE:
        row.rank = None
    elif row.verdict != Verdict.RESERVE:
        row.rank = rank
    row.verdict = verdict
    row.reason = reason if verdict == Verdict.DECLINE else ""
    row.decided_by = storable(by) if verdict else None


def _open(activity: Activity) -> QuerySet[Application]:
    """Select what may still be decided."""
    if activity.status in waitlist.OVER:
        return Application.objects.none()
    return applications_of(activity).filter(
        answered_at=None, registration__status=RegistrationStatus.PENDING
    )


def _to_decide(activity: Activity, key: UUID) -> Application:
    row = applications_of(activity).filter(pk=key).first()
    if row is not None and row.answered_at:
        raise Answered
    if row is None or not row.registration.is_pending or activity.status in waitlist.OVER:
        raise Gone
    return row


def _last_rank(activity: Activity) -> int:
    return applications_of(activity).aggregate(last=Max("rank"))["last"] or 0


@transaction.atomic
def move_reserve(application: Application, *, up: bool) -> None:
    """Change places with the reserve before or after; at either end nothing changes.

    Raises Answered, Gone.
    """
    activity = seats.lock(application.registration.activity_id)
    row = _to_decide(activity, application.pk)
    reserves = _open(activity).filter(verdict=Verdict.RESERVE)
    if row.rank is None:
        raise Gone
    if up:
        other = reserves.filter(rank__lt=row.rank).order_by("-rank").first()
    else:
        other = reserves.filter(rank__gt=row.rank).order_by("rank").first()
    if other is not None:
        row.rank, other.rank = other.rank, row.rank
        Application.objects.bulk_update([row, other], ["rank"])


@dataclass(frozen=True)
class Batch:
    """What would be answered to how many if the answers were sent now."""

    admitted: int
    reserves: int
    declined: int
    undecided: int

    @property
    def answers(self) -> int:
        """How many would hear."""
        return self.admitted + self.reserves + self.declined


def batch(activity: Activity) -> Batch:
    """Count the verdicts that wait to be sent. One query."""
    verdicts = list(_open(activity).values_list("verdict", flat=True))
    return Batch(
        verdicts.count(Verdict.ADMIT),
        verdicts.count(Verdict.RESERVE),
        verdicts.count(Verdict.DECLINE),
        verdicts.count(Verdict.UNDECIDED),
    )


@transaction.atomic
def send_answers(activity: Activity, *, by: Viewer) -> Batch:
    """Answer all who have a verdict; return to how many what was answered.

    Those admitted get their seats, reserves the last places in line in their order, the
    others a kind mail with the reason. Undecided ones are answered another time. All or
    nothing, and repeating it answers nobody twice.

    Raises NothingToSend, or approval.SeatsDoNotFit where the seats do not suffice, or some
    would be left while there are reserves.
    """
    locked, waiting = waitlist.enter_counting(activity.pk)
    sent = batch(locked)
    rows = list(_open(locked).exclude(verdict=Verdict.UNDECIDED))
    if not rows:
        raise NothingToSend
    # The activity's row is locked, and whoever changes one of these locks it first.
    for row in rows:
        row.registration.activity = locked
    approval.settle(locked, _answers(rows), waiting=waiting, by=by)
    keys_sent = [row.pk for row in rows]
    Application.objects.filter(pk__in=keys_sent).update(answered_at=timezone.now())
    return sent


def _answers(rows: Sequence[Application]) -> approval.Answers:
    by_verdict: dict[str, list[Application]] = {verdict: [] for verdict in Verdict.values}
    for row in rows:
        by_verdict[row.verdict].append(row)
    reserves = sorted(by_verdict[Verdict.RESERVE], key=lambda row: (row.rank or 0, row.created_at))
    return approval.Answers(
        seated=[row.registration for row in by_verdict[Verdict.ADMIT]],
        in_line=[row.registration for row in reserves],
        refused=[
            (row.registration, ApprovalReason(row.reason)) for row in by_verdict[Verdict.DECLINE]
        ],
    )

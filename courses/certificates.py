"""Certificates of courses: issued to whoever met the rule, never to anybody else.

``issue`` is the only way a row comes into being. A certificate holds no name: the paper is
printed from the registration, and a keyed hash can only say whether a typed name is the one.
What is handed out or confirmed is checked against the rule again, so that a mark taken away
takes the certificate along.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import completion
from courses.completion import Progress
from courses.models import Certificate, Course, MakeUp
from events import notifications, seats, when
from events.enums import ActivityKind, ActivityStatus, AttendanceState, RegistrationStatus
from events.identity import fold_name
from events.models import Activity, Attendance, Registration, Session
from events.models.registration import CODE_ALPHABET
from events.notifications import Mail
from events.one_by_one import one_by_one

KEPT_YEARS = 5
LOOK_BACK = timedelta(days=60)  # after the last session; later marks count when she looks
MONTHS = 12  # in a year


class NotCompleted(Exception):
    """There is no certificate: the rule is not met, or the activity gives none."""

    message = _("Kravet til deltagerbeviset er ikke opfyldt.")


def course_of(activity: Activity) -> Course | None:
    """Return the course if it gives a certificate of its own, else None; at most one query."""
    if activity.kind != ActivityKind.KURSUS or activity.discreet:
        return None
    return Course.objects.filter(pk=activity.pk, gives_certificate=True).first()


def with_own(activities: Iterable[UUID]) -> set[UUID]:
    """Return which of the activities give a certificate of their own; one query."""
    giving = Course.objects.filter(
        pk__in=list(activities),
        gives_certificate=True,
        activity__kind=ActivityKind.KURSUS,
        activity__discreet=False,
    )
    return set(giving.values_list("pk", flat=True))


# --- Issuing -----------------------------------------------------------------------------------
def issue(registration: Registration, *, now: datetime | None = None) -> Certificate:
    """Return the person's certificate, issued now if it was not before.

    Only sessions that are over count, all of them once the day is closed. Raises NotCompleted.
    """
    issued = issue_each(registration.activity, [registration], now=now)
    if registration.pk not in issued:
        raise NotCompleted
    return issued[registration.pk]


@transaction.atomic
def issue_each(
    activity: Activity, people: Iterable[Registration], *, now: datetime | None = None
) -> dict[UUID, Certificate]:
    """Issue to those of the activity's people who met the rule; return theirs, old and new.

    New ones are told by mail. A constant number of queries; one of two that issue at the same
    time waits and finds the other's.
    """
    now = now or timezone.now()
    course = course_of(activity)
    if course is None:
        return {}
    locked = seats.lock(activity.pk)
    rows = Registration.objects.filter(activity=locked, pk__in=[p.pk for p in people]).confirmed()
    confirmed = {row.pk: row for row in rows.select_related("booking", "activity")}
    over_by = None if locked.status == ActivityStatus.HELD else now
    steps = completion.of_people(locked, confirmed.values(), over_by=over_by)
    met = [r for r in confirmed.values() if steps[r.pk].met and _is_over(steps[r.pk], now)]
    had = {c.registration_id: c for c in Certificate.objects.filter(registration__in=met)}
    new = [_new(row, course, when.today(now)) for row in met if row.pk not in had]
    Certificate.objects.bulk_create(new)
    told = {c.registration_id for c in new}
    notifications.enqueue(Mail.CERTIFICATE, [row for row in met if row.pk in told])
    return {c.registration_id: c for c in [*had.values(), *new] if c.registration_id}


def _is_over(steps: Progress, now: datetime) -> bool:
    """Whether no session counts that is still to end at a parallel course.

    Closing her own course says that its sessions are over, and nothing of the other's.
    """
    made_up = (turn.make_up.at for turn in steps.sessions if turn.make_up and turn.is_made_up)
    return all(session.end <= now for session in made_up)


def _new(registration: Registration, course: Course, day: date) -> Certificate:
    row = Certificate(registration=registration, activity_id=course.pk, issued_on=day)
    row.name_hash = name_hash(row, registration.name)
    row.refresh_by = add_months(day, course.refresh_months) if course.refresh_months else None
    return row


def hers(registration: Registration, *, now: datetime | None = None) -> Certificate | None:
    """Return the person's certificate, issued now where it is due; None where there is none.

    For her own page: a look writes nothing once it is issued, or while the rule is not met.
    """
    now = now or timezone.now()
    activity = registration.activity
    if course_of(activity) is None or not registration.is_confirmed:
        return None
    row = Certificate.objects.filter(registration=registration).first()
    over_by = None if row or activity.status == ActivityStatus.HELD else now
    if not completion.progress(registration, over_by=over_by).met:
        return None
    return row or issue_each(activity, [registration], now=now).get(registration.pk)


def issue_due(now: datetime) -> int:
    """Issue what is due at ``now`` (aware); return how many there are of those looked at.

    For the clock. One query where nothing is due: it finds those without a certificate whose
    ticks are enough in number; whether they are the right ones is then looked at.
    """
    activities = list(_enough(now).values_list("activity", flat=True).distinct())
    return one_by_one(activities, lambda key: _issue_all(key, now))


def _issue_all(activity_id: UUID, now: datetime) -> int:
    activity = Activity.objects.get(pk=activity_id)
    return len(issue_each(activity, _enough(now).filter(activity=activity), now=now))


def issue_when_held(activity: Activity) -> None:
    """Issue all that the closed day brought. Inside the transaction that closes it."""
    if course_of(activity) is not None:
        issue_each(activity, Registration.objects.filter(activity=activity).confirmed())


def _enough(now: datetime) -> QuerySet[Registration]:
    """Return those without a certificate who were at enough sessions that are over."""
    recent = (
        Activity.objects.filter(
            kind=ActivityKind.KURSUS, discreet=False, course__gives_certificate=True
        )
        .exclude(status__in=[ActivityStatus.PLANNED, ActivityStatus.CANCELLED])
        .annotate(last=Max("sessions__end"))
        .filter(last__gt=now - LOOK_BACK)
    )
    mine = {"registration": OuterRef("pk"), "state": AttendanceState.PRESENT}
    over = Q(session__end__lte=now) | Q(session__activity__status=ActivityStatus.HELD)
    number = Count("sessions", distinct=True)
    there = Activity.objects.filter(pk=OuterRef("activity")).annotate(number=number)
    needed = Least(
        Coalesce(F("activity__course__sessions_needed"), _number(there.values("number"))),
        _number(there.values("number")),
    )
    return (
        Registration.objects.filter(
            activity__in=recent.values("pk"),
            status=RegistrationStatus.CONFIRMED,
            certificate__isnull=True,
        )
        .annotate(
            present=_count(Attendance.objects.filter(over, **mine)),
            made_up=_count(MakeUp.objects.filter(at__end__lte=now, **mine)),
            needed=needed,
        )
        .filter(needed__gt=0, needed__lte=F("present") + F("made_up"))
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("registration").annotate(number=Count("pk"))
    return Coalesce(_number(counted.values("number")), 0)


def _number(rows: QuerySet) -> Subquery:
    return Subquery(rows, output_field=IntegerField())


# --- What it says ------------------------------------------------------------------------------
def current(registration: Registration) -> Certificate | None:
    """Return the person's certificate if its rule is met still, else None."""
    row = Certificate.objects.filter(registration=registration).first()
    return row if row is not None and holds(row) else None


def holds(certificate: Certificate) -> bool:
    """Whether the certificate can be stood by.

    As long as the registration is there, the rule must be met; afterwards the row speaks.
    """
    registration = certificate.registration
    if registration is None:
        return certificate.kept_until is not None and certificate.kept_until >= when.today(
            timezone.now()
        )
    return registration.is_confirmed and completion.progress(registration).met


def hours_of(course: Course, steps: Progress) -> timedelta:
    """Return how long the course was, as its organiser says, or the sessions attended."""
    if course.hours is not None:
        return timedelta(hours=float(course.hours))
    return total(steps.attended_sessions)


def total(sessions: Iterable[Session]) -> timedelta:
    """Return how long the sessions are together."""
    return sum((session.end - session.start for session in sessions), timedelta())


def add_months(day: date, months: int) -> date:
    """Return the same day so many months on (or back), the month's last where there is none."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    first_after = date(year + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)
    return date(year, month + 1, min(day.day, (first_after - timedelta(days=1)).day))


def name_hash(certificate: Certificate, name: str) -> str:
    """Return the keyed hash of a name on this certificate: worthless for any other."""
    text = f"certificate\0{certificate.code}\0{fold_name(name)}"
    key = settings.VINK_LINK_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def renew_names(certificates: Iterable[Certificate]) -> None:
    """Let each be confirmed under the name that its registration has now.

    Called when papers are printed: one who had her name corrected gets a paper that can be
    checked, and the old one no longer can. Two queries at most.
    """
    changed = []
    for row in certificates:
        if row.registration is None:
            continue
        now_hash = name_hash(row, row.registration.name)
        if not hmac.compare_digest(now_hash, row.name_hash):
            row.name_hash = now_hash
            changed.append(row)
    Certificate.objects.bulk_update(changed, ["name_hash"])


# --- Being checked -----------------------------------------------------------------------------
def read_code(text: str) -> str:
    """Return what was typed as a code: capitals without spaces, look-alikes put right."""
    compact = "".join(c for c in text.upper() if c.isalnum())
    return compact.translate(str.maketrans("OIL", "011"))


def spaced(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def find(code: str) -> Certificate | None:
    """Return the genuine certificate of a code, None for any that there is not."""
    code = read_code(code)
    if not code or set(code) - set(CODE_ALPHABET):
        return None
    row = Certificate.objects.select_related("registration__activity").filter(code=code).first()
    return row if row is not None and holds(row) else None


def is_named(certificate: Certificate, name: str) -> bool:
    """Whether the name is the one on the certificate; case, accents and spaces do not count."""
    return hmac.compare_digest(name_hash(certificate, name), certificate.name_hash)


# --- For how long ------------------------------------------------------------------------------
def keep_until(certificate: Certificate) -> date:
    """Return until when it would be kept if she asked: its own end, or five years."""
    return certificate.refresh_by or add_months(certificate.issued_on, KEPT_YEARS * MONTHS)


def keep(certificate: Certificate) -> None:
    """Keep it beyond the registration, because its holder asked."""
    certificate.kept_until = keep_until(certificate)
    certificate.save(update_fields=["kept_until"])


def let_go(certificate: Certificate) -> None:
    """Let it go with the registration after all."""
    certificate.kept_until = None
    certificate.save(update_fields=["kept_until"])


def delete_with(registrations: QuerySet[Registration]) -> int:
    """Delete what goes with registrations that are about to be deleted; return how many.

    Those that were asked to be kept stay, without the registration.
    """
    unkept = Certificate.objects.filter(registration__in=registrations, kept_until__isnull=True)
    return unkept.delete()[0]


def delete_due(now: datetime) -> int:
    """Delete those without a registration whose time is up; return how many. Runs daily."""
    left = Certificate.objects.filter(registration__isnull=True)
    over = Q(kept_until__isnull=True) | Q(kept_until__lt=when.today(now))
    return left.filter(over).delete()[0]

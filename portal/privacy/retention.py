"""What is deleted, when, and the proof that it was.

Each rule is a function of the present (aware) that deletes what is due and returns how many
rows about people it deleted. Rules run once a day (Copenhagen), each leaves a ``RetentionRun``.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session as BrowserSession
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from courses import application_retention, certificates, network_retention
from events import choices, helpers, needs, networks, requests, seats
from events.enums import HEADS_ONLY, SEATED, AttendanceState
from events.models import (
    Activity,
    Attendance,
    AttendedCount,
    Booking,
    OrganiserMessage,
    Registration,
)
from events.one_by_one import one_by_one
from events.surveys import counting
from medborgerforum import admission, hearing_retention, representatives, signatories
from portal.targets import attenders

from .models import RetentionRun

DISCREET_DAYS = 30
"""Days after the last session of a discreet activity; promised to parents and relatives."""

APPLICATION_MONTHS = 6
"""Months after the answer to an application; promised to whoever applies."""

type Rule = Callable[[datetime], int]


def delete_staff_events(now: datetime) -> int:
    """Delete the participants of ordinary activities, ``VINK_RETENTION_DAYS`` after the last.

    With them goes which members of a network were invited, and who said no.
    """
    ended_before = now - timedelta(days=settings.VINK_RETENTION_DAYS)
    invited = networks.forget_invitations(ended_before)
    return invited + _delete_people(Q(discreet=False), ended_before)


def delete_discreet_events(now: datetime) -> int:
    """Delete the participants of discreet activities, 30 days after the last session.

    A network that goes on has always had one since, or has one planned; see the next rule.
    """
    return _delete_people(Q(discreet=True), now - timedelta(days=DISCREET_DAYS))


def delete_from_networks(now: datetime) -> int:
    """Delete each person of a relatives' network 30 days after her own last meeting."""
    return network_retention.delete_due(now)


def delete_hearing_names(now: datetime) -> int:
    """Delete names and addresses of open hearings the day after (Copenhagen) they were held."""
    midnight = datetime.combine(timezone.localdate(now), time.min)
    return _delete_people(Q(kind__in=HEADS_ONLY), timezone.make_aware(midnight))


def delete_host_requests(now: datetime) -> int:
    """Delete what hosts asked for, ``VINK_RETENTION_DAYS`` after the day, or after asking."""
    return requests.delete_due(now - timedelta(days=settings.VINK_RETENTION_DAYS))


def delete_helpers(now: datetime) -> int:
    """Delete speakers, interpreters and other helpers along with the participants."""
    return helpers.delete_due(now - timedelta(days=settings.VINK_RETENTION_DAYS))


def delete_survey_sheets(now: datetime) -> int:
    """Delete answer sheets, remarks and ratings of speakers a year after sealing.

    The numbers they were counted into stay, so no result changes.
    """
    return counting.delete_sheets(now, timedelta(days=settings.VINK_RETENTION_DAYS))


def delete_applications(now: datetime) -> int:
    """Delete what people wrote to be admitted to a course, six months after the answer."""
    day = certificates.add_months(timezone.localdate(now), -APPLICATION_MONTHS)
    return application_retention.delete_due(
        timezone.make_aware(datetime.combine(day, time.min) + timedelta(days=1))
    )


def delete_representatives(now: datetime) -> int:
    """Delete who spoke for associations that left, and invitations nobody answered."""
    return representatives.delete_due(now)


def blank_signatories(now: datetime) -> int:
    """Blank who signed the charter, two years after the membership ended."""
    return signatories.blank_due(now)


def delete_browser_sessions(now: datetime) -> int:
    """Delete sign-ins that have expired."""
    number, _by_model = BrowserSession.objects.filter(expire_date__lt=now).delete()
    return number


RULES: dict[str, Rule] = {
    "staff-events": delete_staff_events,
    "discreet-events": delete_discreet_events,
    "relatives-networks": delete_from_networks,
    "hearing-names": delete_hearing_names,
    "food-and-access": needs.delete_due,
    "host-requests": delete_host_requests,
    "helpers": delete_helpers,
    "applications": delete_applications,
    "survey-sheets": delete_survey_sheets,
    # After those that delete registrations: what they left goes on the same day.
    "certificates": certificates.delete_due,
    "counted-attenders": attenders.freeze_due,
    "forum-representatives": delete_representatives,
    "forum-signatories": blank_signatories,
    "forum-applications": admission.delete_due,
    "hearing-statements": hearing_retention.delete_due,
    "browser-sessions": delete_browser_sessions,
}


def run_due(now: datetime) -> None:
    """Run the rules that have not run on this Copenhagen day; the clock calls it often."""
    midnight = timezone.make_aware(datetime.combine(timezone.localtime(now).date(), time.min))
    done = set(RetentionRun.objects.filter(ran_at__gte=midnight).values_list("rule", flat=True))
    due = [name for name in RULES if name not in done]
    one_by_one(due, lambda name: run(name, RULES[name], now).deleted)


def run(name: str, rule: Rule, now: datetime) -> RetentionRun:
    """Run one rule and write the proof: which, when, how many; no names."""
    return RetentionRun.objects.create(rule=name, deleted=rule(now))


def _delete_people(which: Q, ended_before: datetime) -> int:
    """Delete everyone at activities that ended before, one activity to a transaction."""
    has_people = Exists(Booking.objects.filter(activity=OuterRef("pk")))
    due = (
        Activity.objects.filter(which)
        .annotate(last=Max("sessions__end"))
        .filter(has_people, last__lt=ended_before)
        .order_by("pk")
    )
    return one_by_one(list(due.values_list("pk", flat=True)), _empty)


@transaction.atomic
def _empty(activity_id: UUID) -> int:
    """Delete one activity's people, keep how many came, and set its seats free."""
    activity = seats.lock(activity_id)
    _keep_counts(activity)
    attenders.remember(activity)
    people = Registration.objects.filter(activity=activity)
    number = people.count()
    certificates.delete_with(people)
    people.delete()
    OrganiserMessage.objects.filter(activity=activity).delete()  # may tell of people
    Booking.objects.filter(activity=activity).delete()
    activity.taken = people.filter(status__in=SEATED).count()
    activity.overbooked = max(0, activity.taken - activity.capacity)
    seats.write(activity, "taken", "overbooked")
    choices.recount(activity)
    return number


def _keep_counts(activity: Activity) -> None:
    """Write down how many of each role came to each session; targets go on counting them."""
    present = (
        Attendance.objects.filter(session__activity=activity, state=AttendanceState.PRESENT)
        .values("session", "registration__role")
        .annotate(number=Count("pk"))
    )
    for row in present:
        kept, _created = AttendedCount.objects.get_or_create(
            session_id=row["session"], role=row["registration__role"], defaults={"number": 0}
        )
        kept.number += row["number"]
        kept.save()

"""Open hearings: when one can answer, what is asked, and the city's closing report.

Sign-up is never a condition for coming. Times are aware; days are Copenhagen's.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import queries
from events.addons import Section
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity
from events.models.activity import ActivityQuerySet
from events.permissions import Viewer
from events.ratelimit import Limit
from medborgerforum.models import Hearing

KIND = ActivityKind.HOERING
DAYS_AFTER = 14
"""How many days after the last session statements are taken, unless staff say otherwise."""

# Each sign-up and statement sends a mail to whatever address is typed.
PER_MAILBOX = Limit("hearing-mail", times=5, window=timedelta(hours=1))
QUESTION_FIELDS = ("question", "question_en", "statements_from", "statements_until")
COMING, ANSWERING, OVER = range(3)  # in which part of the public list a hearing stands


class ReportRefused(Exception):
    """The closing report was not published; ``message`` says why."""

    message: str | Promise = _("Rapporten kunne ikke offentliggøres.")


class NoReport(ReportRefused):
    """There is nothing to publish."""

    message = _("Skriv rapporten først.")


class ReportTooEarly(ReportRefused):
    """People may still answer, or the hearing is still to come."""

    message = _(
        "Høringen er ikke slut: mødet er ikke holdt, eller fristen for høringssvar er ikke udløbet."
    )


def is_hearing(activity: Activity) -> bool:
    """Whether the activity is an open hearing that the public may know of; no query."""
    return activity.kind == KIND and not activity.discreet


# --- What it consists of ------------------------------------------------------------------------
def of(activity: Activity) -> Hearing:
    """Return the activity's hearing, made with the usual window if it is not there yet."""
    found = Hearing.objects.filter(activity=activity).first()
    if found is not None:
        return found
    start, end = default_window(activity)
    hearing, _created = Hearing.objects.get_or_create(
        activity=activity, defaults={"statements_from": start, "statements_until": end}
    )
    return hearing


def default_window(activity: Activity) -> tuple[datetime | None, datetime | None]:
    """Return from now to the end of the 14th day after the last session; no days without one."""
    last = activity.last_end
    if last is None:
        return None, None
    day = timezone.localtime(last).date() + timedelta(days=DAYS_AFTER)
    end = timezone.make_aware(datetime.combine(day, time(23, 59)))
    now = timezone.now()
    return (now, end) if now < end else (None, None)


def prepare(activity: Activity) -> None:
    """Make the row of a hearing whose sign-up opens; nothing for any other activity."""
    if activity.kind == KIND:
        of(activity)


def copy(original: Activity, duplicate: Activity, _sessions: object) -> None:
    """Let a copied hearing ask the same question; its window is set when it opens."""
    if original.kind != KIND:
        return
    hearing = Hearing.objects.filter(activity=original).first()
    if hearing is not None:
        Hearing.objects.create(
            activity=duplicate, question=hearing.question, question_en=hearing.question_en
        )


def question_in(hearing: Hearing, language: str) -> tuple[str, str]:
    """Return the question and the language it is in: English for English readers, else Danish."""
    if language == "en" and hearing.question_en:
        return hearing.question_en, "en"
    return hearing.question, "da"


# --- When one can answer ------------------------------------------------------------------------
def takes_statements(hearing: Hearing | None, now: datetime | None = None) -> bool:
    """Whether a statement may be sent at ``now``; its activity is public (see ``listed``)."""
    if hearing is None or hearing.statements_until is None:
        return False
    now = now or timezone.now()
    return (hearing.statements_from or now) <= now < hearing.statements_until


def _open(now: datetime) -> Q:
    begun = Q(hearing__statements_from__isnull=True) | Q(hearing__statements_from__lte=now)
    return begun & Q(hearing__statements_until__gt=now)


def listed() -> ActivityQuerySet:
    """Return the hearings that the public may know of, with their facts."""
    return queries.listed().filter(kind=KIND).select_related("hearing")


def public_list(now: datetime | None = None) -> QuerySet[Activity]:
    """Return all of them, each with ``part``: coming, open for statements, or over.

    What is to come stands first, the next one first; then what can be answered still; then
    what is over, the latest first. One that was called off is shown until its day.
    """
    now = now or timezone.now()
    coming = Q(ends_at__gte=now)
    rows = listed().exclude(Q(status=ActivityStatus.CANCELLED) & ~coming)
    part = Case(
        When(coming, then=Value(COMING)),
        When(_open(now), then=Value(ANSWERING)),
        default=Value(OVER),
        output_field=IntegerField(),
    )
    ahead = Case(When(coming, then="starts_at"))
    return rows.annotate(part=part, ahead=ahead).order_by("part", "ahead", "-starts_at", "pk")


def open_for_statements(now: datetime | None = None) -> QuerySet[Activity]:
    """Return the hearings that take statements now, whose time runs out first."""
    moment = now or timezone.now()
    rows = listed().exclude(status=ActivityStatus.CANCELLED)
    return rows.filter(_open(moment)).order_by("hearing__statements_until", "pk")


def of_activity(activity: Activity) -> Hearing | None:
    """Return the activity's hearing where there is one; no query for one of ``listed``."""
    return getattr(activity, "hearing", None)


def is_off(activity: Activity) -> bool:
    """Whether it was called off."""
    return activity.status == ActivityStatus.CANCELLED


def is_over(activity: Activity, now: datetime | None = None) -> bool:
    """Whether nobody need come any more: held, or past its end."""
    end = activity.last_end
    past = end is not None and end < (now or timezone.now())
    return past or activity.status == ActivityStatus.HELD


def is_public(activity: Activity) -> bool:
    """Whether the public may know of it now; one query."""
    return listed().filter(pk=activity.pk).exists()


def signup_path(activity: Activity) -> str:
    """Return where one says that one comes; "" for what the public may not know of."""
    if not is_hearing(activity):
        return ""
    return reverse("forum:hearing_signup", args=[activity.pk])


def section(_request: HttpRequest, activity: Activity) -> Section | None:
    """Return what an activity's page says of a hearing; no query for anything else."""
    if not is_hearing(activity):
        return None
    hearing = Hearing.objects.filter(activity=activity).first()
    return Section(
        "medborgerforum/hearing_section.html",
        {
            "url": reverse("forum:hearing", args=[activity.pk]),
            "takes_statements": not is_off(activity) and takes_statements(hearing),
            "until": hearing.statements_until if hearing else None,
        },
    )


# --- What staff set -----------------------------------------------------------------------------
@transaction.atomic
def set_question(hearing: Hearing, values: Mapping[str, Any], *, by: Viewer = None) -> Hearing:
    """Write what is asked and the window; ``values`` are those of ``QUESTION_FIELDS``."""
    locked = lock(hearing)
    for name in QUESTION_FIELDS:
        setattr(locked, name, values[name])
    locked.save(update_fields=QUESTION_FIELDS)
    log(locked, "wagtail.edit", user=by)
    return locked


# --- The closing report -------------------------------------------------------------------------
@transaction.atomic
def write_report(hearing: Hearing, text: str, *, by: Viewer = None) -> Hearing:
    """Write the report, as a draft or, once it is published, as a correction.

    Raises NoReport for an empty text in place of a published one.
    """
    locked = lock(hearing)
    if locked.report_published_at and not text.strip():
        raise NoReport
    locked.report = text.strip()
    locked.save(update_fields=["report"])
    log(locked, "wagtail.edit", user=by)
    return locked


@transaction.atomic
def publish_report(hearing: Hearing, *, by: Viewer = None, now: datetime | None = None) -> Hearing:
    """Publish the report; replies to statements stay as they are from then on.

    Repeating it changes nothing. Raises NoReport, or ReportTooEarly while it is not over.
    """
    now = now or timezone.now()
    locked = lock(hearing)
    if locked.report_published_at:
        return locked
    if not locked.report.strip():
        raise NoReport
    until, last = locked.statements_until, locked.activity.last_end
    if (until and now < until) or (last and now < last):
        raise ReportTooEarly
    locked.report_published_at = now
    locked.save(update_fields=["report_published_at"])
    log(locked, "wagtail.publish", user=by)
    return locked


def lock(hearing: Hearing) -> Hearing:
    """Return the row, locked until the transaction ends."""
    return Hearing.objects.select_for_update(of=("self",)).get(pk=hearing.pk)

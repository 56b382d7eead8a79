"""What the public pages read: the calendar's rows, their pages, their audiences.

Each function takes a fixed number of queries, however many activities it is about.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncMonth
from django.http import HttpRequest
from django.utils import timezone, translation

from events import when
from events.availability import Availability, availability
from events.enums import ActivityStatus, RegistrationStatus
from events.labels import TermLabel, vocabulary
from events.models import Activity, ActivityIndexPage, ActivityPage, Audience, Registration, Session
from events.models.activity import ActivityQuerySet


@dataclass(frozen=True)
class PageAddress:
    """Where an activity's words stand, and in which language."""

    url: str
    language: str
    summary: str = ""


@dataclass(frozen=True)
class ActivityCard:
    """One activity as ``components/activity_card.html`` draws it."""

    pk: UUID
    title: str
    title_language: str
    kind_label: str
    level: str
    level_label: str
    starts_at: datetime | None
    when_text: str
    place: str
    audiences: list[str]
    availability: Availability
    url: str = ""
    url_language: str = ""

    @property
    def status_label(self) -> str:
        """See ``Availability.status_label``."""
        return self.availability.status_label

    @property
    def seats_text(self) -> str:
        """See ``Availability.seats_text``."""
        return self.availability.seats_text

    @property
    def is_cancelled(self) -> bool:
        """Whether the activity has been called off."""
        return self.availability.state == "cancelled"


def with_facts(activities: ActivityQuerySet) -> ActivityQuerySet:
    """Annotate times, number of sessions, and whether anyone waits: what cards need."""
    waiting = Registration.objects.filter(
        activity=OuterRef("pk"), status=RegistrationStatus.WAITING
    )
    return activities.with_times().annotate(
        session_count=Count("sessions"), has_line=Exists(waiting)
    )


def listed() -> ActivityQuerySet:
    """Return the activities that public lists may show, with their facts."""
    return with_facts(Activity.objects.public()).filter(starts_at__isnull=False)


def coming(now: datetime | None = None) -> ActivityQuerySet:
    """Return listed activities that are not over, the next one first."""
    return listed().filter(ends_at__gte=now or timezone.now()).order_by("starts_at", "pk")


def past(now: datetime | None = None) -> ActivityQuerySet:
    """Return listed activities that are over, the latest first."""
    return listed().filter(ends_at__lt=now or timezone.now()).order_by("-starts_at", "pk")


def facets(activities: ActivityQuerySet) -> list[tuple[str, datetime]]:
    """Return the kinds and Copenhagen months (first moment) that occur. One query."""
    return list(
        activities.order_by()
        .annotate(month=TruncMonth("starts_at"))
        .values_list("kind", "month")
        .distinct()
    )


def open_for_signup(now: datetime | None = None) -> ActivityQuerySet:
    """Return coming activities whose sign-up is open and that people can read about."""
    live_page = ActivityPage.objects.live().filter(activity=OuterRef("pk"))
    return coming(now).filter(Exists(live_page), status=ActivityStatus.OPEN)


def cards(activities: Sequence[Activity], request: HttpRequest | None) -> list[ActivityCard]:
    """Return the activities (from ``listed``) as cards in the active language."""
    ids = [activity.pk for activity in activities]
    addresses = page_addresses(ids, request)
    audiences = audience_labels(ids)
    return [
        _card(activity, audiences.get(activity.pk, []), addresses.get(activity.pk))
        for activity in activities
    ]


def _card(
    activity: Activity, audiences: list[TermLabel], address: PageAddress | None
) -> ActivityCard:
    start, end = activity.first_start, activity.last_end
    title = activity.display_title
    return ActivityCard(
        pk=activity.pk,
        title=title,
        title_language="da" if title == activity.title else "en",
        kind_label=activity.get_kind_display(),
        level=activity.level,
        level_label=activity.get_level_display(),
        starts_at=start,
        when_text=when.span(start, end, getattr(activity, "session_count", 1)),
        place=activity.place,
        audiences=[a.title for a in audiences],
        availability=availability(activity),
        url=address.url if address else "",
        url_language=address.language if address else "",
    )


def page_addresses(ids: Iterable[UUID], request: HttpRequest | None) -> dict[UUID, PageAddress]:
    """Return each activity's live page: in the active language, else in Danish."""
    wanted = translation.get_language() or settings.LANGUAGE_CODE
    pages = (
        ActivityPage.objects.live()
        .filter(
            activity_id__in=list(ids),
            locale__language_code__in={wanted, settings.LANGUAGE_CODE},
        )
        .select_related("locale")
        .defer("body")
    )
    found: dict[UUID, PageAddress] = {}
    for page in pages:
        language = page.locale.language_code
        url = page.get_url(request)
        if url and (page.activity_id not in found or language == wanted):
            found[page.activity_id] = PageAddress(url, language, page.summary)
    return found


def audience_labels(ids: Iterable[UUID]) -> dict[UUID, list[TermLabel]]:
    """Return each activity's audiences in the vocabulary's order, in the active language."""
    links = Activity.audiences.through.objects.filter(activity_id__in=list(ids))
    chosen: dict[UUID, set[int]] = defaultdict(set)
    for activity_id, audience_id in links.values_list("activity_id", "audience_id"):
        chosen[activity_id].add(audience_id)
    if not chosen:
        return {}
    terms = vocabulary(Audience)
    return {pk: [term for term in terms if term.pk in picked] for pk, picked in chosen.items()}


def calendar_url(request: HttpRequest) -> str:
    """Return the calendar page in the active language, else in Danish, else the front."""
    wanted = translation.get_language() or settings.LANGUAGE_CODE
    pages = {
        page.locale.language_code: page
        for page in ActivityIndexPage.objects.live().select_related("locale").order_by("-pk")
    }
    page = pages.get(wanted) or pages.get(settings.LANGUAGE_CODE)
    return (page.get_url(request) if page else None) or "/"


def nearest_session(sessions: Iterable[Session], now: datetime | None = None) -> Session | None:
    """Return the session going on, else the one whose start or end is nearest to ``now``."""
    moment = now or timezone.now()

    def distance(session: Session) -> float:
        if session.start <= moment <= session.end:
            return 0.0
        return min(
            abs((session.start - moment).total_seconds()),
            abs((session.end - moment).total_seconds()),
        )

    return min(sessions, key=distance, default=None)

"""What a catalogue tells, in its order: by audience, then by month.

An activity for several audiences stands once, under the first of them in the vocabulary's order;
the chapters of the others end with a line that refers to it. What is for nobody in particular
comes first. Everything is read from the activities and their pages when it is asked for, in a
fixed number of queries; whatever is not public (planned, discreet, without its live page) is
left out, chosen or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Course
from events import queries, when
from events.enums import ActivityStatus
from events.labels import TermLabel, vocabulary
from events.models import Activity, Audience, Session
from events.models.activity import ActivityQuerySet

from .models import Catalogue, CatalogueEntry

FOR_ALL = "alle"  # key of the chapter of what has no audience


@dataclass(frozen=True)
class Entry:
    """One activity as the catalogue tells of it, in the active language."""

    card: queries.ActivityCard
    summary: str
    summary_language: str
    is_online: bool
    also_for: list[str]
    aims: list[str]
    hours: str
    by_application: bool

    @property
    def pk(self) -> UUID:
        """The activity's key."""
        return self.card.pk

    @property
    def anchor(self) -> str:
        """Where it stands on the page or in the booklet."""
        return anchor(self.pk)

    @property
    def can_sign_up(self) -> bool:
        """Whether the ordinary form of sign-up is open."""
        return self.card.availability.is_open and not self.by_application

    @property
    def seats_in_words(self) -> str:
        """Whether there are seats, in words that stay right for some days on paper."""
        available = self.card.availability
        return available.status_label or (_("Ledige pladser") if available.has_seats else "")


@dataclass(frozen=True)
class Reference:
    """Where one reads about an activity that stands in another chapter."""

    anchor: str
    title: str
    title_language: str
    day: str


@dataclass
class Chapter:
    """One audience: what stands in it, and what it refers to elsewhere."""

    key: str
    title: str
    activities: list[Activity] = field(default_factory=list)
    elsewhere: list[Activity] = field(default_factory=list)

    @property
    def references(self) -> list[Reference]:
        """What stands in other chapters and is for this audience, too."""
        return [reference(activity) for activity in self.elsewhere]


def anchor(pk: UUID) -> str:
    """Return the id of an activity's entry."""
    return f"a-{pk.hex}"


def reference(activity: Activity) -> Reference:
    """Return the line that refers to an activity's entry."""
    start, title = activity.first_start, activity.display_title
    return Reference(
        anchor(activity.pk),
        title,
        "da" if title == activity.title else "en",
        when.short_day(start) if start else "",
    )


def activities_of(catalogue: Catalogue) -> ActivityQuerySet:
    """Return what the catalogue tells of, the first date first; nothing that is not public.

    ``whole_period`` takes whatever begins on a Copenhagen day of the period.
    """
    chosen = Q(pk__in=CatalogueEntry.objects.filter(catalogue=catalogue).values("activity"))
    if catalogue.whole_period:
        first = datetime.combine(catalogue.period_start, time.min, when.COPENHAGEN)
        after = datetime.combine(
            catalogue.period_end + timedelta(days=1), time.min, when.COPENHAGEN
        )
        chosen |= Q(starts_at__gte=first, starts_at__lt=after)
    return queries.listed().filter(chosen).order_by("starts_at", "pk")


def period(catalogue: Catalogue) -> str:
    """Return the catalogue's first and last day in words."""
    first, last = catalogue.period_start, catalogue.period_end
    if first == last:
        return when.plain_day(first)
    noon = time(12, tzinfo=when.COPENHAGEN)
    return when.span(datetime.combine(first, noon), datetime.combine(last, noon))


def to_choose_from(now: datetime | None = None) -> ActivityQuerySet:
    """Return what staff may choose: public, coming, not called off."""
    return queries.coming(now).exclude(status=ActivityStatus.CANCELLED)


def chapters(catalogue: Catalogue, *, with_cancelled: bool = True) -> list[Chapter]:
    """Return the chapters in order, each with its activities in order. Four queries."""
    chosen = activities_of(catalogue)
    if not with_cancelled:
        chosen = chosen.exclude(status=ActivityStatus.CANCELLED)
    activities = list(chosen)
    labels = queries.audience_labels([a.pk for a in activities])
    order = {FOR_ALL: Chapter(FOR_ALL, _("For alle"))}
    order |= {term.key: Chapter(term.key, term.title) for term in vocabulary(Audience)}
    for activity in activities:
        first, *others = labels.get(activity.pk) or [TermLabel(0, FOR_ALL, "")]
        order[first.key].activities.append(activity)
        for other in others:
            order[other.key].elsewhere.append(activity)
    return [c for c in order.values() if c.activities or c.elsewhere]


def entries(activities: Sequence[Activity], request: HttpRequest | None) -> list[Entry]:
    """Return the activities (from ``chapters``) as entries in the active language."""
    ids = [activity.pk for activity in activities]
    addresses = queries.page_addresses(ids, request)
    courses = {course.pk: course for course in Course.objects.filter(pk__in=ids)}
    linked = Session.objects.filter(activity_id__in=ids).exclude(online_url="")
    online = set(linked.values_list("activity_id", flat=True))
    return [
        _entry(card, addresses.get(card.pk), courses.get(card.pk), card.pk in online)
        for card in queries.cards(activities, request)
    ]


def _entry(
    card: queries.ActivityCard,
    address: queries.PageAddress | None,
    course: Course | None,
    is_online: bool,
) -> Entry:
    return Entry(
        card=card,
        summary=address.summary if address else "",
        summary_language=address.language if address else "",
        is_online=is_online,
        also_for=card.audiences[1:],
        aims=course.display_aims if course else [],
        hours=_hours(course),
        by_application=bool(course and course.takes_applications),
    )


def _hours(course: Course | None) -> str:
    if course is None or course.hours is None:
        return ""
    whole = course.hours == course.hours.to_integral_value()
    number = number_format(course.hours, decimal_pos=0 if whole else 1)
    text = ngettext("%(hours)s time", "%(hours)s timer", 1 if course.hours == 1 else 2)
    return text % {"hours": number}


def by_month(shown: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the months of a chapter's entries, which are in order, with those of each."""
    for month, same in groupby(shown, key=_month):
        yield month, list(same)


def _month(entry: Entry) -> str:
    return when.month(entry.card.starts_at) if entry.card.starts_at else ""

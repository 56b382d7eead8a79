"""The activities as rows: what decides. Their pages are made in ``activity_pages``."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Activity, Audience, Choice, HeadCount, Session

from .content import Entry, entries
from .dates import moment, today, working_day
from .vocabulary import terms

OPENS_BEFORE = timedelta(days=60)
CLOSES_BEFORE = timedelta(days=2)
# Activities and their first entries are recognised by keys computed from the content's.
NAMESPACE = uuid5(NAMESPACE_URL, "https://vink.example/demo")


@dataclass(frozen=True, slots=True)
class Planned:
    """One activity with the content it came from; ``number`` 0 is the one with a page."""

    entry: Entry
    row: Activity
    number: int = 0

    @property
    def held(self) -> bool:
        """Whether it lies in the past and took place."""
        return self.entry["status"] == "held"

    @property
    def keeps_people(self) -> bool:
        """Whether its participants' rows would still be there by the portal's own rules.

        After twelve months, and after thirty days for discreet ones, deletion has left only
        the counts.
        """
        if self.row.discreet:
            return not self.held
        return not self.held or self.first_day > today() - timedelta(
            days=settings.VINK_RETENTION_DAYS - 1
        )

    @property
    def first_day(self) -> date:
        """The Copenhagen day of the first session."""
        return timezone.localdate(min(s.start for s in self.row.sessions.all()))


def activity_key(entry: Entry, number: int = 0) -> UUID:
    """Return the key of an activity: the same at every loading."""
    return uuid5(NAMESPACE, f"{entry['key']}/{number}")


def load_activities() -> list[Planned]:
    """Make every activity once, with sessions and head counts; nobody is signed up yet."""
    audiences = terms(Audience)
    planned = []
    for entry in entries("activities", "activities"):
        row = _activity(entry, activity_key(entry), entry["day_offset"], audiences)
        row.save()
        planned.append(Planned(entry, row))
        _count_heads(entry, row, audiences)
    return planned


def _status(entry: Entry) -> str:
    """Return the status to start from: what is cancelled was open before."""
    status = entry["status"]
    return ActivityStatus.OPEN if status == ActivityStatus.CANCELLED else status


def _activity(
    entry: Entry, key: UUID, day_offset: int, audiences: dict[str, Audience], suffix: str = ""
) -> Activity:
    first_day = working_day(day_offset)
    start = moment(first_day, entry["sessions"][0]["start"])
    row = Activity(
        pk=key,
        kind=entry["kind"],
        title=f"{entry['title']}{suffix}",
        title_en=f"{entry['title_en']}{suffix}",
        level=entry["level"],
        track=str(entry["track"]),
        place=f"{entry['place']}, {entry['address']}",
        contact_email=settings.VINK_CONTACT_EMAIL,
        opens_at=_opens(start),
        closes_at=start - CLOSES_BEFORE,
        eligibility=entry.get("eligibility", "anyone"),
        discreet=entry.get("discreet", False),
        capacity=entry["capacity"],
        status=_status(entry),
    )
    if name := entry.get("series"):
        row.series = uuid5(NAMESPACE, f"series/{name}")
    row.audiences = [audiences[a] for a in entry["audiences"]]
    row.sessions = [_session(session, first_day) for session in entry["sessions"]]
    row.choices = [_workshop(choice) for choice in entry.get("choices", [])]
    return row


def _workshop(choice: Entry) -> Choice:
    facts = {name: choice[name] for name in ("round", "title", "title_en", "place")}
    return Choice(capacity=choice["seats"], **facts)


def _opens(start: datetime) -> datetime:
    """Return when sign-up opened: some weeks ahead, and a while ago for what is to come."""
    return min(start - OPENS_BEFORE, timezone.now() - timedelta(days=20))


def _session(session: Entry, first_day: date) -> Session:
    day = first_day + timedelta(days=session.get("extra_days", 0))
    return Session(start=moment(day, session["start"]), end=moment(day, session["end"]))


def _count_heads(entry: Entry, row: Activity, audiences: dict[str, Audience]) -> None:
    HeadCount.objects.bulk_create(
        HeadCount(session=session, audience=audiences[key], number=number)
        for session in row.sessions.all()
        for key, number in entry.get("head_counts", {}).items()
    )


def load_copies(scale: int) -> list[Planned]:
    """Make ``scale`` - 1 further rounds of every held activity with participants.

    For benchmarks: without pages, spread over the months whose people are still kept.
    Rounds that are there already are left out.
    """
    audiences = terms(Audience)
    known = set(Activity.objects.values_list("pk", flat=True))
    planned = []
    for number in range(1, scale):
        for position, entry in enumerate(_repeatable()):
            key = activity_key(entry, number)
            if key in known:
                continue
            offset = -20 - (number * 7 + position * 3) % 330
            row = _activity(entry, key, offset, audiences, suffix=f", hold {number + 1}")
            row.save()
            planned.append(Planned(entry, row, number))
    return planned


def _repeatable() -> list[Entry]:
    return [
        entry
        for entry in entries("activities", "activities")
        if entry["status"] == "held"
        and entry["expected_registrations"]
        and not entry.get("discreet")
        and not entry.get("survey_open")
    ]

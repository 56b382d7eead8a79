"""Four years of activities for the benchmarks, with what the portal has kept of them.

What is old is kept as the retention rules leave it: of activities more than a year back no
registrations, but counts and codes; of surveys sealed that long ago no sheets, but numbers. So
a history grows as a real one does. Sheets are written by SQL; sealing, counting, blocks and
deletion are the portal's own.
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

ANSWERS_A_SHEET = 5
SHEETS = 25  # of each survey
ATTENDERS = 30
YEARS = 4
PEOPLE = 6000  # different ones, so that many come again
BATCH = 5000
KEPT = timedelta(days=365)
AUDIENCES = ("frontpersonale", "unge", "foraeldre", "civilsamfund")

_SHEETS = """
INSERT INTO events_surveyresponse (id, survey_id)
SELECT gen_random_uuid(), survey FROM unnest(%s::uuid[]) AS survey, generate_series(1, %s)
"""
_ANSWERS = """
INSERT INTO events_surveyanswer (id, response_id, question_id, value)
SELECT gen_random_uuid(), response.id, asked.question_id,
       (ARRAY[5, 5, 5, 4, 4, 4, 4, 3, 2, 1, 0])[1 + floor(random() * 11)::int]
FROM events_surveyresponse AS response
JOIN events_instrumentquestion AS asked ON asked.instrument_id = %s
WHERE response.survey_id = ANY(%s)
"""
_REMARKS = """
INSERT INTO events_surveycomment (id, survey_id, text)
SELECT gen_random_uuid(), survey, 'Mere tid til snak i grupper, tak, og gerne eksempler.'
FROM unnest(%s::uuid[]) AS survey, generate_series(1, 5)
"""
_LINKS = """
INSERT INTO events_surveyinvitation (id, survey_id, link_version, token_hash, spent)
SELECT gen_random_uuid(), survey, 1, encode(sha256(gen_random_uuid()::text::bytea), 'hex'),
       number <= %s
FROM unnest(%s::uuid[]) AS survey, generate_series(1, %s) AS number
"""


@dataclass
class History:
    """The activities made so far, over the four years before ``today``."""

    today: date
    instrument: Any
    audiences: list[Any]
    targets: list[Any]
    surveys: int = 0
    _random: random.Random = field(default_factory=lambda: random.Random(5))

    @property
    def answers(self) -> int:
        """How many answers have been given."""
        return self.surveys * SHEETS * ANSWERS_A_SHEET

    def add(self, surveys: int) -> list[Any]:
        """Hold so many theme days, each with a closed survey that waits to be sealed.

        Half as many activities are counted by heads. Returns the surveys, oldest first.
        """
        days = sorted(self._moment() for _one in range(surveys))
        held = self._hold("temadag", days)
        self._people(held)
        heads = self._hold("dilemmamoede", [self._moment() for _one in range(surveys // 2 + 1)])
        self._heads(heads)
        rows = self._ask(held)
        self.surveys += surveys
        analyse()
        return rows

    def _moment(self) -> datetime:
        back = timedelta(days=20 + self._random.randrange(YEARS * 365 - 20))
        return timezone.make_aware(datetime.combine(self.today - back, time(9)))

    def _hold(self, kind: str, days: Sequence[datetime]) -> list[tuple[Any, Any]]:
        from events.enums import ActivityStatus
        from events.models import Activity, Session

        through = Activity.audiences.through
        made = Activity.objects.bulk_create(
            [
                Activity(title=f"Dag {number}", kind=kind, capacity=40, status=ActivityStatus.HELD)
                for number, _day in enumerate(days)
            ],
            batch_size=BATCH,
        )
        sessions = Session.objects.bulk_create(
            [
                Session(activity=activity, start=day, end=day + timedelta(hours=6))
                for activity, day in zip(made, days, strict=True)
            ],
            batch_size=BATCH,
        )
        through.objects.bulk_create(
            [
                through(activity=activity, audience=self._random.choice(self.audiences))
                for activity in made
            ],
            batch_size=BATCH,
        )
        return list(zip(made, sessions, strict=True))

    def _people(self, held: Sequence[tuple[Any, Any]]) -> None:
        """Write who came: names for a year back, numbers and codes before that."""
        from events.models import AttendedCount

        since = timezone.make_aware(datetime.combine(self.today - KEPT, time()))
        self._registrations([pair for pair in held if pair[1].start >= since])
        old = [session for _activity, session in held if session.start < since]
        AttendedCount.objects.bulk_create(
            [AttendedCount(session=s, role="frontline_youth", number=ATTENDERS) for s in old],
            batch_size=BATCH,
        )
        self._codes(len(old) * ATTENDERS)

    def _registrations(self, recent: Sequence[tuple[Any, Any]]) -> None:
        from events.enums import AttendanceState, RegistrationStatus
        from events.models import Attendance, Booking, Registration

        bookings, rows, present = [], [], []
        for activity, session in recent:
            for number in self._random.sample(range(PEOPLE), ATTENDERS):
                booking = Booking(activity=activity, idempotency_key=secrets.token_hex(16))
                row = Registration(
                    booking=booking, activity=activity, name=f"Person {number}",
                    email=f"person{number}@skole.example", role="frontline_youth",
                    status=RegistrationStatus.CONFIRMED, checkin_code=secrets.token_hex(5),
                )  # fmt: skip
                bookings.append(booking)
                rows.append(row)
                present.append(
                    Attendance(session=session, registration=row, state=AttendanceState.PRESENT)
                )
        Booking.objects.bulk_create(bookings, batch_size=BATCH)
        Registration.objects.bulk_create(rows, batch_size=BATCH)
        Attendance.objects.bulk_create(present, batch_size=BATCH)

    def _codes(self, visits: int) -> None:
        """Leave a code for each different one of the deleted, for each target that counts them."""
        from portal.targets.attenders import digest
        from portal.targets.models import AttenderKey, CountedAttender, TargetKind

        numbers = {self._random.randrange(PEOPLE) for _one in range(visits)}
        for target in self.targets:
            if target.kind == TargetKind.DISTINCT_ATTENDERS:
                key, _created = AttenderKey.objects.get_or_create(
                    target=target, defaults={"secret": secrets.token_hex(32)}
                )
                CountedAttender.objects.bulk_create(
                    [
                        CountedAttender(
                            key=key, digest=digest(key.secret, f"person{one}@skole.example")
                        )
                        for one in numbers
                    ],
                    batch_size=BATCH,
                    ignore_conflicts=True,
                )

    def _heads(self, held: Sequence[tuple[Any, Any]]) -> None:
        from events.models import HeadCount

        HeadCount.objects.bulk_create(
            [
                HeadCount(
                    session=session, audience=audience, number=10 + self._random.randrange(20)
                )
                for _activity, session in held
                for audience in self.audiences[:2]
            ],
            batch_size=BATCH,
        )

    def _ask(self, held: Sequence[tuple[Any, Any]]) -> list[Any]:
        from events.enums import SurveyStatus
        from events.models import Survey

        rows = Survey.objects.bulk_create(
            [
                Survey(
                    activity=activity, population="theme_day", instrument=self.instrument,
                    eligible=ATTENDERS, status=SurveyStatus.CLOSED, opens_at=session.end,
                    closes_at=session.end + timedelta(days=14),
                )
                for activity, session in held
            ],
            batch_size=BATCH,
        )  # fmt: skip
        self.fill(rows)
        return rows

    def fill(self, surveys: Sequence[Any]) -> None:
        """Write links, sheets, answers and remarks of the surveys."""
        keys = [survey.pk for survey in surveys]
        with connection.cursor() as cursor:
            cursor.execute(_LINKS, [SHEETS, keys, ATTENDERS])
            cursor.execute(_SHEETS, [keys, SHEETS])
            cursor.execute(_ANSWERS, [self.instrument.pk, keys])
            cursor.execute(_REMARKS, [keys])


def begin(today: date) -> History:
    """Make the house, a questionnaire, and a plan over four years with targets of every kind."""
    from events.surveys.instruments import put_to_use
    from portal.targets.models import TargetKind
    from tests.factories import AudienceFactory
    from tests.knowledge.small_site import make_site
    from tests.surveys.makers import KEYS, make_instrument
    from tests.targets.makers import make_plan, make_target

    make_site()
    instrument = make_instrument()
    put_to_use(instrument)
    audiences = [AudienceFactory(key=key, title=key.title()) for key in AUDIENCES]
    plan = make_plan(
        period_start=today - timedelta(days=YEARS * 365 + 40),
        period_end=today + timedelta(days=365),
    )
    shares = [
        make_target(TargetKind.SURVEY_SHARE, plan=plan, code=f"S{number}", question_keys=[key])
        for number, key in enumerate(KEYS)
    ]
    counts = [
        make_target(kind, plan=plan, code=f"C{number}", threshold_numerator=1000, **filters)
        for number, (kind, filters) in enumerate(
            (
                (TargetKind.DISTINCT_ATTENDERS, {}),
                (TargetKind.DISTINCT_ATTENDERS, {"activity_kinds": ["temadag"]}),
                (TargetKind.HEAD_COUNT, {"audiences": ["frontpersonale"]}),
                (TargetKind.HEAD_COUNT, {"audiences": ["unge", "foraeldre"]}),
                (TargetKind.ACTIVITIES_HELD, {}),
                (TargetKind.ACTIVITIES_HELD, {"activity_kinds": ["dilemmamoede"]}),
                (TargetKind.ACTIVE_ASSOCIATIONS, {}),
                (TargetKind.PUBLISHED_FIGURE, {}),
            )
        )
    ]
    return History(today, instrument, audiences, [*shares, *counts])


def analyse() -> None:
    """Let the planner know what there is, as autovacuum would."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def settle(surveys: Sequence[Any], today: date) -> None:
    """Count surveys one by one, each as of the day after it closed; delete what is a year old.

    The rewrite of the tables comes before, as when they are sealed in one go.
    """
    from events.surveys import counting

    for survey in surveys:
        counting.count(survey, min(survey.closes_at.date() + timedelta(days=1), today))
    counting.delete_sheets(timezone.make_aware(datetime.combine(today, time(3))), KEPT)
    analyse()

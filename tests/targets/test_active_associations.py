"""T7: associations that came, beside those that are members, both split by kind."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import ActivityStatus
from medborgerforum import membership, reach
from medborgerforum.enums import MembershipEventKind
from medborgerforum.models import Association, MeetingAttendance
from portal.targets.definitions import Status
from portal.targets.measurement import measure
from portal.targets.models import TargetKind
from tests.factories.forum import make_association, make_meeting
from tests.targets.makers import make_target

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def came(association: Association, days_ago: int = 3, status: str = ActivityStatus.HELD) -> None:
    meeting = make_meeting(status=status, starts_in_days=-days_ago, with_page=False)
    MeetingAttendance.objects.create(meeting=meeting.forum_meeting, association=association)


def this_year() -> reach.Reach:
    now = timezone.now()
    return reach.reach([(now - YEAR, now + timedelta(days=1))])[0]


def test_members_and_those_who_came_are_two_numbers() -> None:
    active, _quiet = make_association("Aktive"), make_association("Stille", kind="school")
    came(active)
    came(active)  # twice is still one association
    found = this_year()
    assert (found.members, found.active) == (2, 1)
    assert [(row.kind, row.members, row.active) for row in found.kinds] == [
        ("association", 1, 1),
        ("school", 1, 0),
    ]


def test_a_meeting_counts_when_it_was_held_within_the_period() -> None:
    association = make_association()
    came(association, days_ago=400)
    came(association, status=ActivityStatus.CANCELLED)
    assert this_year().active == 0


def test_whoever_left_is_no_member_but_was_active() -> None:
    association = make_association()
    came(association)
    membership.note(association, MembershipEventKind.LEFT)
    found = this_year()
    assert (found.members, found.active) == (0, 1)
    assert found.kinds[0].active == 1


def test_an_earlier_period_has_the_members_of_its_own_last_day() -> None:
    association = make_association()
    now = timezone.now()
    before, today = reach.reach([(now - YEAR, now - timedelta(days=1)), (now - YEAR, now + YEAR)])
    assert association
    assert (before.members, today.members) == (0, 1)


def test_the_target_is_judged_on_those_who_came() -> None:
    target = make_target(TargetKind.ACTIVE_ASSOCIATIONS, threshold_numerator=1)
    make_association()
    assert measure([target])[target.pk].status != Status.MET
    came(make_association("En til"))
    measurement = measure([target])[target.pk]
    assert measurement.status == Status.MET
    assert measurement.reach is not None
    assert (measurement.value, measurement.reach.members) == (1, 2)


def test_queries_do_not_grow_with_targets_or_associations() -> None:
    def cost(number: int) -> int:
        targets = [make_target(TargetKind.ACTIVE_ASSOCIATIONS) for _i in range(number)]
        for i in range(number):
            came(make_association(f"Forening {number} {i}"))
        with CaptureQueriesContext(connection) as queries:
            measure(targets)
        return len(queries)

    assert cost(1) == cost(4)

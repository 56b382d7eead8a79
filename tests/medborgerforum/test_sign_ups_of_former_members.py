"""When a membership ends, what the association was signed up for ends too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Registration
from medborgerforum import leaving, renewal
from medborgerforum.enums import MembershipState
from medborgerforum.models import Association
from tests.factories.forum import (
    make_association,
    make_charter,
    make_meeting,
    make_representative,
)
from tests.medborgerforum.meetings import seat_for

pytestmark = pytest.mark.django_db


def test_a_lapse_gives_the_seats_back_and_leaves_those_of_others() -> None:
    first = make_charter()
    gone = make_representative(make_association("Væk", version=first)).association
    stays = make_association("Bliver", version=first)
    today = timezone.localdate()
    version = make_charter(
        2,
        valid_from=today,
        accept_by=today + timedelta(days=2),
        lapse_on=today + timedelta(days=4),
    )
    renewal.accept(
        make_representative(stays, email="b@bliver.example"),
        version.texts.get(),
        signatory_name="A",
        signatory_role="B",
        authority_stated=True,
    )
    meeting = make_meeting()
    mine, theirs = seat_for(gone, meeting), seat_for(stays, meeting, email="x@bliver.example")
    assert renewal.lapse_due(timezone.now() + timedelta(days=5)) == 1
    assert list(Registration.objects.active()) == [theirs]
    mine.refresh_from_db()
    assert not mine.is_active


def test_the_clock_withdraws_what_a_crash_left_behind() -> None:
    association = make_association()
    seat_for(association, make_meeting())
    assert leaving.sweep_sign_ups(timezone.now()) == 0
    Association.objects.update(state=MembershipState.LAPSED, ended_on=timezone.localdate())
    assert leaving.sweep_sign_ups(timezone.now()) == 1
    assert leaving.sweep_sign_ups(timezone.now()) == 0
    assert not Registration.objects.active()

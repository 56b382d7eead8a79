"""Who is let in, when, and what the refusals are."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.eligibility import is_eligible
from events.enums import ActivityStatus, RegistrationSource
from events.models import Activity, Booking, Registration
from events.registration import (
    AlreadyRegistered,
    Contact,
    NamedTwice,
    NotEligible,
    NotOpen,
    register,
)
from tests.factories import ActivityFactory, UserFactory, make_page, make_person

pytestmark = pytest.mark.django_db


def sign_up(activity: Activity, **kwargs: Any) -> Booking:
    """Sign one person up with sensible defaults."""
    defaults = {
        "people": [make_person()],
        "contact": Contact(),
        "idempotency_key": uuid.uuid4(),
    }
    return register(activity=activity, **{**defaults, **kwargs})


@pytest.mark.parametrize(
    "status",
    [
        ActivityStatus.PLANNED,
        ActivityStatus.CLOSED,
        ActivityStatus.HELD,
        ActivityStatus.CANCELLED,
    ],
)
def test_only_open_activities_take_sign_ups_from_the_web(status: ActivityStatus) -> None:
    with pytest.raises(NotOpen):
        sign_up(ActivityFactory(status=status))


def test_sign_up_needs_a_live_page() -> None:
    activity = ActivityFactory(with_page=False)
    make_page(activity, live=False)
    with pytest.raises(NotOpen):
        sign_up(activity)


def test_staff_may_sign_people_up_without_a_page() -> None:
    activity = ActivityFactory(with_page=False, status=ActivityStatus.PLANNED)
    user = UserFactory()
    booking = sign_up(activity, source=RegistrationSource.STAFF, by=user)
    assert booking.entered_by == user


def test_the_window_is_kept_to_the_minute() -> None:
    now = timezone.now()
    early = ActivityFactory(opens_at=now + timedelta(minutes=1))
    late = ActivityFactory(closes_at=now - timedelta(minutes=1))
    within = ActivityFactory(
        opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(minutes=1)
    )
    for shut in (early, late):
        with pytest.raises(NotOpen):
            sign_up(shut)
    assert sign_up(within).registrations.get().is_confirmed


def test_without_a_closing_time_sign_up_ends_when_it_begins() -> None:
    with pytest.raises(NotOpen):
        sign_up(ActivityFactory(starts_in_days=0))


def test_an_unknown_rule_of_eligibility_refuses() -> None:
    activity = ActivityFactory(eligibility="charter-member")
    assert not is_eligible(activity, None)
    with pytest.raises(NotEligible):
        sign_up(activity)


def test_discreet_activities_take_nobody_from_the_web() -> None:
    with pytest.raises(NotOpen):
        sign_up(ActivityFactory(discreet=True))


def test_the_same_key_returns_the_same_booking() -> None:
    activity, key = ActivityFactory(), uuid.uuid4()
    people = [make_person()]
    first = sign_up(activity, people=people, idempotency_key=key)
    assert sign_up(activity, people=people, idempotency_key=key) == first
    assert Registration.objects.count() == 1


def test_the_same_person_is_not_signed_up_twice() -> None:
    activity = ActivityFactory()
    sign_up(activity, people=[make_person(name="Åse Berg", email="aase@skole.example")])
    again = [make_person(name="  åse  BERG ", email="Aase@Skole.example ")]
    with pytest.raises(AlreadyRegistered) as refusal:
        sign_up(activity, people=again)
    assert len(refusal.value.existing) == 1


def test_nobody_is_named_twice_in_one_sign_up() -> None:
    activity = ActivityFactory()
    twice = [make_person(name="Ali", email="ali@klub.example") for _number in range(2)]
    with pytest.raises(NamedTwice):
        sign_up(activity, people=twice)
    assert not Registration.objects.exists()


def test_two_people_may_share_a_mailbox() -> None:
    activity = ActivityFactory()
    for name in ("Ali", "Bente"):
        sign_up(activity, people=[make_person(name=name, email="kontor@klub.example")])
    assert Registration.objects.filter(activity=activity).count() == 2


def test_whoever_withdrew_may_come_back() -> None:
    from events.cancellation import withdraw

    activity, person = ActivityFactory(), make_person()
    withdraw(sign_up(activity, people=[person]).registrations.get())
    assert sign_up(activity, people=[person]).registrations.get().is_confirmed

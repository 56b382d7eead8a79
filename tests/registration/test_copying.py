"""A copied activity is asked, seated and prepared like the first, with nobody in it."""

import uuid

import pytest
from django.utils import timezone

from events import planning
from events.enums import ActivityStatus, WaitlistMode
from events.models import Activity, Choice, PreparationItem, SignupQuestion
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

# Said anew for each copy, or of no use to one.
NOT_COPIED = {
    "id", "status", "opens_at", "closes_at", "taken", "overbooked", "next_place",
    "calendar_sequence", "reminded_at", "cancel_message", "created_at",
}  # fmt: skip


def test_every_setting_comes_along_and_nobody_else() -> None:
    activity = ActivityFactory(
        capacity=7,
        waitlist_mode=WaitlistMode.OFFER,
        offer_hours=5,
        needs_approval=True,
        withdraw_days=3,
        ask_food=True,
        ask_access=True,
    )
    RegistrationFactory(activity=activity)
    copy, _page = planning.duplicate(Activity.objects.get(pk=activity.pk))
    fresh = Activity.objects.get(pk=copy.pk)
    for field in Activity._meta.concrete_fields:
        if field.name not in NOT_COPIED:
            assert getattr(fresh, field.name) == getattr(activity, field.name), field.name
    assert (fresh.status, fresh.taken) == (ActivityStatus.PLANNED, 0)
    assert not fresh.registrations.exists()


def test_workshops_questions_and_the_working_list_come_along_unused() -> None:
    activity = ActivityFactory()
    Choice.objects.create(activity=activity, title="Digitalt selvforsvar", capacity=9, taken=4)
    SignupQuestion.objects.create(activity=activity, key="bus", text="Kommer du med bus?")
    PreparationItem.objects.create(
        activity=activity, title="Bestil kaffe", days=-3, done_at=timezone.now()
    )
    copy, _page = planning.duplicate(Activity.objects.get(pk=activity.pk))
    fresh = Activity.objects.get(pk=copy.pk)
    choice, question, item = (
        fresh.choices.get(),
        fresh.signup_questions.get(),
        fresh.preparations.get(),
    )
    assert (choice.title, choice.capacity, choice.taken) == ("Digitalt selvforsvar", 9, 0)
    assert (question.key, question.text) == ("bus", "Kommer du med bus?")
    assert (item.title, item.days, item.done_at) == ("Bestil kaffe", -3, None)
    assert activity.choices.get().pk != choice.pk


def test_a_copy_with_a_name_of_its_own_is_no_date_of_the_same_series() -> None:
    activity = ActivityFactory()
    assert planning.duplicate(activity)[0].series == activity.series
    other, _page = planning.duplicate(activity, title="Noget andet")
    assert other.series != activity.series
    assert isinstance(other.series, uuid.UUID)


def test_a_class_of_a_course_with_a_name_of_its_own_is_of_the_same_series() -> None:
    activity = ActivityFactory(kind="kursus", with_page=False)
    other = planning.duplicate(activity, title="Efterårets hold")[0]
    assert (other.title, other.series) == ("Efterårets hold", activity.series)

"""No stale copy of a row, from a form or an old draft, undoes seats or a cancellation."""

import pytest

from events import planning, seats
from events.enums import ActivityStatus
from events.models import Activity
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_saving_a_stale_activity_leaves_the_ledger_alone() -> None:
    stale = ActivityFactory(capacity=3)
    RegistrationFactory(activity=stale)
    seats.resize(stale, 7)
    planning.cancel(Activity.objects.get(pk=stale.pk))
    stale.title = "Ny titel"
    stale.status = ActivityStatus.OPEN
    stale.save()
    fresh = Activity.objects.get(pk=stale.pk)
    assert (fresh.title, fresh.capacity, fresh.status) == (
        "Ny titel",
        7,
        ActivityStatus.CANCELLED,
    )


def test_a_stale_copy_does_not_take_the_message_of_a_cancellation_away() -> None:
    activity = ActivityFactory()
    stale = Activity.objects.get(pk=activity.pk)
    planning.cancel(activity, message="Oplægsholderen er syg.")
    stale.save()
    assert Activity.objects.get().cancel_message == "Oplægsholderen er syg."


def test_publishing_an_old_draft_changes_words_only() -> None:
    """This happens where state sits on the page: the reason why it sits on the row."""
    activity = ActivityFactory(capacity=3)
    page = activity.pages.get()
    page.summary = "Gammelt udkast"
    old_draft = page.save_revision()
    seats.resize(activity, 9)
    planning.cancel(activity, message="Aflyst")

    old_draft.publish()

    activity.refresh_from_db()
    page.refresh_from_db()
    assert page.summary == "Gammelt udkast"
    assert (activity.status, activity.capacity) == (ActivityStatus.CANCELLED, 9)


def test_a_copied_page_does_not_take_the_activity_along() -> None:
    page = ActivityFactory().pages.get()
    copy = page.copy(update_attrs={"slug": "kopi"}, keep_live=False)
    assert copy.activity is None

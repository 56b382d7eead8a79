"""The same taps from many tabs at the same moment count once."""

from uuid import UUID, uuid4

import pytest

from events import offline
from events.enums import AttendanceState
from events.models import Activity, Attendance, CheckinAction, Registration
from events.registration import Person
from tests.crowd import release
from tests.factories import ActivityFactory, RegistrationFactory

TABS = 4


def send(activity_id: UUID, registration_id: UUID, mark_key: UUID, guest_key: UUID) -> list[str]:
    """Send one mark and one guest, as every tab does."""
    activity = Activity.objects.get(pk=activity_id)
    session = activity.sessions.get()
    mark = offline.Mark(
        key=mark_key,
        session=session,
        registration_id=registration_id,
        state=AttendanceState.PRESENT,
        at=offline.tapped_at(0),
    )
    guest = offline.WalkIn(key=guest_key, session=session, person=Person(name="Gæst"))
    return [offline.apply(activity, action, by=None) for action in (mark, guest)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_tabs_that_send_at_once_count_once() -> None:
    row = RegistrationFactory(activity=ActivityFactory(starts_in_days=0, with_page=False))
    job = (row.activity_id, row.pk, uuid4(), uuid4())
    outcomes = release(send, [job] * TABS, processes=TABS)
    assert outcomes == [["done", "done"]] * TABS
    assert CheckinAction.objects.count() == 2
    assert Registration.objects.filter(name="Gæst").count() == 1
    assert Attendance.objects.count() == 2
    assert Activity.objects.get().taken == 2

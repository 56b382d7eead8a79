"""When the day is closed, everyone who came is thanked once: with the survey, or without."""

import pytest

from events import planning
from events.enums import ActivityKind, AttendanceState, Role
from events.models import Activity, Attendance, CallTask, OutboxMessage, Registration
from events.notifications import Mail
from events.surveys.standard import ensure_standard
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def attend(activity: Activity, **kwargs: object) -> Registration:
    person: Registration = RegistrationFactory(activity=activity, **kwargs)
    Attendance.objects.create(
        registration=person, session=activity.sessions.get(), state=AttendanceState.PRESENT
    )
    return person


def mails() -> dict[object, str]:
    return dict(OutboxMessage.objects.values_list("registration", "kind"))


def test_who_came_and_is_asked_nothing_is_thanked() -> None:
    activity = ActivityFactory(kind=ActivityKind.NETVAERKSMOEDE, starts_in_days=-1, with_page=False)
    came, stayed = attend(activity), RegistrationFactory(activity=activity)
    attend(activity, email=None)  # walked in, left no way to be reached
    planning.hold(activity)
    assert not CallTask.objects.exists()
    assert mails() == {came.pk: Mail.THANKS}
    assert stayed.pk not in mails()


def test_who_is_asked_is_thanked_by_that_mail_alone() -> None:
    ensure_standard()
    activity = ActivityFactory(starts_in_days=-1, with_page=False, capacity=20)
    asked = [attend(activity, role=Role.FRONTLINE_YOUTH) for _i in range(3)]
    other = attend(activity, role=Role.OTHER)  # too few of them for a survey of their own
    planning.hold(activity)
    expected = {person.pk: Mail.SURVEY for person in asked} | {other.pk: Mail.THANKS}
    assert mails() == expected


def test_nobody_is_written_to_about_a_discreet_activity() -> None:
    activity = ActivityFactory(
        kind=ActivityKind.NETVAERKSMOEDE, starts_in_days=-1, with_page=False, discreet=True
    )
    attend(activity)
    planning.hold(activity)
    assert mails() == {}

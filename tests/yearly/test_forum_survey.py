"""The forum's yearly survey: a link each, dealt at random; reminders to all alike."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import outbox
from events.enums import SurveyStatus
from events.models import OutboxMessage, Survey, SurveyInvitation
from events.surveys import yearly
from events.surveys.invitations import reminder_times
from medborgerforum import yearly_survey
from portal.accounts.roles import set_up_roles
from tests.factories import UserFactory
from tests.factories.forum import make_association, make_representative
from tests.yearly.makers import make_questionnaire

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=20)
LINK = re.compile(r"https?://\S+/s/([0-9a-f-]{36})/\S+")


def opened(people: int = 3) -> Survey:
    make_questionnaire(yearly.FORUM, "know_each_other")
    for number in range(people):
        member = make_association(f"Forening {number}")
        make_representative(member, email=f"r{number}@forening.example")
    return yearly_survey.open_year(TODAY.year, LATER)


def test_everyone_gets_a_link_of_her_own_and_nothing_says_which() -> None:
    make_representative(make_association("Uden bekræftelse"), confirmed=False, email="u@x.example")
    survey = opened(3)
    outbox.deliver_due()
    found = {m.to[0]: LINK.search(str(m.body)) for m in mail.outbox}
    assert set(found) == {f"r{number}@forening.example" for number in range(3)}
    assert len({link.group(1) for link in found.values() if link}) == 3
    assert not SurveyInvitation.objects.filter(registration__isnull=False).exists()
    # Delivered, the outbox says no more of who got what.
    assert all(row.params == {} for row in OutboxMessage.objects.all())
    assert survey.eligible == 3


def test_the_reminders_go_to_all_without_a_link_and_twice_at_most() -> None:
    survey = opened(2)
    outbox.deliver_due()
    mail.outbox.clear()
    for moment in (*reminder_times(survey), survey.closes_at - timedelta(minutes=1)):
        yearly_survey.remind_due(moment)
        yearly_survey.remind_due(moment)
    outbox.deliver_due()
    assert sorted(m.to[0] for m in mail.outbox) == sorted(
        2 * [f"r{number}@forening.example" for number in range(2)]
    )
    assert not any(LINK.search(str(m.body)) for m in mail.outbox)


def test_nobody_is_reminded_of_a_closed_one() -> None:
    survey = opened(2)
    Survey.objects.update(status=SurveyStatus.CLOSED)
    assert yearly_survey.remind_due(reminder_times(survey)[0]) == 0


def test_the_coordinator_opens_it_once_a_year() -> None:
    make_questionnaire(yearly.FORUM, "know_each_other")
    make_representative()
    set_up_roles()
    client = Client()
    client.force_login(UserFactory(role="Forumkoordinator"))
    told = {"year": TODAY.year, "last_day": LATER.isoformat()}
    assert client.post(reverse("forum_admin:yearly"), told).status_code == 302
    again = client.post(reverse("forum_admin:yearly"), told)
    assert "allerede en undersøgelse" in again.content.decode()
    assert Survey.objects.count() == 1


def test_others_may_not() -> None:
    set_up_roles()
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    assert client.get(reverse("forum_admin:yearly")).status_code in (302, 403)

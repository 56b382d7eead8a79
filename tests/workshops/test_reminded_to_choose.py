"""Whoever has a seat and chose no workshop, as colleagues of a team do, reads so in her mail."""

import pytest

from events import messages
from tests.factories import ActivityFactory, RegistrationFactory
from tests.workshops.rooms import workshop

pytestmark = pytest.mark.django_db


def test_the_mail_leads_to_the_workshops_until_one_is_chosen() -> None:
    activity = ActivityFactory()
    person = RegistrationFactory(activity=activity)
    assert not messages.context_of(person, "da", with_code=False)["workshops_url"]
    room = workshop(activity)
    assert messages.context_of(person, "da", with_code=False)["workshops_url"].endswith(
        "/workshops/"
    )
    person.chosen.create(choice=room, round=room.round, state="wished")
    assert not messages.context_of(person, "da", with_code=False)["workshops_url"]

"""The same person twice is asked about, not refused; nobody learns on the web who else comes."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from events import likeness, messages
from events.enums import RegistrationStatus
from events.models import OutboxMessage, Registration
from events.registration import Contact, register
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "alike"),
    [
        ({"name": "Bo Berg", "email": "anden@skole.example"}, True),
        ({"name": "bo  BERG", "email": ""}, True),
        ({"name": "Bo Bjerg", "email": "Bo@skole.example"}, True),
        ({"name": "Ida Is", "email": "", "phone": "+4512345678"}, True),
        ({"name": "Bo Berg", "email": "bo@skole.example"}, False),  # she herself: refused elsewhere
        ({"name": "Ida Is", "email": "ida@skole.example"}, False),
    ],
)
def test_who_may_be_the_same(person: dict, alike: bool) -> None:
    activity = ActivityFactory()
    RegistrationFactory(
        activity=activity, name="Bo Berg", email="bo@skole.example", phone="+4512345678"
    )
    RegistrationFactory(name="Ida Is")  # at another activity
    assert bool(likeness.look_alikes(activity, make_person(**person))) is alike


def test_staff_are_asked_and_may_be_sure(client: Client) -> None:
    activity = ActivityFactory()
    RegistrationFactory(activity=activity, name="Bo Berg", email="bo@skole.example")
    client.force_login(UserFactory(role="Arrangør"))
    url = reverse("activity:sign_up", args=[activity.pk])
    assert "det er en anden person" not in client.get(url).content.decode()
    form = {
        "name": "Bo Bjerg", "email": "bo@skole.example", "role": "other", "channel": "phone",
        "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip
    asked = client.post(url, form).content.decode()
    assert "På listen står allerede: Bo Berg." in asked
    assert 'value="Bo Bjerg"' in asked
    assert activity.registrations.count() == 1
    assert client.post(url, {**form, "sure": "on"}).status_code == 302
    assert activity.registrations.count() == 2


def test_the_mail_to_a_shared_mailbox_asks() -> None:
    activity = ActivityFactory()
    for name in ("Bo Berg", "Bo Bjerg"):
        register(
            activity=activity,
            people=[make_person(name=name, email="klub@klub.example")],
            contact=Contact(email="klub@klub.example", language="da"),
            idempotency_key=uuid.uuid4(),
        )
    gone = RegistrationFactory(
        activity=activity, name="Ude Nu", email="klub@klub.example",
        status=RegistrationStatus.CANCELLED,
    )  # fmt: skip
    mail = messages.render(OutboxMessage.objects.get(registration__name="Bo Bjerg"))
    assert "Med samme mailadresse er også tilmeldt: Bo Berg." in str(mail.body)
    assert gone.name not in str(mail.body)
    alone = RegistrationFactory(activity=activity, email="ene@klub.example")
    assert likeness.others_at_address(Registration.objects.get(pk=alone.pk)) == []

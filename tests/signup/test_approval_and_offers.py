"""What the form and the thank-you page say where sign-ups are approved or seats offered."""

import pytest
from django.test import Client

from events.enums import WaitlistMode
from events.models import Registration
from tests.factories import ActivityFactory
from tests.registration.makers import full_activity
from tests.signup.test_signup import filled, url

pytestmark = pytest.mark.django_db


def test_where_sign_ups_are_approved_nobody_is_promised_a_seat(client: Client) -> None:
    activity = ActivityFactory(needs_approval=True)
    assert "Tilmeldinger skal godkendes." in client.get(url(activity)).content.decode()
    page = client.post(url(activity), filled(), follow=True).content.decode()
    assert "Din tilmelding skal godkendes" in page
    assert "Du er tilmeldt" not in page
    assert "ventelisten" not in page
    assert Registration.objects.get().is_pending


def test_whoever_is_known_reads_the_same(client: Client) -> None:
    activity = ActivityFactory(needs_approval=True)
    pages = [client.post(url(activity), filled(), follow=True) for _twice in range(2)]
    assert [("skal godkendes" in page.content.decode()) for page in pages] == [True, True]
    assert Registration.objects.count() == 1


def test_the_form_says_how_a_freed_seat_goes_on(client: Client) -> None:
    offering = full_activity(capacity=1, waiting=0, waitlist_mode=WaitlistMode.OFFER)
    moving_up = full_activity(capacity=1, waiting=0)
    assert "får du pladsen tilbudt" in client.get(url(offering)).content.decode()
    assert "Du skal ikke gøre mere." in client.get(url(moving_up)).content.decode()

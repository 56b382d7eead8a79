"""The page on which administrators make the keys of the API."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_key_is_made_for_a_person_chosen_by_name(client: Client) -> None:
    owner = UserFactory(role="Arrangør", first_name="Asger", last_name="Holst")
    client.force_login(UserFactory(role="Administrator"))
    address = reverse("wagtailusers_api_tokens:add")
    assert f"Asger Holst ({owner.email})" in client.get(address).text
    client.post(address, {"name": "Systemet", "user": owner.pk})
    assert APIToken.objects.get().user == owner
    assert "Asger Holst" in client.get(reverse("wagtailusers_api_tokens:index")).text


def test_who_runs_activities_makes_none(client: Client) -> None:
    client.force_login(UserFactory(role="Arrangør"))
    assert client.get(reverse("wagtailusers_api_tokens:add")).status_code in {302, 403}

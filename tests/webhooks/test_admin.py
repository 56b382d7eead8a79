"""Administrators keep the webhooks; nobody else sees addresses or secrets."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Webhook, WebhookDelivery
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_administrator_adds_one_sees_its_secret_and_tries_it(client: Client) -> None:
    client.force_login(UserFactory(role="Administrator"))
    refused = client.post(
        reverse("webhook:add"),
        {"name": "Bydel", "url": "http://bydel.example/", "kinds": ["activity.held"]},
    )
    assert "https://" in refused.content.decode()
    client.post(
        reverse("webhook:add"),
        {
            "name": "Bydel", "url": "https://bydel.example/krog", "active": "on",
            "kinds": ["activity.held", "activity.seats"],
        },
    )  # fmt: skip
    hook = Webhook.objects.get()
    assert hook.kinds == ["activity.held", "activity.seats"]
    page = reverse("webhook:deliveries", args=[hook.pk])
    assert "whsec_" in client.get(page).content.decode()
    client.post(page)
    assert WebhookDelivery.objects.get().kind == "ping"
    assert client.get(reverse("webhook:index")).status_code == 200


@pytest.mark.parametrize("role", ["Arrangør", "Redaktør", "Analytiker"])
def test_others_are_kept_out(client: Client, role: str) -> None:
    hook = Webhook.objects.create(name="Bydel", url="https://bydel.example/", kinds=[])
    client.force_login(UserFactory(role=role))
    for url in (
        reverse("webhook:index"),
        reverse("webhook:edit", args=[hook.pk]),
        reverse("webhook:deliveries", args=[hook.pk]),
    ):
        assert client.get(url).status_code in {302, 403}, url

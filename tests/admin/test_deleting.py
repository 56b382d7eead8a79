"""Nothing that people depend on can be deleted; a sentence says what to do instead."""

from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from events import cancellation
from events.models import Activity, ActivityPage
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def delete(client: Client, activity: Activity) -> Any:
    return client.post(reverse("activity:delete", args=[activity.pk]), follow=True)


def delete_page(client: Client, page: ActivityPage) -> Any:
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)


def test_an_activity_with_people_is_cancelled_not_deleted(organiser: Client) -> None:
    row = RegistrationFactory(activity=ActivityFactory(with_page=False))
    cancellation.withdraw(row)
    assert "Aflys i stedet" in delete(organiser, row.activity).text
    assert Activity.objects.filter(pk=row.activity_id).exists()
    with pytest.raises(ProtectedError):
        row.activity.delete()


def test_an_activity_with_a_page_loses_the_page_first(as_role: Any) -> None:
    client = as_role("Arrangør")
    activity = ActivityFactory()
    assert "Slet siden først" in delete(client, activity).text
    activity.pages.get().delete()
    delete(client, activity)
    assert not Activity.objects.filter(pk=activity.pk).exists()


def test_the_page_of_an_activity_with_people_stays(as_role: Any) -> None:
    client = as_role("Redaktør")
    row = RegistrationFactory()
    page = row.activity.pages.get()
    assert "Aflys aktiviteten i stedet" in delete_page(client, page).text
    assert "Aflys aktiviteten i stedet" in delete_page(client, page.get_parent().specific).text
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client.post(f"{bulk}?id={page.pk}", follow=True)
    assert "Aflys aktiviteten i stedet" in response.text
    assert ActivityPage.objects.filter(pk=page.pk).exists()


def test_the_page_can_go_when_everyone_has_withdrawn(as_role: Any) -> None:
    row = RegistrationFactory()
    cancellation.withdraw(row)
    page = row.activity.pages.get()
    delete_page(as_role("Redaktør"), page)
    assert not ActivityPage.objects.filter(pk=page.pk).exists()

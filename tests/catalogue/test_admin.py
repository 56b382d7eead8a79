"""Staff choose what a catalogue tells of."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import ActivityStatus
from events.models import Activity
from portal.catalogue.models import Catalogue, CatalogueEntry
from tests.factories import ActivityFactory, CatalogueFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(UserFactory(role="Redaktør"))
    return client


def form(**kwargs: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": "Kurser i foråret",
        "title_en": "",
        "slug": "foraar",
        "introduction": "",
        "introduction_en": "",
        "period_start": f"{today:%d.%m.%Y}",
        "period_end": f"{today + timedelta(days=90):%d.%m.%Y}",
        "activities": [],
        **kwargs,
    }


def save(client: Client, catalogue: Catalogue | None = None, **kwargs: Any) -> Any:
    address = (
        reverse("catalogue:edit", args=[catalogue.pk]) if catalogue else reverse("catalogue:add")
    )
    return client.post(address, form(**kwargs))


def test_a_catalogue_is_made_of_coming_public_activities(editor: Client) -> None:
    day = ActivityFactory(title="Temadagen")
    ActivityFactory(title="Onsdagsgruppen", discreet=True)
    ActivityFactory(title="Kun en plan", status=ActivityStatus.PLANNED)
    ActivityFactory(title="Aflyst dag", status=ActivityStatus.CANCELLED)
    ActivityFactory(title="I fjor", starts_in_days=-300)
    page = editor.get(reverse("catalogue:add")).text
    assert "Temadagen" in page
    for never in ("Onsdagsgruppen", "Kun en plan", "Aflyst dag", "I fjor"):
        assert never not in page
    save(editor, activities=[str(day.pk)], published="on")
    catalogue = Catalogue.objects.get()
    assert list(catalogue.activities.all()) == [day]
    assert editor.get("/katalog/foraar/").status_code == HTTPStatus.OK


@pytest.mark.parametrize("kwargs", [{"discreet": True}, {"status": ActivityStatus.PLANNED}])
def test_what_is_not_public_cannot_be_chosen(editor: Client, kwargs: Any) -> None:
    hidden = ActivityFactory(**kwargs)
    response = save(editor, activities=[str(hidden.pk)])
    assert response.status_code == HTTPStatus.OK
    assert response.context["form"].errors["activities"]
    assert not Catalogue.objects.exists()
    with pytest.raises(ValidationError):
        CatalogueEntry(catalogue=CatalogueFactory(), activity=hidden).full_clean()


def test_a_course_leader_s_sight_opens_nothing_here(client: Client) -> None:
    leader = UserFactory(role="Kursusleder")
    leader.groups.add(*UserFactory(role="Redaktør").groups.all())
    client.force_login(leader)
    ActivityFactory(title="Onsdagsgruppen", discreet=True)
    assert "Onsdagsgruppen" not in client.get(reverse("catalogue:add")).text


def test_what_was_chosen_stays_when_it_is_past_or_its_page_is_away(editor: Client) -> None:
    past = ActivityFactory(title="Forbi", starts_in_days=-3)
    away, coming = ActivityFactory(title="Uden side"), ActivityFactory(title="Kommer")
    away.pages.get().unpublish()
    catalogue = CatalogueFactory(slug="foraar", activities=[past, away, coming])
    page = editor.get(reverse("catalogue:edit", args=[catalogue.pk])).text
    assert "Forbi" in page
    assert "Uden side" not in page
    save(editor, catalogue, activities=[str(past.pk)])
    assert set(catalogue.activities.all()) == {past, away}


def test_a_period_that_ends_too_early_is_said_at_the_field(editor: Client) -> None:
    response = save(editor, period_end="01.01.2020")
    assert "period_end" in response.context["form"].errors
    assert not Catalogue.objects.exists()


def test_deleting_a_catalogue_leaves_the_activities(editor: Client) -> None:
    day = ActivityFactory()
    catalogue = CatalogueFactory(activities=[day])
    editor.post(reverse("catalogue:delete", args=[catalogue.pk]))
    assert not Catalogue.objects.exists()
    assert Activity.objects.filter(pk=day.pk).exists()

"""Sign-up is never a condition: a first name or an alias will do, and full is no reason."""

import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from events import needs, outbox
from events.models import Activity, CallTask, Needs, Registration
from tests.factories import RegistrationFactory
from tests.factories.forum import make_hearing

pytestmark = pytest.mark.django_db


def page_of(activity: Activity) -> str:
    return reverse("forum:hearing_signup", args=[activity.pk])


def sign_up(activity: Activity, **typed: str) -> object:
    data = {"name": "Regnbuen", "email": "", "idempotency_key": str(uuid.uuid4()), **typed}
    return Client().post(page_of(activity), data)


def test_the_usual_form_leads_here_and_says_just_come() -> None:
    activity = make_hearing()
    response = Client().get(reverse("events:signup", args=[activity.pk]))
    assert response["Location"] == page_of(activity)
    text = Client().get(page_of(activity)).text
    assert text.index("Du behøver ikke melde dig til") < text.index('name="name"')
    assert "workplace" not in text


def test_an_alias_without_mail_or_phone_is_rung_by_nobody() -> None:
    from events import planning

    activity = make_hearing()
    sign_up(activity)
    row = Registration.objects.get()
    assert (row.name, row.email, row.is_confirmed) == ("Regnbuen", None, True)
    planning.cancel(activity)
    assert not CallTask.objects.exists()


def test_with_a_mail_she_can_withdraw_and_gets_no_code() -> None:
    activity = make_hearing()
    sign_up(activity, email="a@mail.example")
    outbox.deliver_due()
    (letter,) = mail.outbox
    row = Registration.objects.get()
    assert row.checkin_code not in str(letter.message())
    assert "Vis koden" not in letter.body
    assert "qr.png" not in str(letter.message())


def test_whoever_asks_again_learns_nothing() -> None:
    activity = make_hearing()
    first = sign_up(activity, email="a@mail.example")
    again = sign_up(activity, email="a@mail.example")
    assert first["Location"] == again["Location"]  # type: ignore[index]
    assert Registration.objects.count() == 1


def test_full_is_no_line_and_no_form() -> None:
    activity = make_hearing(capacity=1)
    form_open = sign_up(activity)
    assert form_open.status_code == 302  # type: ignore[attr-defined]
    response = sign_up(activity, name="Solen")
    assert "Kom alligevel" in response.text  # type: ignore[attr-defined]
    assert Registration.objects.count() == 1


def test_the_last_chair_gone_meanwhile_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from medborgerforum.views import hearing_signup as view

    activity = make_hearing(capacity=1)
    seen = view.availability

    def and_then_another_came(row: Activity) -> object:
        state = seen(row)
        RegistrationFactory(activity=activity)
        return state

    monkeypatch.setattr(view, "availability", and_then_another_came)
    assert "Kom alligevel" in sign_up(activity).text  # type: ignore[attr-defined]
    assert Registration.objects.count() == 1


def test_what_she_needs_is_kept_apart_and_only_where_asked() -> None:
    plain, asking = make_hearing(), make_hearing(ask_access=True)
    sign_up(plain, access="Teleslynge")
    assert not Needs.objects.exists()
    sign_up(asking, access="Teleslynge")
    assert [row.access for row in needs.access_needs(asking)] == ["Teleslynge"]


def test_cpr_is_refused() -> None:
    activity = make_hearing()
    assert "CPR" in sign_up(activity, name="010190-1234").text  # type: ignore[attr-defined]
    assert not Registration.objects.exists()


def test_no_group_is_booked_by_names_and_lists_speak_of_no_seats() -> None:
    activity = make_hearing(capacity=1)
    team = Client().get(reverse("events:team_book", args=[activity.pk]), follow=True)
    assert team.redirect_chain[-1][0] == page_of(activity)
    sign_up(activity)
    page = Client().get(reverse("forum:hearings")).text
    assert activity.title in page
    assert "venteliste" not in page
    assert page_of(activity) not in page


def test_one_mailbox_does_not_get_mail_upon_mail() -> None:
    activity = make_hearing(capacity=50)
    for number in range(5):
        sign_up(activity, name=f"Navn {number}", email="a@mail.example")
    refused = sign_up(activity, name="Navn 6", email="a@mail.example")
    assert refused.status_code == 429
    assert "data-step-up" in refused.text
    assert sign_up(activity, name="En anden", email="b@mail.example").status_code == 302

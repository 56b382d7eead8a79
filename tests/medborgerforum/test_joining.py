"""An association applies: the form, the mail, the page behind its link."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from events.links import Purpose
from events.models import OutboxMessage
from medborgerforum import applications, links
from medborgerforum.models import (
    Application,
    ApplicationCount,
    Association,
    CharterText,
    ForumText,
)
from medborgerforum.views import join
from tests.factories.forum import make_association
from tests.factories.forum_applications import (
    CVR,
    make_application,
    make_district,
    make_newer,
    open_joining,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def url(language: str = "da") -> str:
    with translation.override(language):
        return reverse("forum:join")


def own(row: Application, name: str = "application") -> str:
    row.refresh_from_db()
    return links.own_path(name, Purpose.FORUM_APPLICATION, row)


def filled(text: CharterText | None, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Nordvest Nabohjælp",
        "kind": "association",
        "cvr": f"DK {CVR[:2]} {CVR[2:]}",
        "districts": [make_district().pk],
        "works_in": ["da", "ar"],
        "contact_name": "Amina Yusuf",
        "contact_email": "Amina@Forening.example",
        "contact_phone": "22 33 44 55",
        "signatory_name": "Bo Berg",
        "signatory_role": "Formand",
        "authority": "on",
        "accept": "on",
        "text": str(text.pk) if text else "",
        "idempotency_key": str(uuid.uuid4()),
        **fields,
    }


def test_an_application_in_arabic_is_sent_mailed_and_verified_by_a_press_only(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    open_joining(languages=("da", "ar"))
    text = applications.text_to_accept("ar")
    assert text is not None
    page = client.get(url("ar")).content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert f'value="{text.pk}"' in page
    assert 'hreflang="da"' in page  # the way to the text that binds
    assert "checked" not in page
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(url("ar"), filled(text))
    assert sent.status_code == 302
    row = Application.objects.get()
    assert (row.cvr, row.language, row.contact_email) == (CVR, "ar", "amina@forening.example")
    assert row.accepted_text == text
    assert row.contact_phone == "+4522334455"
    [letter] = mail.outbox
    assert letter.to == ["amina@forening.example"]
    assert f"/ar/t/forum-ansoegning/{row.pk}/" in letter.body
    assert 'dir="rtl"' in str(letter.alternatives[0][0])
    path = own(row)
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    row.refresh_from_db()
    assert row.state == "unverified"
    client.post(path)
    client.post(path)
    row.refresh_from_db()
    assert row.state == "ready"
    assert row.verified_at is not None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cvr": "12345678"}, "gyldigt CVR-nummer"),
        ({"signatory_role": "Formand 010190-1234"}, "Fjern CPR-nummeret"),
        ({"accept": ""}, "Læs charteret, og sæt kryds"),
        ({"authority": ""}, "Sæt kryds, hvis du må"),
        ({"districts": []}, "mindst én bydel"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    client: Client, wrong: dict[str, Any], said: str
) -> None:
    open_joining()
    answer = client.post(url(), filled(applications.text_to_accept("da"), **wrong))
    page = answer.content.decode()
    assert said in page
    assert 'value="Amina Yusuf"' in page
    assert not Application.objects.exists()


def test_who_accepted_another_text_than_is_in_force_reads_the_new_one(client: Client) -> None:
    open_joining()
    old = applications.text_to_accept("da")
    make_newer(body="Det nye.")
    new = applications.text_to_accept("da")
    page = client.post(url(), filled(old)).content.decode()
    assert "Charteret er kommet i en ny udgave" in page
    assert "Det nye." in page
    assert new is not None
    assert f'value="{new.pk}"' in page
    assert 'value="Amina Yusuf"' in page
    assert not Application.objects.exists()
    with pytest.raises(applications.CharterMoved):
        make_application(accepted_text=old)


def test_nobody_joins_before_the_texts_are_approved(client: Client) -> None:
    open_joining()
    ForumText.objects.update(approved_by="", approved_on=None)
    answer = client.get(url())
    assert "kan ikke melde jer ind her endnu" in answer.content.decode()
    client.post(url(), filled(applications.text_to_accept("da")))
    assert not Application.objects.exists()


def test_a_double_tap_and_a_second_form_make_one_application_and_all_answers_are_alike(
    client: Client,
) -> None:
    open_joining()
    make_association("En anden", cvr=CVR)  # who is a member is nobody's business
    data = filled(applications.text_to_accept("da"))
    answers = [client.post(url(), data), client.post(url(), data)]
    assert OutboxMessage.objects.count() == 1
    answers.append(client.post(url(), filled(applications.text_to_accept("da"), kind="club")))
    assert OutboxMessage.objects.count() == 2  # the way to the first is mailed again
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {
        (302, reverse("forum:join_thanks"))
    }
    assert Application.objects.get().kind == "association"


def test_the_same_client_is_slowed_down_and_keeps_what_it_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_joining()
    monkeypatch.setattr(join, "SENDING", join.ratelimit.Limit("t", 1, timedelta(hours=1)))
    text = applications.text_to_accept("da")
    client.post(url(), filled(text))
    answer = client.post(url(), filled(text, name="Klubben"))
    assert answer.status_code == 429
    assert 'value="Klubben"' in answer.content.decode()
    assert Application.objects.count() == 1


# --- Behind the link -----------------------------------------------------------------------------
def test_a_corrected_address_is_verified_anew_by_its_own_link_alone(client: Client) -> None:
    open_joining()
    row = make_application()
    old = own(row)
    data = filled(None, contact_email="ny@forening.example", kind="club")
    answer = client.post(own(row, "application_correct"), data | {"authority": ""})
    assert answer.headers["Location"] == reverse("forum:join_thanks")  # never the new link
    row.refresh_from_db()
    assert (row.state, row.verified_at, row.kind) == ("unverified", None, "club")
    assert client.get(old).status_code == 404
    assert client.get(own(row)).status_code == 200
    assert OutboxMessage.objects.filter(subject_key=row.pk).count() == 2


def test_another_signatory_signs_anew(client: Client) -> None:
    open_joining()
    row = make_application()
    Application.objects.update(accepted_at=timezone.now() - timedelta(days=3))
    data = filled(None, signatory_name="Cirkeline", authority="")
    page = client.post(own(row, "application_correct"), data)
    assert "Sæt kryds" in page.content.decode()
    client.post(own(row, "application_correct"), data | {"authority": "on"})
    row.refresh_from_db()
    assert row.signatory_name == "Cirkeline"
    assert timezone.now() - row.accepted_at < timedelta(minutes=1)


def test_taken_back_it_is_gone_at_once_and_counted(client: Client) -> None:
    open_joining()
    row = make_application()
    path = own(row, "application_withdraw")
    client.get(path)
    assert Application.objects.exists()
    client.post(path)
    assert not Application.objects.exists()
    count = ApplicationCount.objects.get()
    assert (count.outcome, count.number) == ("withdrawn", 1)
    assert client.get(path).status_code == 404


def test_a_newer_charter_is_accepted_on_the_page(client: Client) -> None:
    open_joining()
    row = make_application()
    make_newer()
    new = applications.text_to_accept("da")
    assert new is not None
    assert own(row, "application_charter") in client.get(own(row)).content.decode()
    path = own(row, "application_charter")
    stale = client.post(path, {"accept": "on", "text": str(row.accepted_text_id)})
    assert "Charteret er kommet i en ny udgave" in stale.content.decode()
    client.post(path, {"accept": "on", "text": str(new.pk)})
    row.refresh_from_db()
    assert row.accepted_text == new


def test_no_public_page_tells_of_an_applicant(client: Client) -> None:
    open_joining()
    make_application()
    for name in ("home", "join", "directory", "charter"):
        assert "Nordvest" not in client.get(reverse(f"forum:{name}")).content.decode()
    assert not Association.objects.exists()

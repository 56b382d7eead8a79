"""The pages behind a representative's link, and the page that sends it again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import outbox
from events.links import Purpose
from medborgerforum import links
from medborgerforum.enums import MembershipState
from medborgerforum.models import Association, CharterEvent, CharterText, Representative, Signatory
from tests.factories.forum import make_association, make_charter, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_brakes_of_others() -> None:
    cache.clear()


@pytest.fixture
def manager() -> Representative:
    return make_representative(make_association())


def url(name: str, who: Representative, *more: object) -> str:
    return links.own_path(name, Purpose.FORUM, who, *more)  # type: ignore[arg-type]


def ask_again(days: int = 30) -> None:
    today = timezone.localdate()
    make_charter(
        2,
        languages=("da", "ar"),
        valid_from=today,
        accept_by=today + timedelta(days=days),
        lapse_on=today + timedelta(days=days + 30),
    )


def test_the_page_asks_as_much_for_two_people_as_for_ten(
    client: Client, manager: Representative
) -> None:
    asked = []
    for upto in (2, 10):
        for number in range(Representative.objects.count(), upto):
            make_representative(manager.association, email=f"{number}@forening.example")
        client.get(url("own", manager))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url("own", manager))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_nothing_happens_before_she_has_said_that_it_is_she(client: Client) -> None:
    who = make_representative(confirmed=False)
    for name in ("own", "renew", "own_leave", "own_entry", "own_history_csv"):
        assert client.get(url(name, who)).url == url("confirm", who)  # type: ignore[attr-defined]
    client.get(url("confirm", who))
    who.refresh_from_db()
    assert who.confirmed_at is None
    client.post(url("confirm", who))
    assert client.get(url("own", who)).status_code == 200


def test_it_is_not_me_deletes_at_once(client: Client) -> None:
    who = make_representative(confirmed=False)
    answer = client.post(url("forum_not_me", who), follow=True)
    assert "slettet" in answer.content.decode()
    assert not Representative.objects.exists()
    assert client.get(url("confirm", who)).status_code == 404


def test_who_does_not_manage_changes_nothing(client: Client, manager: Representative) -> None:
    ask_again()
    helper = make_representative(manager.association, email="b@forening.example", manages=False)
    event = CharterEvent.objects.get()
    pages = [
        url("renew", helper),
        url("own_leave", helper),
        url("own_entry", helper),
        url("own_invite", helper),
        url("own_person", helper, manager.pk),
        url("own_signatory", helper, event.pk),
    ]
    for page in pages:
        for answer in (client.get(page), client.post(page, {"do": "remove"})):
            assert answer.url == url("own", helper)  # type: ignore[attr-defined]
    assert Representative.objects.count() == 2
    assert Association.objects.get().state == MembershipState.MEMBER
    shown = client.get(url("own", helper)).content.decode()
    assert url("renew", helper) not in shown


def test_another_association_is_out_of_reach(client: Client, manager: Representative) -> None:
    other = make_representative(make_association("Anden"), email="x@anden.example")
    event = CharterEvent.objects.get(association=other.association)
    assert client.post(url("own_person", manager, other.pk), {"do": "remove"}).status_code == 404
    assert client.get(url("own_signatory", manager, event.pk)).status_code == 404
    assert client.get(url("own_signed_copy", manager, event.pk)).status_code == 404
    assert client.get(url("own", manager).replace(str(manager.pk), str(uuid4()))).status_code == 404


def test_the_charter_is_accepted_in_the_language_read(
    client: Client, manager: Representative
) -> None:
    ask_again()
    page = "/ar" + url("renew", manager)
    shown = client.get(page).content.decode()
    assert 'lang="ar" dir="rtl"' in shown
    assert "Charter 2 (ar)" in shown
    assert "Charter 2 (da)" in shown
    text = CharterText.objects.get(version__number=2, language="ar")
    data = {"text": str(text.pk), "signatory_name": "Amina Yusuf", "signatory_role": "Formand"}
    refused = client.post(page, data)
    assert refused.status_code == 200
    assert "Amina Yusuf" in refused.content.decode()  # what was typed is kept
    assert CharterEvent.objects.count() == 1
    for _tap in range(2):
        assert client.post(page, {**data, "accepts": "on", "authority_stated": "on"}).status_code
    event = CharterEvent.objects.exclude(text__language="da").get()
    assert (event.text, Signatory.objects.get(event=event).role) == (text, "Formand")


def test_a_lapsed_and_a_left_one_see_what_is_theirs(
    client: Client, manager: Representative
) -> None:
    ask_again()
    for state in (MembershipState.LAPSED, MembershipState.LEFT):
        Association.objects.update(state=state, ended_on=timezone.localdate())
        for name in ("own", "own_history", "own_history_csv", "own_history_json"):
            assert client.get(url(name, manager)).status_code == 200
        opens = client.get(url("renew", manager)).status_code == 200
        assert opens == (state == MembershipState.LAPSED)


def test_leaving_is_asked_once_more(client: Client, manager: Representative) -> None:
    client.get(url("own_leave", manager))
    assert Association.objects.get().state == MembershipState.MEMBER
    answer = client.post(url("own_leave", manager), follow=True)
    assert Association.objects.get().state == MembershipState.LEFT
    assert "I er meldt ud" in answer.content.decode()


def test_a_lost_link_tells_nobody_who_is_a_member(client: Client, manager: Representative) -> None:
    make_representative(make_association("Anden"), email=manager.email.upper())
    page = reverse("forum:lost_link")
    answers = [
        client.post(page, {"email": address})
        for address in (manager.email, "ukendt@forening.example")
    ]
    assert {(a.status_code, a.url) for a in answers} == {  # type: ignore[attr-defined]
        (302, reverse("forum:lost_link_sent"))
    }
    outbox.deliver_due()
    assert len(mail.outbox) == 2  # one for each association of hers
    for _again in range(5):  # past the brake nothing is said, and nothing sent
        assert client.post(page, {"email": manager.email}).status_code == 302
    outbox.deliver_due()
    assert len(mail.outbox) == 6
    assert url("own", manager) in mail.outbox[0].body + mail.outbox[1].body


def test_the_entry_keeps_what_was_typed_and_refuses_numbers_of_persons(
    client: Client, manager: Representative
) -> None:
    data = {
        "name": "Ny Nabo",
        "kind": "housing",
        "cvr": "10 15 08 17",
        "works_in": ["ar", "so"],
        "about": "Ring om 010190-1234",
        "visibility": "members",
    }
    page = url("own_entry", manager)
    refused = client.post(page, data).content.decode()
    assert "Ny Nabo" in refused
    assert "Ret jeres oplysninger" in refused
    client.post(page, {**data, "about": "Fællesspisning"})
    row = Association.objects.get()
    assert (row.name, row.cvr, row.works_in) == ("Ny Nabo", "10150817", ["ar", "so"])


def test_every_mail_renders_in_every_language(manager: Representative) -> None:
    from events.models import OutboxMessage
    from events.notifications import Mail
    from medborgerforum.renewal import Step

    ask_again()
    OutboxMessage.objects.all().delete()
    cases: list[tuple[Mail, str, dict[str, object]]] = [
        *((Mail.FORUM_RENEWAL, "member", {"step": s, "version": 2}) for s in Step),
        (Mail.FORUM_LINK, "member", {}),
        (Mail.FORUM_LAPSED, "lapsed", {}),
    ]
    for language in ("da", "ar"):
        Representative.objects.update(language=language)
        for kind, state, params in cases:
            ended = None if state == "member" else timezone.localdate()
            Association.objects.update(state=state, ended_on=ended)
            OutboxMessage.objects.create(kind=kind, subject_key=manager.pk, params=params)
            outbox.deliver_due()
    assert len(mail.outbox) == 2 * len(cases)
    assert all("\n" not in sent.subject and sent.subject for sent in mail.outbox)
    assert all("http" in sent.body for sent in mail.outbox)

"""Members propose a joint event to VINK; the others answer; staff see idea and answers."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import outbox, requests
from events.drafting import Draft
from events.enums import ActivityKind
from events.links import Purpose
from events.models import HostRequest
from medborgerforum import joint, links, membership
from medborgerforum.enums import PartnerAnswer, Visibility
from medborgerforum.models import Association, JointPartner, JointProposal, Representative
from medborgerforum.views import directory as views
from tests.factories import AudienceFactory, UserFactory
from tests.factories.forum import make_association, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_brake() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Representative:
    return make_representative(make_association("Nabohjælpen"), language="ar")


@pytest.fixture
def partner() -> Association:
    row = make_association("Kulturhuset", visibility=Visibility.MEMBERS)
    make_representative(row, email="bo@kultur.example", name="Bo Holm")
    make_representative(row, email="ida@kultur.example", name="Ida", manages=False)
    return row


def typed(*partners: Association, **changes: str) -> dict[str, str]:
    chosen = {f"partner_{number}": str(row.pk) for number, row in enumerate(partners, 1)}
    return {
        "title": "Fællesspisning",
        "idea": "Vi spiser og taler sammen om ungdomslivet.",
        "audience": AudienceFactory().key,
        "expected": "40",
        "wished_dates": "Søndage i maj",
        "place": "Kulturhuset",
        "address": "Husvej 1",
        "idempotency_key": str(uuid.uuid4()),
        **chosen,
        **changes,
    }


def own(representative: Representative, name: str = "joint_new", *more: Any) -> str:
    return links.own_path(name, Purpose.FORUM, representative, *more)


def proposed(client: Client, amina: Representative, partner: Association) -> JointPartner:
    client.post(own(amina), typed(partner))
    return JointPartner.objects.select_related("proposal__host_request").get()


def a_day() -> Draft:
    start = timezone.now() + timedelta(days=10)
    kind = ActivityKind.DILEMMAMOEDE
    return Draft(
        kind=kind, title="Spisning", place="Huset", start=start, end=start + timedelta(hours=2)
    )


def test_no_key_of_a_partner_is_taken_for_a_cpr_number(
    client: Client, amina: Representative, partner: Association
) -> None:
    key = uuid.UUID("ab010190-1234-4abc-8abc-0123456789ab")
    alike = make_association("Havnen", id=key, visibility=Visibility.MEMBERS)
    make_representative(alike, email="e@havn.example")
    client.post(own(amina), typed(alike))
    assert JointPartner.objects.get().association == alike


def test_from_proposal_to_agreement(
    client: Client, amina: Representative, partner: Association
) -> None:
    form = client.get(own(amina), {"med": str(partner.pk)})
    assert f'<option value="{partner.pk}" selected dir="auto">' in form.text
    assert "vf-note--persons" in form.text
    data = typed(partner)
    assert client.post(own(amina), data).status_code == 302
    assert client.post(own(amina), data).status_code == 302  # a double tap is one proposal

    request = HostRequest.objects.get()
    assert (request.kind, request.language, request.contact_email) == ("joint", "da", amina.email)
    outbox.deliver_due()
    to_amina, to_bo = sorted(mail.outbox, key=lambda letter: letter.to)
    assert "Emne" not in str(to_amina.body)
    assert "Fælles arrangement\n" in str(to_amina.body)
    assert to_bo.to == ["bo@kultur.example"]  # who does not manage is not asked
    row = JointPartner.objects.get()
    bo = Representative.objects.get(email="bo@kultur.example")
    address = own(bo, "joint_answer", row.pk)
    assert address in str(to_bo.body)

    assert "Nabohjælpen" in client.get(address).text
    row.refresh_from_db()
    assert row.answer == PartnerAnswer.ASKED  # opening the page answers nothing
    client.post(address, {"answer": "yes"})
    row.refresh_from_db()
    assert row.answer == PartnerAnswer.YES

    client.force_login(UserFactory(role="Forumkoordinator"))
    page = client.get(reverse("hostrequest:detail", args=[request.pk]))
    assert "Vi spiser og taler sammen" in page.text
    assert "Vil være med" in page.text
    mail.outbox.clear()
    requests.accept(request, a_day())
    outbox.deliver_due()
    assert "Vi glæder os til arrangementet" in str(mail.outbox[0].body)
    with pytest.raises(joint.NotHers):
        joint.answer(row, amina, yes=False)


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"idea": "Ring til 010190-1234"}, "CPR"),
            ({"partner_1": ""}, "Vælg mindst én forening"),
            ({"partner_1": str(uuid.uuid4())}, "Vælg en forening på listen"),
            ({"title": ""}, "Skriv, hvad arrangementet skal hedde."),
        ],
    )
    def test_in_words_that_help(
        self,
        changes: dict[str, str],
        sentence: str,
        client: Client,
        amina: Representative,
        partner: Association,
    ) -> None:
        page = client.post(own(amina), typed(partner, **changes))
        assert sentence in page.text
        assert 'value="Husvej 1"' in page.text
        assert not HostRequest.objects.exists()

    def test_partners_are_found_in_the_directory(
        self, client: Client, amina: Representative
    ) -> None:
        hidden = make_association("Helst ingen")
        idea = joint.Idea(
            uuid.uuid4(), "Titel", "Idé", AudienceFactory(), 10, "maj", "Huset", "Husvej 1"
        )
        for wrong in ([hidden], [amina.association], []):
            with pytest.raises(joint.WrongPartners):
                joint.propose(amina, idea, wrong)
        assert "Helst ingen" not in client.get(own(amina)).text

    def test_who_may_not_sign_up_proposes_nothing(
        self, client: Client, amina: Representative, partner: Association, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(membership, "may_sign_up", lambda representative: False)
        page = client.post(own(amina), typed(partner))
        assert "tilslutte sig" in page.text
        assert not HostRequest.objects.exists()

    def test_only_the_manager_answers_and_only_while_it_is_open(
        self, client: Client, amina: Representative, partner: Association
    ) -> None:
        row = proposed(client, amina, partner)
        ida = Representative.objects.get(email="ida@kultur.example")
        bo = Representative.objects.get(email="bo@kultur.example")
        client.post(own(ida, "joint_answer", row.pk), {"answer": "yes"})
        row.refresh_from_db()
        assert row.answer == PartnerAnswer.ASKED
        stranger = make_representative(make_association("En anden"), email="en@anden.example")
        assert client.get(own(stranger, "joint_answer", row.pk)).status_code == 404
        requests.decline(row.proposal.host_request, reason="no_time")
        with pytest.raises(joint.TooLate):
            joint.answer(row, bo, yes=True)
        assert "afsluttet" in client.get(own(bo, "joint_answer", row.pk)).text

    def test_a_partner_that_left_meanwhile_gets_no_mail_and_answers_nothing(
        self, client: Client, amina: Representative, partner: Association, monkeypatch: Any
    ) -> None:
        row = proposed(client, amina, partner)
        Association.objects.filter(pk=partner.pk).update(
            state="left", ended_on=timezone.localdate()
        )
        outbox.deliver_due()
        assert {letter.to[0] for letter in mail.outbox} == {amina.email}
        bo = Representative.objects.get(email="bo@kultur.example")
        assert client.get(own(bo, "joint_answer", row.pk)).status_code == 403
        with pytest.raises(joint.NotNow):
            joint.answer(row, bo, yes=False)

    def test_many_proposals_in_a_day_are_stopped(
        self, client: Client, amina: Representative, partner: Association
    ) -> None:
        statuses = [client.post(own(amina), typed(partner)).status_code for _n in range(6)]
        assert statuses == [302] * 5 + [429]


def test_the_section_of_ones_own_page(
    client: Client, amina: Representative, partner: Association
) -> None:
    """The same number of queries for many; who did not send it gets no link to the request."""
    bo = Representative.objects.get(email="bo@kultur.example")
    request = RequestFactory().get("/")

    def section(representative: Representative) -> tuple[str, int]:
        standing = membership.standing(representative.association)
        with CaptureQueriesContext(connection) as captured:
            (found,) = views.own_sections(request, representative, standing)
            html = render_to_string(found.template, dict(found.context), request)
        return html, len(captured)

    proposed(client, amina, partner)
    section(amina)  # what is read once for all pages is in the cache from now on
    html, few = section(amina)
    assert "Fællesspisning" in html
    assert "/t/vaert/" in html
    assert "har ikke svaret" in html
    for _n in range(4):
        client.post(own(amina), typed(partner))
    assert JointProposal.objects.count() == 5
    html, many = section(bo)
    assert html.count("I har ikke svaret") == 5
    assert "/t/vaert/" not in html
    assert many == 2  # what it is asked, and what it proposed: nothing
    assert section(amina)[1] == few


def test_other_requests_cost_nothing_more(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert joint.staff_section(RequestFactory().get("/"), HostRequest(kind="talk")) is None

"""A statement's life: sent, read, published with consent only, withdrawn without a trace."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import outbox
from events.links import Purpose
from events.models import Activity, OutboxMessage
from medborgerforum import hearing_retention, hearings, links, statements
from medborgerforum.enums import NotPublished, StatementState
from medborgerforum.models import Hearing, Statement
from medborgerforum.statements import Given
from tests.factories.forum import make_hearing, make_representative

pytestmark = pytest.mark.django_db

TEXT = "Sæt lys på stien til klubben, så kommer flere unge"
TYPED = {"behalf": "citizen", "body": TEXT, "language": "da", "email": ""}


def form_of(activity: Activity) -> str:
    return reverse("forum:statement_form", args=[activity.pk])


def page_of(activity: Activity) -> str:
    return reverse("forum:hearing", args=[activity.pk])


def own(name: str, row: Statement) -> str:
    return links.own_path(name, Purpose.FORUM_STATEMENT, row)


def send(activity: Activity, client: Client | None = None, **typed: Any) -> Statement | None:
    data = {**TYPED, "idempotency_key": str(uuid.uuid4()), **typed}
    (client or Client()).post(form_of(activity), data)
    return Statement.objects.filter(idempotency_key__isnull=False).order_by("created_at").last()


def make_statement(activity: Activity, **given: Any) -> Statement:
    return statements.receive(
        activity, Given(**{"body": TEXT, "consent": True, **given}), key=uuid.uuid4()
    )


def everything_stored() -> str:
    """Return every text in every table, as one."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField | models.JSONField)
            ]
            found += [str(row) for row in model._base_manager.values_list(*names)] if names else []
    return "\n".join(found)


class TestLife:
    """From sending to publication to withdrawal."""

    def test_sent_published_replied_withdrawn(self) -> None:
        activity = make_hearing()
        row = send(activity, consent="on", email="borger@mail.example")
        assert row is not None
        assert row.state == StatementState.RECEIVED
        assert TEXT not in Client().get(page_of(activity)).text
        statements.publish(row, by=None)
        statements.reply(row, "Tak, det går vi i gang med.", by=None)
        shown = Client().get(page_of(activity)).text
        assert TEXT in shown
        assert "Tak, det går vi i gang med." in shown
        assert "Borger" in shown
        assert "borger@mail.example" not in shown
        outbox.deliver_due()
        assert [message.to for message in mail.outbox] == [["borger@mail.example"]] * 3
        assert not any(TEXT in str(message.message()) for message in mail.outbox)
        Client().post(own("statement_withdraw", row))
        assert TEXT not in Client().get(page_of(activity)).text
        stored = everything_stored()
        assert "Sæt lys" not in stored
        assert "det går vi i gang" not in stored
        assert "borger@mail.example" not in stored
        row.refresh_from_db()
        assert row.state == StatementState.WITHDRAWN
        assert "slettet" in Client().get(own("statement", row)).text

    def test_opening_the_links_changes_nothing(self) -> None:
        row = make_statement(make_hearing())
        Client().get(own("statement_withdraw", row))
        assert Client().get(own("statement_consent", row)).status_code == 405
        row.refresh_from_db()
        assert (row.state, row.consent) == (StatementState.RECEIVED, True)

    def test_a_no_takes_it_off_at_once(self) -> None:
        activity = make_hearing()
        row = statements.publish(make_statement(activity), by=None)
        Client().post(own("statement_consent", row), {"consent": "no"})
        assert TEXT not in Client().get(page_of(activity)).text
        with pytest.raises(statements.NoConsent):
            statements.publish(row, by=None)

    def test_a_reason_goes_by_mail_in_her_language(self) -> None:
        row = make_statement(make_hearing(), email="a@mail.example", language="en")
        statements.do_not_publish(row, NotPublished.OFF_TOPIC, by=None)
        outbox.deliver_due()
        assert len(mail.outbox) == 2
        assert all(message.extra_headers["Content-Language"] == "en" for message in mail.outbox)

    def test_replies_stay_once_the_report_is_out(self) -> None:
        activity = make_hearing(starts_in_days=-30)
        row = make_statement(activity)
        hearing = hearings.of(activity)
        with pytest.raises(hearings.NoReport):
            hearings.publish_report(hearing)
        hearings.write_report(hearing, "## Det kom frem\n\nMere lys.")
        with pytest.raises(hearings.ReportTooEarly):
            hearings.publish_report(hearing)
        Hearing.objects.update(statements_until=timezone.now())
        assert "Mere lys" not in Client().get(page_of(activity)).text
        hearings.publish_report(hearing)
        assert "Mere lys" in Client().get(page_of(activity)).text
        with pytest.raises(statements.ReportIsOut):
            statements.reply(row, "For sent", by=None)


class TestForm:
    """What is refused, and what is kept."""

    def test_cpr_is_refused_and_the_text_stays(self) -> None:
        activity = make_hearing()
        text = f"{TEXT} 010190-1234"
        page = Client().post(form_of(activity), {**TYPED, "body": text})
        assert text in page.text
        assert "CPR" in page.text
        assert not Statement.objects.exists()

    def test_an_association_must_be_named_and_a_citizen_never_is(self) -> None:
        activity = make_hearing()
        assert send(activity, behalf="association") is None
        row = send(activity, association_name="Nordvest Nabohjælp")
        assert row is not None
        assert row.association_name == ""

    def test_a_double_tap_is_one_statement(self) -> None:
        activity, key = make_hearing(), str(uuid.uuid4())
        send(activity, idempotency_key=key)
        send(activity, idempotency_key=key)
        assert Statement.objects.count() == 1
        send(activity, idempotency_key=key, body="Noget helt andet")
        assert Statement.objects.count() == 2

    @pytest.mark.parametrize(("begins", "ends"), [(1, 5), (-5, -1)])
    def test_only_within_the_window(self, begins: int, ends: int) -> None:
        activity, now = make_hearing(), timezone.now()
        Hearing.objects.update(
            statements_from=now + timedelta(days=begins),
            statements_until=now + timedelta(days=ends),
        )
        assert send(activity) is None
        with pytest.raises(statements.NotOpen):
            make_statement(activity)

    def test_the_link_is_shown_once_and_in_no_address(self) -> None:
        activity, client = make_hearing(), Client()
        row = send(activity, client)
        assert row is not None
        thanks = reverse("forum:statement_thanks", args=[activity.pk])
        assert own("statement", row) in client.get(thanks).text
        assert own("statement", row) not in client.get(thanks).text

    def test_many_from_one_place_meet_the_step_up(self) -> None:
        activity, client = make_hearing(), Client()
        for _number in range(10):
            send(activity, client, idempotency_key=str(uuid.uuid4()))
        response = client.post(form_of(activity), {**TYPED, "idempotency_key": str(uuid.uuid4())})
        assert response.status_code == 429
        assert "data-step-up" in response.text
        assert TEXT in response.text
        assert Statement.objects.count() == 10

    @pytest.mark.parametrize("fields", [{"status": "planned"}, {"discreet": True}])
    def test_what_is_not_public_has_no_pages(self, fields: dict[str, Any]) -> None:
        activity = make_hearing(**fields)
        assert Client().get(page_of(activity)).status_code == 404
        assert Client().get(form_of(activity)).status_code == 404
        assert activity.title not in Client().get(reverse("forum:hearings")).text


class TestMembers:
    """A member writes under her association's name."""

    def test_behind_her_link_only_while_a_member(self) -> None:
        activity, amina = make_hearing(), make_representative()
        url = links.own_path("own_statement", Purpose.FORUM, amina, activity.pk)
        data = {**TYPED, "idempotency_key": str(uuid.uuid4())}
        Client().post(url, data)
        row = Statement.objects.get()
        assert (row.association, row.association_name) == (amina.association, "Nordvest Nabohjælp")
        type(amina.association).objects.update(state="left", ended_on=timezone.localdate())
        Client().post(url, {**data, "idempotency_key": str(uuid.uuid4())})
        assert Statement.objects.count() == 1

    def test_the_name_is_escaped_in_the_form(self) -> None:
        activity = make_hearing()
        amina = make_representative()
        type(amina.association).objects.update(name="<b>Nabo</b>")
        url = links.own_path("own_statement", Purpose.FORUM, amina, activity.pk)
        assert "<b>Nabo</b>" not in Client().get(url).text


@pytest.mark.postgres
class TestConstraints:
    """What the database itself refuses."""

    def test_nothing_is_published_without_consent(self) -> None:
        row = make_statement(make_hearing(), consent=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.filter(pk=row.pk).update(
                state="published", published_at=timezone.now()
            )

    def test_nothing_is_left_of_what_was_withdrawn(self) -> None:
        row = make_statement(make_hearing())
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.filter(pk=row.pk).update(state="withdrawn")


class TestRetention:
    """Old addresses go, and texts never published; the number stays."""

    def test_after_report_or_closing(self) -> None:
        activity = make_hearing(starts_in_days=-30)
        shown = statements.publish(make_statement(activity, email="a@mail.example"), by=None)
        unread = make_statement(activity, body="Ulæst", email="b@mail.example")
        now = timezone.now()
        Hearing.objects.update(statements_until=now, report="Kort", report_published_at=now)
        assert hearing_retention.delete_due(now + timedelta(days=170)) == 0
        assert hearing_retention.delete_due(now + timedelta(days=190)) == 2
        assert hearing_retention.delete_due(now + timedelta(days=190)) == 0
        for row in (shown, unread):
            row.refresh_from_db()
            assert row.email == ""
        assert (shown.body, unread.body) == (TEXT, "")
        assert Statement.objects.count() == 2

    def test_without_a_report_a_year_after_the_window(self) -> None:
        activity = make_hearing()
        make_statement(activity, email="a@mail.example")
        end = Hearing.objects.get().statements_until
        assert end is not None
        assert hearing_retention.delete_due(end + timedelta(days=360)) == 0
        assert hearing_retention.delete_due(end + timedelta(days=370)) == 1


def test_as_many_queries_for_twelve_as_for_two() -> None:
    from django.db import connection

    activity = make_hearing()
    client = Client()

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def fill(number: int) -> None:
        for _number in range(number):
            statements.publish(make_statement(activity), by=None)
            make_hearing(starts_in_days=-40)

    fill(2)
    before = queries(page_of(activity)), queries(reverse("forum:hearings"))
    fill(7)
    assert (queries(page_of(activity)), queries(reverse("forum:hearings"))) == before


def test_her_own_page_leads_to_open_hearings() -> None:
    from medborgerforum import membership
    from medborgerforum.views.hearings import own_sections

    activity, amina = make_hearing(), make_representative()
    (section,) = own_sections(None, amina, membership.standing(amina.association))  # type: ignore[arg-type]
    assert str(activity.pk) in section.context["entries"][0]["url"]
    assert OutboxMessage.objects.count() == 0

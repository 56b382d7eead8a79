"""From a host's request to a visit and its head count, through the real addresses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import clock, helpers, links, outbox, planning, requests
from events.drafting import Draft
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, ActivityHelper, HeadCount, HostRequest, OutboxMessage, Session
from tests.factories import AudienceFactory, RegistrationFactory, WorkplaceKindFactory
from tests.factories.events import make_page

pytestmark = pytest.mark.django_db
Status = HostRequest.Status
type Ask = Callable[..., HostRequest]


def a_day(days: int = 10, **kwargs: Any) -> Draft:
    start = timezone.now() + timedelta(days=days)
    given = {"kind": ActivityKind.UNG_TIL_UNG, "title": "Dialog", "place": "Åskolen"}
    return Draft(**{**given, "start": start, "end": start + timedelta(hours=2), **kwargs})


def typed(**changes: str) -> dict[str, str]:
    AudienceFactory(key="unge")
    WorkplaceKindFactory()
    return {
        "kind": "dialogue",
        "topic": "democracy",
        "audience": "unge",
        "expected": "25",
        "workplace": "Åskolen",
        "workplace_kind": "skole",
        "address": "Åvej 1",
        "wished_dates": "Tirsdage",
        "contact_name": "Vera Vært",
        "contact_email": "vera@skole.example",
        "idempotency_key": "7b3b5f5e-0000-4000-8000-000000000001",
        **changes,
    }


def own(row: HostRequest, name: str = "host_request_own") -> str:
    token = links.token_for(links.Purpose.HOST_REQUEST, row.pk, row.link_version)
    return reverse(f"events:{name}", args=[row.pk, token])


def sent() -> list[str]:
    """Deliver what waits and return the kinds' subjects."""
    mail.outbox.clear()
    outbox.deliver_due()
    return [message.subject for message in mail.outbox]


def happened(row: HostRequest, *, days_ago: int = 1) -> HostRequest:
    """Let the agreed day have been; return the request."""
    row = HostRequest.objects.get(pk=row.pk)
    end = timezone.now() - timedelta(days=days_ago)
    moved = Session.objects.filter(activity=row.activity)
    assert moved.update(start=end - timedelta(hours=1), end=end) == 1
    return row


class TestAsking:
    def test_the_form_makes_one_request_however_often_it_is_sent(self, client: Client) -> None:
        address = reverse("events:host_request")
        page = client.get(address, {"kind": "talk"})
        assert "Skriv ikke om konkrete personer" in page.text
        for _tap in range(2):
            assert client.post(address, typed()).url == reverse("events:host_request_thanks")
        row = HostRequest.objects.get()
        assert (row.status, row.contact_email) == (Status.NEW, "vera@skole.example")
        assert sent() == ["Vi har modtaget jeres forespørgsel: Ung-til-ung dialog"]
        assert own(row) in mail.outbox[0].body
        client.post(address, typed(topic="online"))
        assert HostRequest.objects.count() == 2

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"wished_dates": "Om 010190-1234"}, "CPR"),
            ({"workplace": ""}, "navnet på stedet"),
            ({"audience": "findes-ikke"}, "mulighed på listen"),
            ({"expected": "0"}, "1"),
        ],
    )
    def test_a_wrong_form_says_so_and_keeps_what_was_typed(
        self, changes: dict[str, str], sentence: str, client: Client
    ) -> None:
        page = client.post(reverse("events:host_request"), typed(**changes))
        assert sentence in page.text
        assert 'value="Vera Vært"' in page.text
        assert not HostRequest.objects.exists()

    def test_there_is_no_field_for_a_story(self) -> None:
        from django import forms

        from events.forms.host_requests import HostRequestForm

        AudienceFactory()
        widgets = [field.widget for field in HostRequestForm().fields.values()]
        assert not any(isinstance(widget, forms.Textarea) for widget in widgets)

    def test_too_many_to_one_address_are_stopped(self, client: Client) -> None:
        statuses = [
            client.post(reverse("events:host_request"), typed(workplace=f"Sted {n}")).status_code
            for n in range(6)
        ]
        assert statuses == [302] * 5 + [429]


class TestTheHostsPage:
    def test_status_and_withdrawing(self, ask: Ask, client: Client) -> None:
        row = ask()
        assert "Vi har modtaget" in client.get(own(row)).text
        client.get(own(row, "host_request_withdraw"))
        row.refresh_from_db()
        assert row.status == Status.NEW
        client.post(own(row, "host_request_withdraw"))
        row.refresh_from_db()
        assert row.status == Status.WITHDRAWN
        assert sent() == []  # what it thanks for has been taken back

    def test_another_purpose_or_version_opens_nothing(self, ask: Ask, client: Client) -> None:
        row = ask()
        wrong = links.token_for(links.Purpose.HELPER, row.pk, row.link_version)
        address = reverse("events:host_request_own", args=[row.pk, wrong])
        assert client.get(address).status_code == 404
        old = own(row)
        HostRequest.objects.update(link_version=2)
        answer = client.get(old)
        assert answer.status_code == 404
        assert row.workplace not in answer.text

    def test_an_agreed_visit_that_is_withdrawn_is_called_off(
        self, ask: Ask, client: Client
    ) -> None:
        row = ask()
        activity = requests.accept(row, a_day())
        helper = ActivityHelper.objects.create(
            activity=activity, name="Ali", email="ali@unge.example", answer="yes"
        )
        sent()
        client.post(own(row, "host_request_withdraw"))
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.CANCELLED
        assert set(sent()) == {"Aflyst: Dialog", "Afbud fra vært: Dialog"}
        to = {address for message in mail.outbox for address in message.to}
        assert to == {helper.email, "vink@vink.example"}
        assert "Vera" not in "".join(message.body for message in mail.outbox)

    def test_not_where_others_are_signed_up(self, ask: Ask) -> None:
        row = ask()
        activity = requests.accept(row, a_day())
        RegistrationFactory(activity=activity)
        requests.withdraw(row)
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.PLANNED


class TestTheInbox:
    def test_from_new_to_agreed(self, ask: Ask, handler: Client) -> None:
        row = ask()
        sent()
        url = reverse("hostrequest:detail", args=[row.pk])
        assert "Vera Vært" in handler.get(url).text
        handler.post(reverse("hostrequest:assign", args=[row.pk]), {"team": "ambassadors"})
        row.refresh_from_db()
        assert (row.status, row.team) == (Status.ASSIGNED, "ambassadors")
        accept = reverse("hostrequest:accept", args=[row.pk])
        assert 'value="Ung-til-ung dialog: Demokrati og medborgerskab"' in handler.get(accept).text
        start = timezone.localtime() + timedelta(days=10)
        data = {
            "kind": "ung_til_ung",
            "title": "Dialog",
            "start": f"{start:%Y-%m-%d} 09:00",
            "end": f"{start:%Y-%m-%d} 08:00",
            "place": "Åskolen",
        }
        assert "Skal slutte" in handler.post(accept, data).text
        handler.post(accept, {**data, "end": f"{start:%Y-%m-%d} 10:00"})
        row.refresh_from_db()
        activity = row.activity
        assert activity is not None
        assert (row.status, activity.status) == (Status.ACCEPTED, ActivityStatus.PLANNED)
        assert list(activity.audiences.all()) == [row.audience]
        assert activity.preparations.exists()
        assert sent() == ["Det er en aftale: Dialog"]
        assert "kl. 9.00–10.00".replace(" ", "\N{NO-BREAK SPACE}") in mail.outbox[0].body
        assert handler.post(accept, data | {"end": f"{start:%Y-%m-%d} 10:00"}).status_code == 200
        assert Activity.objects.count() == 1

    @pytest.mark.parametrize("reason", HostRequest.Declined.values)
    def test_declining_is_kind_and_points_to_the_hotline_only_for_a_concern(
        self, reason: str, ask: Ask, handler: Client
    ) -> None:
        row = ask()
        sent()
        handler.post(reverse("hostrequest:decline", args=[row.pk]), {"reason": reason})
        assert sent() == ["Svar på jeres forespørgsel: Ung-til-ung dialog"]
        assert ("hotline" in mail.outbox[0].body) is (reason == "concern")
        assert "altid velkomne" in mail.outbox[0].body

    def test_the_list_filters_searches_and_names_nobody(self, ask: Ask, handler: Client) -> None:
        ask()
        other = ask(workplace="Klub Øst", kind=HostRequest.Kind.TALK)
        requests.decline(other, reason="no_time")
        address = reverse("hostrequest:index_results")
        everything = handler.get(address).text
        assert "Vera" not in everything
        assert "Åskolen" not in handler.get(address, {"status": "declined"}).text
        assert "Klub Øst" not in handler.get(address, {"kind": "dialogue"}).text
        found = handler.get(address, {"q": "åskolen"}).text
        assert "Åskolen" in found
        assert "Klub Øst" not in found
        assert "Åskolen" not in handler.get(address, {"q": "Vera"}).text.replace('"Vera"', "")

    def test_it_asks_as_many_questions_for_many_rows_as_for_few(
        self, ask: Ask, handler: Client, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _number in range(2):
            ask()
        handler.get(reverse("hostrequest:index"))
        with CaptureQueriesContext(connection) as few:
            handler.get(reverse("hostrequest:index"))
        for _number in range(10):
            ask()
        with django_assert_num_queries(len(few)):
            handler.get(reverse("hostrequest:index"))

    @pytest.mark.parametrize("role", ["Redaktør", "Kursusleder", "Analytiker"])
    def test_closed_to_others(self, role: str, ask: Ask, client: Client) -> None:
        from tests.factories import UserFactory

        row = ask()
        client.force_login(UserFactory(role=role))
        for step in ("detail", "assign", "accept", "decline"):
            address = reverse(f"hostrequest:{step}", args=[row.pk])
            client.post(address, {"reason": "no_time", "team": "staff"})
            assert client.get(address).status_code in {302, 403}, step
        assert client.get(reverse("hostrequest:index")).status_code in {302, 403}
        row.refresh_from_db()
        assert row.status == Status.NEW


class TestChanges:
    def test_host_and_helpers_hear_of_a_new_time(self, ask: Ask) -> None:
        row = ask()
        activity = requests.accept(row, a_day())
        for answer in helpers.Answer.values:
            ActivityHelper.objects.create(
                activity=activity, name=answer, email=f"{answer}@x.example", answer=answer
            )
        sent()
        planning.announce_move(activity)
        assert sent() == ["Ændret: Dialog"] * 3
        told = {message.to[0] for message in mail.outbox}
        assert told == {"vera@skole.example", "asked@x.example", "yes@x.example"}

    def test_what_was_agreed_is_not_deleted(self, ask: Ask, handler: Client) -> None:
        activity = requests.accept(ask(), a_day())
        handler.post(reverse("activity:delete", args=[activity.pk]))
        assert Activity.objects.filter(pk=activity.pk).exists()


class TestHeads:
    def test_the_host_is_asked_once_the_day_after(self, ask: Ask) -> None:
        row = ask()
        requests.accept(row, a_day())
        sent()
        clock.tick()
        row = happened(row)
        start_of_today = timezone.localtime().replace(hour=12)
        assert requests.ask_head_counts(start_of_today) == 1
        clock.tick()
        assert OutboxMessage.objects.filter(kind="request_heads").count() == 1

    def test_not_on_the_day_itself_nor_for_what_was_called_off(self, ask: Ask) -> None:
        row, off = ask(), ask()
        requests.accept(row, a_day())
        planning.cancel(requests.accept(off, a_day()))
        off = happened(off)
        end = timezone.localtime().replace(hour=1, minute=0)
        Session.objects.filter(activity=HostRequest.objects.get(pk=row.pk).activity).update(
            start=end - timedelta(minutes=30), end=end
        )
        assert requests.ask_head_counts(end + timedelta(hours=2)) == 0

    def test_not_where_staff_have_counted(self, ask: Ask) -> None:
        row = ask()
        activity = requests.accept(row, a_day())
        HeadCount.objects.create(session=activity.sessions.get(), audience=row.audience, number=9)
        row = happened(row)
        assert requests.ask_head_counts() == 0
        row.refresh_from_db()
        assert row.status == Status.COUNTED

    @pytest.fixture
    def held(self, ask: Ask) -> HostRequest:
        row = ask()
        requests.accept(row, a_day())
        row = happened(row)
        requests.ask_head_counts()
        return HostRequest.objects.get(pk=row.pk)

    def test_counting_correcting_and_closing_the_day(
        self, held: HostRequest, client: Client
    ) -> None:
        assert held.activity is not None
        session = held.activity.sessions.get()
        name = f"{session.pk.hex}-unge"
        address = own(held, "host_request_heads")
        assert "mindst ét tal" in client.post(address, {name: "0"}).text
        client.post(address, {name: "24"})
        held.refresh_from_db()
        held.activity.refresh_from_db()
        assert (held.status, held.activity.status) == (Status.COUNTED, ActivityStatus.HELD)
        client.post(address, {name: "26"})
        assert HeadCount.objects.get().number == 26
        HostRequest.objects.update(asked_heads_at=timezone.now() - timedelta(days=15))
        assert client.post(address, {name: "30"}).status_code == 302
        assert HeadCount.objects.get().number == 26

    def test_nothing_of_a_discreet_activity(self, held: HostRequest, client: Client) -> None:
        Activity.objects.update(discreet=True)
        page = client.get(own(held))
        assert "Dialog<" not in page.text
        assert client.get(own(held, "host_request_heads")).status_code == 302
        assert client.get(own(held, "host_request_ics")).status_code == 404
        assert sent() == []


@pytest.mark.parametrize(("days", "gone"), [(364, False), (366, True)])
def test_requests_are_deleted_in_time_and_the_counts_stay(days: int, gone: bool, ask: Ask) -> None:
    from portal.privacy import retention
    from portal.privacy.models import RetentionRun

    never_agreed, agreed = ask(), ask()
    activity = requests.accept(agreed, a_day())
    HeadCount.objects.create(session=activity.sessions.get(), audience=agreed.audience, number=20)
    HostRequest.objects.update(created_at=timezone.now() - timedelta(days=days))
    retention.run_due(timezone.now())
    assert HostRequest.objects.filter(pk=never_agreed.pk).exists() is not gone
    assert HostRequest.objects.filter(pk=agreed.pk).exists()  # its day is still to come
    happened(agreed, days_ago=days)
    retention.run("host-requests", retention.RULES["host-requests"], timezone.now())
    assert HostRequest.objects.filter(pk=agreed.pk).exists() is not gone
    assert HeadCount.objects.count() == 1
    runs = RetentionRun.objects.filter(rule="host-requests").order_by("pk")
    assert [run.deleted for run in runs] == ([1, 1] if gone else [0, 0])


@pytest.mark.parametrize("step", [planning.cancel, planning.close_signup])
def test_a_visit_stays_out_of_the_calendar_whatever_becomes_of_it(
    ask: Ask, client: Client, step: Any
) -> None:
    row = ask()
    activity = requests.accept(row, a_day())
    HostRequest.objects.all().delete()  # as after a year
    Activity.objects.update(status=ActivityStatus.OPEN)
    step(activity)
    assert not Activity.objects.public().exists()
    assert client.get(reverse("events:activity_ics", args=[activity.pk])).status_code == 404
    make_page(activity)
    assert Activity.objects.public().exists()

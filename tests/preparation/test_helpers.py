"""Helpers: asked by mail, free to say no on a private page, gone with the participants."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.documents.models import Document

from events import calendar, editing, helpers, links, outbox, planning
from events.models import Activity, ActivityHelper, Session
from portal.privacy import retention
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory
from tests.factories.site import restore_migrated_rows

pytestmark = pytest.mark.django_db
Answer = helpers.Answer


@pytest.fixture
def organiser(client: Client) -> Client:
    client.force_login(UserFactory(role="Arrangør"))
    return client


def make(activity: Activity | None = None, **kwargs: Any) -> ActivityHelper:
    given = {"name": "Birgit", "email": "birgit@x.example", "room": "Salen"}
    row = activity or ActivityFactory(title="Temadag", contact_email="temadag@vink.example")
    return ActivityHelper.objects.create(activity=row, **{**given, **kwargs})


def own(row: ActivityHelper, name: str = "helper") -> str:
    token = links.token_for(links.Purpose.HELPER, row.pk, row.link_version)
    return reverse(f"events:{name}", args=[row.pk, token])


def url(row: ActivityHelper, step: str) -> str:
    return reverse(f"activity:{step}", args=[row.activity_id, row.pk])


def test_from_the_list_by_mail_to_yes(organiser: Client) -> None:
    activity = ActivityFactory(title="Temadag", contact_email="temadag@vink.example")
    data = {"part": "speaker", "name": "Birgit", "email": "Birgit@x.example", "language": "da"}
    data |= {"answer": "not_asked", "room": "Salen", "slides": ""}
    organiser.post(reverse("activity:add_helper", args=[activity.pk]), data)
    row = activity.helpers.get()
    organiser.get(url(row, "ask_helper"))
    assert not ActivityHelper.objects.filter(answer=Answer.ASKED).exists()
    organiser.post(url(row, "ask_helper"))
    outbox.deliver_due()
    assert mail.outbox[0].subject == "Kan du være med? Temadag"
    assert mail.outbox[0].to == ["birgit@x.example"]
    assert mail.outbox[0].reply_to == ["temadag@vink.example"]
    assert own(row) in mail.outbox[0].body
    visitor = Client()
    page = visitor.get(own(row)).text
    assert "Kan du være med?" in page
    assert "Salen" in page
    assert visitor.get(own(row, "helper_answer")).status_code == 405
    visitor.post(own(row, "helper_answer"), {"answer": "yes"})
    row.refresh_from_db()
    assert row.answer == Answer.YES
    assert "Ja" in organiser.get(reverse("activity:helpers", args=[activity.pk])).text


def test_the_page_counts_heads_without_names(client: Client) -> None:
    row = make()
    person = RegistrationFactory(activity=row.activity, name="Ida Deltager")
    page = client.get(own(row)).text
    assert "Tilmeldte lige nu</dt><dd>1<" in page
    assert person.name not in page


def test_a_calendar_file_and_slides_by_the_link_alone(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    restore_migrated_rows()
    slides = Document.objects.create(title="S", file=ContentFile(b"pdf", name="slides.pdf"))
    row = make(slides=slides)
    event = Calendar.from_ical(client.get(own(row, "helper_ics")).content).walk("VEVENT")[0]
    assert str(event["UID"]) == calendar.uid(row.activity.sessions.get())
    assert b"".join(client.get(own(row, "helper_slides")).streaming_content) == b"pdf"
    wrong = links.token_for(links.Purpose.HOST_REQUEST, row.pk, row.link_version)
    for name in ("helper", "helper_slides", "helper_ics"):
        assert client.get(reverse(f"events:{name}", args=[row.pk, wrong])).status_code == 404


def test_a_new_address_gets_a_new_link(organiser: Client) -> None:
    row = make(answer=Answer.ASKED)
    old = own(row)
    data = {"part": "speaker", "name": "Birgit", "email": "ny@x.example", "language": "da"}
    organiser.post(url(row, "helper"), {**data, "answer": "asked", "slides": ""})
    assert Client().get(old).status_code == 404
    row.refresh_from_db()
    assert Client().get(own(row)).status_code == 200


def test_a_cpr_number_is_refused(organiser: Client) -> None:
    row = make()
    data = {"part": "speaker", "name": "Birgit", "language": "da", "answer": "asked"}
    page = organiser.post(url(row, "helper"), {**data, "notes": "010190-1234", "slides": ""})
    assert "CPR" in page.text


def test_told_when_the_day_moves_or_is_called_off() -> None:
    activity = ActivityFactory(title="Temadag")
    for answer in Answer.values:
        make(activity, answer=answer, email=f"{answer}@x.example")
    make(activity, answer=Answer.YES, email="", phone="+4512345678")
    session = activity.sessions.get()

    def save() -> None:
        Session.objects.filter(pk=session.pk).update(place="Et andet sted")

    editing.change(activity, save, capacity=None)
    outbox.deliver_due()
    assert {m.to[0] for m in mail.outbox} == {"asked@x.example", "yes@x.example"}
    assert mail.outbox[0].subject == "Ændret: Temadag"
    mail.outbox.clear()
    planning.cancel(activity)
    outbox.deliver_due()
    assert [m.subject for m in mail.outbox] == ["Aflyst: Temadag"] * 2


@pytest.mark.parametrize("over", ["held", "cancelled"])
def test_nobody_is_asked_or_answers_afterwards(over: str, client: Client) -> None:
    row = make(answer=Answer.ASKED)
    Activity.objects.update(status=over)
    client.post(own(row, "helper_answer"), {"answer": "yes"})
    row.refresh_from_db()
    assert row.answer == Answer.ASKED
    with pytest.raises(helpers.NotAsked):
        helpers.ask(row)


def test_without_an_address_one_rings() -> None:
    with pytest.raises(helpers.NoAddress):
        helpers.ask(make(email="", phone="+4512345678"))


def test_discreet_activities_have_no_helpers() -> None:
    row = make(ActivityFactory(discreet=True, with_page=False), answer=Answer.YES)
    leader, visitor = Client(), Client()
    leader.force_login(UserFactory(role="Kursusleder"))
    list_url = reverse("activity:helpers", args=[row.activity_id])
    add_url = reverse("activity:add_helper", args=[row.activity_id])
    addresses = [list_url, add_url, url(row, "helper"), url(row, "ask_helper")]
    assert [leader.get(address).status_code for address in addresses] == [404] * 4
    assert visitor.get(own(row)).status_code == 404
    assert visitor.get(own(row, "helper_ics")).status_code == 404
    with pytest.raises(helpers.NotAsked):
        helpers.ask(row)
    planning.announce_move(row.activity)
    outbox.deliver_due()
    assert mail.outbox == []


def test_the_list_costs_the_same_for_many(organiser: Client) -> None:
    row = make()
    address = reverse("activity:helpers", args=[row.activity_id])
    organiser.get(address)
    with CaptureQueriesContext(connection) as few:
        organiser.get(address)
    for number in range(8):
        make(row.activity, name=f"Nr. {number}")
    with CaptureQueriesContext(connection) as many:
        organiser.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Administrator"])
def test_only_for_those_who_run_activities(role: str, client: Client) -> None:
    row = make()
    client.force_login(UserFactory(role=role))
    for step in ("helper", "ask_helper", "remove_helper"):
        client.post(url(row, step), {"name": "x"})
        assert client.get(url(row, step)).status_code in {302, 403}
    assert ActivityHelper.objects.get().name == "Birgit"


def test_of_another_activity_is_not_found(organiser: Client) -> None:
    row, other = make(), ActivityFactory()
    address = reverse("activity:remove_helper", args=[other.pk, row.pk])
    assert organiser.post(address).status_code == 404


def test_an_activity_with_asked_helpers_is_called_off_not_deleted() -> None:
    row = make(ActivityFactory(with_page=False), answer=Answer.ASKED)
    assert editing.why_not_delete(row.activity)
    ActivityHelper.objects.update(answer=Answer.NOT_ASKED)
    assert editing.why_not_delete(row.activity) is None


@pytest.mark.parametrize(("days", "gone"), [(364, False), (367, True)])
def test_deleted_with_the_participants(days: int, gone: bool) -> None:
    row = make(ActivityFactory(starts_in_days=-days, with_page=False))
    run = retention.run("helpers", retention.RULES["helpers"], timezone.now())
    assert ActivityHelper.objects.filter(pk=row.pk).exists() is not gone
    assert run.deleted == int(gone)
    kept = make(ActivityFactory(starts_in_days=5, with_page=False))
    Activity.objects.update(created_at=timezone.now() - timedelta(days=500))
    retention.run_due(timezone.now())
    assert ActivityHelper.objects.filter(pk=kept.pk).exists()

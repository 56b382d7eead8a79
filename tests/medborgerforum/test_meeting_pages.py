"""Pages of meetings: what anyone sees, what members see and do, what staff see and do."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from events.models import Activity
from medborgerforum import meeting_feed, membership, seating
from medborgerforum.models import AgendaPoint, Meeting, Paper, Representative
from medborgerforum.views import meetings
from tests.factories import UserFactory, make_document
from tests.factories.forum import make_association, make_meeting, make_representative
from tests.medborgerforum.meetings import make_overdue, own_url, seat_for

pytestmark = pytest.mark.django_db

OK, FOUND, MISSING = 200, 302, 404
DENIED = FOUND  # Wagtail leads back to the admin's front page


@pytest.fixture
def amina() -> Representative:
    """Return a member's representative who may sign up others."""
    return make_representative(may_sign_up_others=True)


def publish(activity: Activity, *titles: str) -> None:
    """Publish an agenda with these points, each with a paper."""
    meeting = Meeting.objects.get(activity=activity)
    for number, title in enumerate(titles):
        point = AgendaPoint.objects.create(
            meeting=meeting, title=title, state="on_agenda", position=number, language="ar"
        )
        Paper.objects.create(point=point, title="Bilag", document=make_document())
    Meeting.objects.filter(pk=meeting.pk).update(agenda_published_at=timezone.now())


def queries(client: Client, url: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == OK
    return len(captured)


def test_anyone_sees_when_and_where_and_no_agenda(client: Client, amina: Representative) -> None:
    """Coming and past meetings; planned ones and their points are nobody's business."""
    coming, past = make_meeting(title="Kommende"), make_meeting(title="Før", starts_in_days=-9)
    planned = make_meeting(title="Hemmelig", status="planned")
    publish(coming, "Lys i parken")
    seat_for(amina.association, coming, name="Anna Andersen")

    page = client.get(reverse("forum:meetings")).text
    assert "Kommende" in page
    assert "Før" not in page
    assert "Hemmelig" not in page
    assert "Før" in client.get(reverse("forum:meetings") + "?tidligere").text
    one = client.get(reverse("forum:meeting", args=[coming.pk])).text
    for private in ("Lys i parken", "Anna Andersen", amina.association.name):
        assert private not in one
    assert reverse("forum:join") in one
    assert client.get(reverse("forum:meeting", args=[past.pk])).status_code == OK
    assert client.get(reverse("forum:meeting", args=[planned.pk])).status_code == MISSING


def test_a_member_signs_up_and_withdraws_without_script(
    client: Client, amina: Representative
) -> None:
    """Herself with one button, a colleague by name and mail, and off again."""
    meeting = make_meeting()
    url = own_url("own_meeting", amina, meeting.pk)
    key = {"herself-idempotency_key": str(uuid4())}
    for _tap in range(2):
        assert client.post(url, {"step": "herself", **key}).status_code == FOUND
    data = {
        "step": "colleague",
        "colleague-name": "Bo Berg",
        "colleague-email": "bo",
        "colleague-idempotency_key": str(uuid4()),
    }
    wrong = client.post(url, data).text
    assert "Skriv en hel mailadresse" in wrong
    assert 'value="Bo Berg"' in wrong
    client.post(url, {**data, "colleague-email": "bo@forening.example"})

    page = client.get(url).text
    assert "Bo Berg" in page
    assert "I har brugt alle jeres pladser" in page
    assert "Tilmeld mig" not in page

    bo = seating.people_of(amina.association, meeting).get(name="Bo Berg")
    client.post(url, {"step": "withdraw", "registration": str(bo.pk)})
    assert seating.taken_by(meeting) == {amina.association_id: 1}


def test_nobody_sees_or_withdraws_another_associations_people(
    client: Client, amina: Representative
) -> None:
    """Each association has its own; a representative without the right only herself."""
    meeting = make_meeting()
    theirs = seat_for(make_association("Klub"), meeting, name="Carla Carlsen")
    ours = seat_for(amina.association, meeting, name="Bo Berg")
    url = own_url("own_meeting", amina, meeting.pk)
    assert "Carla Carlsen" not in client.get(url).text
    client.post(url, {"step": "withdraw", "registration": str(theirs.pk)})
    single = make_representative(amina.association, email="en@f.example", name="En Enkelt")
    own = own_url("own_meeting", single, meeting.pk)
    client.post(own, {"step": "withdraw", "registration": str(ours.pk)})
    for row in (theirs, ours):
        row.refresh_from_db()
        assert row.is_confirmed
    assert "Tilmeld en anden" not in client.get(own).text
    assert client.post(own, {"step": "withdraw", "registration": "x"}).status_code == MISSING
    assert client.post(own, {"step": "andet"}).status_code == MISSING


def test_a_member_proposes_a_point_and_takes_it_back(client: Client, amina: Representative) -> None:
    """Beside the field stands that nobody is to be written of; a CPR number is refused."""
    meeting = make_meeting()
    url = own_url("own_meeting", amina, meeting.pk)
    data = {
        "step": "propose",
        "propose-title": "Lys i parken",
        "propose-body": "Hans nummer er 010190-1234.",
        "propose-kind": "discussion",
        "propose-language": "tr",
        "propose-idempotency_key": str(uuid4()),
    }
    assert "Skriv ikke om enkeltpersoner" in client.get(url).text
    refused = client.post(url, data).text
    assert "Lys i parken" in refused
    assert not AgendaPoint.objects.exists()

    client.post(url, {**data, "propose-body": "Det er mørkt."})
    point = AgendaPoint.objects.get()
    assert (point.language, point.proposed_by) == ("tr", amina.association)
    assert "Foreslået" in client.get(url).text
    client.post(url, {"step": "take_back", "point": str(point.pk)})
    assert not AgendaPoint.objects.exists()


def test_points_are_marked_with_their_language(client: Client, amina: Representative) -> None:
    """On an Arabic page, a Danish title is left to right; an Arabic point right to left."""
    meeting = make_meeting(title="Møde")
    publish(meeting, "الإضاءة في الحديقة")
    with translation.override("ar"):
        url = own_url("own_meeting", amina, meeting.pk)
    page = client.get(url).text
    assert '<html lang="ar" dir="rtl"' in page
    assert 'lang="ar" dir="rtl">الإضاءة في الحديقة' in page
    assert '<bdi lang="da" dir="ltr">Møde</bdi>' in page


def test_own_pages_are_private(client: Client, amina: Representative) -> None:
    """No cache, no search engine; the address's token opens nothing for another."""
    meeting = make_meeting()
    for url in (own_url("own_meetings", amina), own_url("own_meeting", amina, meeting.pk)):
        answer = client.get(url)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert client.get(url.replace(str(amina.pk), str(uuid4()))).status_code == MISSING


def test_the_feed_has_stable_entries_for_members(client: Client, amina: Representative) -> None:
    """The UID that the session has everywhere; PUBLISH; cancelled ones say so; no token in it."""
    meeting = make_meeting(title="Møde")
    make_meeting(status="planned")
    url = meeting_feed.address(amina)
    answer = client.get(url)
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert [str(event["UID"]) for event in events] == [f"{meeting.sessions.get().pk}@vink"]
    assert "/t/" not in answer.text
    assert "private" in answer["Cache-Control"]
    make_overdue(amina.association)
    assert client.get(url).status_code == OK


def test_the_feeds_address_opens_nothing_else(client: Client, amina: Representative) -> None:
    """Calendar services keep it, and colleagues share it: nobody may leave the forum by it."""
    token = meeting_feed.address(amina).split("/")[-2]
    for name in ("own", "own_leave", "own_meetings"):
        assert client.get(reverse(f"forum:{name}", args=[amina.pk, token])).status_code == MISSING


def test_queries_do_not_grow_with_rows(client: Client, amina: Representative) -> None:
    """Lists, a meeting's page, the feed and the admin: as many queries for two as for twelve."""
    staff = Client()
    staff.force_login(UserFactory(role="Forumkoordinator"))
    first = make_meeting(seats_per_association=20, capacity=50)
    publish(first, "A", "B")
    for _row in range(2):
        seat_for(amina.association, first)
        seat_for(make_association(f"Forening {_row}"), first)
    seat_for(amina.association, first, status="waiting")
    make_meeting()
    pages = [
        (client, reverse("forum:meetings")),
        (client, own_url("own_meetings", amina)),
        (client, own_url("own_meeting", amina, first.pk)),
        (client, meeting_feed.address(amina)),
        (staff, reverse("forum_admin:meetings")),
        (staff, reverse("forum_admin:meeting", args=[first.pk])),
    ]
    for who, url in pages:
        who.get(url)
    few = [queries(who, url) for who, url in pages]
    publish(first, *(f"Punkt {n}" for n in range(10)))
    for row in range(10):
        seat_for(amina.association, first, status="waiting")
        seat_for(make_association(f"Flere {row}"), first)
        make_meeting()
    assert [queries(who, url) for who, url in pages] == few


def test_the_own_page_tells_of_the_next_meetings(rf: Any, amina: Representative) -> None:
    """With how many are signed up, and why sign-up is shut; nothing for who may not read."""
    meeting = make_meeting()
    seat_for(amina.association, meeting)
    make_overdue(amina.association)
    request: HttpRequest = rf.get("/")
    standing = membership.standing(amina.association)
    (section,) = meetings.own_sections(request, amina, standing)
    assert section.context["meetings"][0].people == 1
    assert "nye charter" in section.context["refusal"]


# --- The admin -----------------------------------------------------------------------------------
ADMIN = ("meeting", "meeting_publish", "meeting_withdraw", "meeting_tell", "meeting_point_add")


@pytest.mark.parametrize(
    ("role", "status"),
    [("Forumkoordinator", OK), ("Arrangør", DENIED), ("Redaktør", DENIED), ("Analytiker", DENIED)],
)
def test_only_who_runs_the_forum_sees_the_agenda(client: Client, role: str, status: int) -> None:
    """Others are refused before anything is looked up; an activity of another kind has no page."""
    meeting = make_meeting()
    client.force_login(UserFactory(role=role))
    for name in ADMIN:
        assert client.get(reverse(f"forum_admin:{name}", args=[meeting.pk])).status_code == status
    assert client.get(reverse("forum_admin:meetings")).status_code == status
    unknown = client.get(reverse("forum_admin:meeting", args=[uuid4()]))
    assert unknown.status_code == (MISSING if status == OK else DENIED)


def test_staff_build_and_publish_an_agenda(client: Client, amina: Representative) -> None:
    """Points of their own and of members, moved by buttons, papers, and the mail."""
    meeting = make_meeting()
    row = Meeting.objects.get(activity=meeting)
    proposed = AgendaPoint.objects.create(
        meeting=row, title="Fra jer", proposed_by=amina.association
    )
    client.force_login(UserFactory(role="Forumkoordinator"))

    def at(name: str, *more: Any) -> str:
        return reverse(f"forum_admin:{name}", args=[meeting.pk, *more])

    add = {"title": "Velkomst", "kind": "information", "language": "da", "body": ""}
    assert "Skriv ikke om enkeltpersoner" in client.get(at("meeting_point_add")).text
    cpr = client.post(at("meeting_point_add"), {**add, "body": "010190-1234"})
    assert cpr.status_code == OK
    client.post(at("meeting_point_add"), add)
    client.post(at("meeting_point_accept", proposed.pk))
    client.post(at("meeting_point_up", proposed.pk))
    document = make_document()
    client.post(at("meeting_paper_add", proposed.pk), {"title": "Plan", "document": document.pk})
    client.post(at("meeting"), {"seats_per_association": "3", "points_until": ""})

    page = client.get(at("meeting")).text
    assert page.index("Fra jer") < page.index("Velkomst")
    assert client.get(at("meeting_publish")).status_code == OK
    client.post(at("meeting_publish"), {"tell": "on"})
    row.refresh_from_db()
    assert row.agenda_published_at is not None
    assert row.seats_per_association == 3
    assert Paper.objects.get().document == document
    assert client.get(at("meeting_point", proposed.pk)).status_code == OK
    client.post(at("meeting_paper_remove", proposed.pk, Paper.objects.get().pk))
    assert not Paper.objects.exists()
    assert client.get(at("meeting_point_up", proposed.pk)).status_code == 405
    own = AgendaPoint.objects.get(title="Velkomst")
    assert client.get(at("meeting_point_remove", own.pk)).status_code == OK
    client.post(at("meeting_point_remove", own.pk))
    client.post(at("meeting_point_remove", proposed.pk))
    assert list(AgendaPoint.objects.all()) == [proposed]

"""The pages about minutes, behind a representative's link and in the admin: who sees what."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.models import Activity
from medborgerforum import archive, membership, minutes, minutes_comments
from medborgerforum.admin_views import minutes as admin_minutes
from medborgerforum.models import (
    AgendaPoint,
    Association,
    Decision,
    FollowUp,
    Meeting,
    MinutesComment,
    Representative,
)
from medborgerforum.views import minutes as minutes_views
from tests.factories import ActivityFactory, UserFactory
from tests.factories.forum import make_association, make_representative
from tests.medborgerforum.held import admin_url, decision, held_meeting, own_url, write

pytestmark = pytest.mark.django_db

MARK = "Zirkonparken"  # stands in every text of a meeting


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def marked(*there: Association, **fields: Any) -> Meeting:
    """Return a held meeting whose point, text, decision and follow-up hold the mark."""
    meeting = held_meeting(*there, **fields)
    AgendaPoint.objects.filter(meeting=meeting).update(title=f"{MARK}: punktet")
    write(
        meeting,
        f"{MARK} skal have lys.",
        decisions=[decision(f"{MARK} bliver lysere.")],
        follow_ups=[
            minutes.FollowUpDraft(
                uuid4(), f"Ring om {MARK}", there[0].pk if there else None, in_days(5)
            )
        ],
    )
    return meeting


def out_for_comments(*there: Association) -> Meeting:
    return minutes.send_for_comments(marked(*there), in_days(10))


def published(*there: Association, **fields: Any) -> Meeting:
    meeting = marked(*there, **fields)
    if there:
        minutes.send_for_comments(meeting, in_days(1))
    return minutes.publish(meeting, now=timezone.now() + timedelta(days=3))


def pages(person: Representative, meeting: Meeting) -> list[str]:
    """Return every address behind her link at which something of a meeting might stand."""
    return [
        own_url("own_minutes", person, meeting.pk),
        own_url("own_minutes_pdf", person, meeting.pk),
        own_url("own_archive", person),
        f"{own_url('own_archive', person)}?q={MARK}",
        f"{own_url('own_archive', person)}?only=beslutninger",
        f"{own_url('own_archive', person)}?only=opfoelgninger",
        own_url("own_follow_ups", person),
        f"{own_url('own_follow_ups', person)}?vis=alle",
    ]


def shows(client: Client, url: str) -> bool:
    """Whether the mark stands on a page (the own search words do not count), or a PDF comes."""
    response = client.get(url)
    if response["Content-Type"] == "application/pdf":
        return True
    return MARK in response.text.replace(f'value="{MARK}"', "").replace(f"q={MARK}", "")


def test_published_minutes_are_for_every_member_and_for_nobody_else(client: Client) -> None:
    ours = make_association("Ikke med")
    person = make_representative(ours)
    meeting = published(make_association("Med"))
    addresses = pages(person, meeting)
    assert [shows(client, url) for url in addresses] == [*[True] * 6, False, True]

    for fields in ({"state": "lapsed", "ended_on": in_days(0)}, {"state": "left"}):
        Association.objects.filter(pk=ours.pk).update(**fields)
        answers = [client.get(url).status_code for url in addresses]
        assert answers == [403] * len(addresses)
        assert not any(shows(client, url) for url in addresses)
        unknown = client.get(own_url("own_minutes", person, uuid4()))
        assert unknown.status_code == 403

    never = make_association("Aldrig tilsluttet", accepted=False)
    stranger = make_representative(never, email="x@forening.example")
    assert not any(shows(client, url) for url in pages(stranger, meeting))


def test_whoever_has_not_confirmed_is_asked_to_first(client: Client) -> None:
    person = make_representative(confirmed=False)
    meeting = published(person.association)
    for url in pages(person, meeting):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"] == own_url("confirm", person)
        assert client.post(url, {"step": "approve"}).status_code in {302, 405}
    assert not MinutesComment.objects.exists()
    wrong = pages(person, meeting)[0].replace(str(person.pk), str(uuid4()))
    assert client.get(wrong).status_code == 404


def test_a_draft_is_only_for_those_who_were_there(client: Client) -> None:
    here, away = make_association("Med"), make_association("Ikke med")
    person, stranger = (
        make_representative(one, email=f"{n}@forening.example")
        for n, one in enumerate((here, away))
    )
    draft = marked(here)
    assert not any(shows(client, url) for url in pages(person, draft))
    minutes.send_for_comments(draft, in_days(10))
    assert [shows(client, url) for url in pages(person, draft)] == [True, *[False] * 7]
    assert not any(shows(client, url) for url in pages(stranger, draft))
    assert client.get(pages(stranger, draft)[0]).status_code == 404
    assert client.post(pages(stranger, draft)[0], {"step": "approve"}).status_code == 404


def test_commenting_on_the_page(client: Client) -> None:
    person = make_representative()
    meeting = out_for_comments(person.association)
    url = own_url("own_minutes", person, meeting.pk)
    point = minutes.on_agenda(meeting)[0]
    page = client.get(url)
    assert "Skriv ikke om enkeltpersoner" in page.text
    data = {
        "step": "comment",
        "point": str(point.pk),
        "idempotency_key": str(uuid4()),
        "text": "Hun hedder 010190-1234",
    }
    refused = client.post(url, data)
    assert "010190-1234</textarea>" in refused.text
    assert " open>" in refused.text
    assert not MinutesComment.objects.exists()
    data["text"] = "Lampen står ved søen."
    for _twice in range(2):
        assert client.post(url, data)["Location"] == f"{url}#punkt-{point.pk}"
    assert MinutesComment.objects.get().point == point
    assert "Vi har ikke svaret endnu." in client.get(url).text

    Meeting.objects.update(comments_until=timezone.now())
    late = client.post(url, {**data, "idempotency_key": str(uuid4()), "text": "Og bænken."})
    assert "Fristen for bemærkninger er gået" in late.text
    assert MinutesComment.objects.count() == 1
    assert client.post(url, {"step": "approve"}).status_code == 302
    assert not MinutesComment.objects.filter(approves=True).exists()


def test_a_page_opened_before_a_change_approves_nothing(client: Client) -> None:
    person = make_representative()
    meeting = out_for_comments(person.association)
    url = own_url("own_minutes", person, meeting.pk)
    (edition,) = re.findall('name="edition" value="([0-9a-f]{64})"', client.get(url).text)
    write(meeting, "Noget andet.")
    stale = client.post(url, {"step": "approve", "edition": edition}, follow=True)
    assert "I godkendte en tidligere udgave" in stale.text
    (edition,) = re.findall('name="edition" value="([0-9a-f]{64})"', stale.text)
    client.post(url, {"step": "approve", "edition": edition})
    client.post(url, {"step": "approve", "edition": "an old one"})  # said already
    assert MinutesComment.objects.get().approves


def test_the_public_page_leads_to_joining_and_to_the_own_link(client: Client) -> None:
    published()
    page = client.get("/medborgerforum/arkiv/")
    assert reverse("forum:lost_link") in page.text
    assert reverse("forum:join") in page.text
    assert MARK not in page.text


def test_our_follow_up_is_reported_done_on_the_page(client: Client) -> None:
    person = make_representative()
    published(person.association)
    url = own_url("own_follow_ups", person)
    row = FollowUp.objects.get()
    assert "Meld gjort" in client.get(url).text
    client.post(url, {"done": str(row.pk)})
    row.refresh_from_db()
    assert row.done_on == in_days(0)
    Association.objects.update(state="left", ended_on=in_days(0))
    FollowUp.objects.update(done_on=None)
    client.post(url, {"done": str(row.pk)})
    assert FollowUp.objects.get().done_on is None


def test_sections_of_the_own_page(rf: RequestFactory) -> None:
    person = make_representative()
    ours = person.association
    waiting = out_for_comments(ours)
    published(ours)

    def context() -> Any:
        (section,) = minutes_views.own_sections(rf.get("/"), person, membership.standing(ours))
        return section.context

    assert [one["url"] for one in context()["waiting"]] == [
        own_url("own_minutes", person, waiting.pk)
    ]
    assert len(context()["promised"]) == 1
    minutes_comments.approve(person, waiting)
    assert context()["waiting"] == []
    ours.state, ours.ended_on = "left", in_days(0)
    assert minutes_views.own_sections(rf.get("/"), person, membership.standing(ours)) == []


# --- In the admin ------------------------------------------------------------------------------
@pytest.fixture
def staff() -> Client:
    """Return a client signed in as Forumkoordinator."""
    client = Client()
    client.force_login(UserFactory(role="Forumkoordinator"))
    return client


def filled_in(page: Any) -> dict[str, Any]:
    """Return what the form, as it stands, would send."""
    forms = page.context["forms"]
    sets = [one for point in forms.points for one in (point.decisions, point.follow_ups)]
    shown = [forms.intro, *(p.form for p in forms.points), *(f for s in sets for f in s.forms)]
    shown += [a.form for p in forms.points for a in p.answers] + [a.form for a in forms.answers]
    shown += [one.management_form for one in sets]
    fields = [bound for form in shown for bound in form]
    return {f.html_name: f.value() for f in fields if f.value() is not None}


def test_staff_write_everything_on_one_form(staff: Client) -> None:
    ours = make_association()
    meeting = held_meeting(ours, points=2)
    url = admin_url("minutes", meeting)
    page = staff.get(url)
    assert page.text.count("Skriv ikke om enkeltpersoner") >= 3
    first = page.context["forms"].points[0]
    decided, promised = first.decisions.forms[0], first.follow_ups.forms[1]
    data = {
        **filled_in(page),
        first.form["minutes"].html_name: "Vi talte om lys.",
        decided["text"].html_name: "Vi søger om lys.",
        promised["text"].html_name: "Skrive ansøgning",
        promised["association"].html_name: str(ours.pk),
    }
    refused = staff.post(url, data)
    assert "Skriv, hvornår det skal være gjort." in refused.text
    assert "Skrive ansøgning" in refused.text
    data[promised["due"].html_name] = in_days(20).isoformat()
    for _twice in range(2):
        assert staff.post(url, data).status_code == 302
    assert Decision.objects.get().text == "Vi søger om lys."
    assert FollowUp.objects.get().association == ours
    staff.post(url, {**data, "intro-intro": "Ring til 010190-1234"})
    meeting.refresh_from_db()
    assert meeting.minutes_intro == ""


def test_staff_take_the_steps(staff: Client) -> None:
    person = make_representative()
    meeting = marked(person.association)
    until = {"until": in_days(10).isoformat()}
    assert staff.post(admin_url("minutes_send", meeting), until).status_code == 302
    said = minutes_comments.comment(person, meeting, "Lyset er tændt.", key=uuid4())
    early = staff.post(admin_url("minutes_extend", meeting), {"until": in_days(2).isoformat()})
    assert "kan kun rykkes til en senere dag" in early.text
    staff.post(admin_url("minutes_publish", meeting))
    meeting.refresh_from_db()
    assert meeting.minutes_state == "comments"

    page = staff.get(admin_url("minutes", meeting))
    assert "Ikke besvaret" in page.text
    staff.post(
        admin_url("minutes", meeting),
        {**filled_in(page), f"answer-{said.pk.hex}-answer": "Det er rettet."},
    )
    minutes_comments.approve(person, meeting)
    staff.post(admin_url("minutes_publish", meeting))
    meeting.refresh_from_db()
    assert meeting.minutes_state == "published"
    assert "<textarea" not in staff.get(admin_url("minutes", meeting)).text
    printed = PdfReader(BytesIO(staff.get(admin_url("minutes_pdf", meeting)).content))
    root: Any = printed.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert f"{MARK} bliver lysere." in printed.pages[0].extract_text()

    row = FollowUp.objects.get()
    FollowUp.objects.update(due=in_days(-3))
    listed = staff.get(reverse("forum_admin:follow_ups"))
    assert "Over tid" in listed.text
    url = reverse("forum_admin:follow_up", args=[row.pk])
    staff.post(url, {"due": in_days(9).isoformat(), "done": "on"})
    row.refresh_from_db()
    assert (row.due, row.done_on) == (in_days(9), in_days(0))


def test_only_who_runs_the_forum_comes_in(client: Client) -> None:
    meeting = marked()
    addresses = [admin_url(name, meeting) for name in admin_minutes.STEPS]
    addresses += [
        reverse("forum_admin:follow_ups"),
        reverse("forum_admin:follow_up", args=[FollowUp.objects.get().pk]),
    ]
    client.force_login(UserFactory(role="Arrangør"))
    for url in addresses:
        assert MARK not in client.get(url, follow=True).text
        client.post(url, {"until": in_days(3).isoformat()})
    assert Meeting.objects.get(pk=meeting.pk).minutes_state == "none"


def test_the_button_stands_on_held_meetings_alone() -> None:
    held = held_meeting().activity

    def names(activity: Activity) -> list[str]:
        return [button.label for button in admin_minutes.buttons(activity, None)]

    assert names(held) == ["Referat"]
    assert names(ActivityFactory(status="held")) == []


# --- Query counts ------------------------------------------------------------------------------
def counted(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_queries_do_not_grow(client: Client, staff: Client) -> None:
    person = make_representative()
    ours = person.association
    busy = out_for_comments(ours)

    def counts() -> list[int]:
        return [
            counted(client, own_url("own_minutes", person, busy.pk)),
            counted(client, own_url("own_archive", person)),
            counted(client, f"{own_url('own_archive', person)}?q={MARK}"),
            counted(client, f"{own_url('own_follow_ups', person)}?vis=alle"),
            counted(staff, reverse("forum_admin:follow_ups")),
            counted(staff, admin_url("minutes", busy)),
        ]

    def grow(number: int) -> None:
        for n in range(number):
            published(ours)
            point = AgendaPoint.objects.create(meeting=busy, state="on_agenda", title=f"P{n}")
            FollowUp.objects.create(point=point, text=MARK, association=ours, due=in_days(3))
            Decision.objects.create(point=point, text=MARK)
            minutes_comments.comment(person, busy, "Ret det.", key=uuid4(), point=point.pk)

    grow(2)
    few = counts()
    grow(6)
    assert counts() == few


# --- The archive's search ----------------------------------------------------------------------
def found(typed: str, **narrow: Any) -> list[str]:
    """Return the titles of the meetings that are found, newest first."""
    return [row.activity.title for row in archive.search(archive.Query.of(typed, **narrow))]


@pytest.mark.postgres
def test_search_finds_danish_letters_in_any_case() -> None:
    one = held_meeting(title="Møde ét", starts_in_days=-2)
    AgendaPoint.objects.filter(meeting=one).update(title="ØKONOMI i Ørestad")
    write(one, "Ungdomsråd og blåbærgrød på Aarhusvej.", decisions=[decision("Søge PULJE.")])
    other = held_meeting(title="Møde to", starts_in_days=-1)
    write(
        other,
        "Åben dør.",
        follow_ups=[minutes.FollowUpDraft(uuid4(), "Skrive til Ærø", None, in_days(4))],
    )
    assert found("økonomi") == []  # nothing is published yet
    minutes.publish(one)
    minutes.publish(other)
    for typed in ("økonomi", "ØRESTAD økonomi", "BLÅBÆRGRØD", "UNGDOMSRÅD", "århus", "pulje"):
        assert found(typed) == ["Møde ét"], typed
    assert found("åBEN") == found("ærØ") == found("ÆRØ åben") == ["Møde to"]
    assert found("møde") == ["Møde to", "Møde ét"]
    assert found("økonomi ærø") == []  # every word, in one point
    assert found("100%") == found("økonomi_") == []  # no wildcards
    assert found("", only=archive.Only.DECISIONS) == ["Møde ét"]
    assert found("åben", only=archive.Only.FOLLOW_UPS) == []
    assert found("ærø", only=archive.Only.FOLLOW_UPS) == ["Møde to"]
    FollowUp.objects.update(done_on=in_days(0))
    assert found("", only=archive.Only.FOLLOW_UPS) == []


@pytest.mark.postgres
def test_years_are_copenhagens() -> None:
    meeting = held_meeting(title="Nytår")
    end = minutes.end_of(timezone.localdate().replace(year=2025, month=12, day=31))
    meeting.activity.sessions.update(start=end - timedelta(hours=1), end=end)
    write(meeting)
    minutes.publish(meeting)
    assert archive.years() == [2026]
    assert found("", year=2025) == []
    assert found("lys", year=2026) == ["Nytår"]


def test_what_is_shown_of_a_hit() -> None:
    meeting = held_meeting(points=2)
    write(meeting, "Ord " * 100 + "om Blåbærgrød " + "og mere " * 100)
    minutes.publish(meeting)
    query = archive.Query.of("blåbærgrød")
    (one,) = archive.found_in(archive.search(query), query)
    (hit,) = one.hits
    (line,) = hit.lines
    assert [part.text for part in line.parts if part.found] == ["Blåbærgrød"]
    text = "".join(part.text for part in line.parts)
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) < 300
    assert len(archive.Query.of("ord " * 50 + "x" * 500).words) <= archive.MOST_WORDS
    assert len(archive.spellings("æøåæøåæøå")) < 10

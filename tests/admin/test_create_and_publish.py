"""One form and two clicks: the row, its page, and a page that is online."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import planning, seats
from events.enums import ActivityStatus
from events.models import Activity, ActivityLogEntry, ActivityPage
from tests.factories import ActivityFactory, AudienceFactory, RegistrationFactory, make_page

pytestmark = pytest.mark.django_db

# The form's other lists of rows, empty.
NO_ROWS = {
    f"{rows}-{field}": value
    for rows in ("choices", "signup_questions", "preparations")
    for field, value in {
        "TOTAL_FORMS": "0",
        "INITIAL_FORMS": "0",
        "MIN_NUM_FORMS": "0",
        "MAX_NUM_FORMS": "1000",
    }.items()
}


def form_data(**changes: Any) -> dict[str, Any]:
    """Return a filled-in form for a theme day in a month, nine to three."""
    start = timezone.localtime(timezone.now() + timedelta(days=30)).replace(hour=9, minute=0)
    data = {
        **NO_ROWS,
        "title": "Temadag om tegn på bekymring",
        "title_en": "",
        "kind": "temadag",
        "level": "yellow",
        "track": "2",
        "audiences": [],
        "place": "Rådhuset, 1599 København V",
        "capacity": "30",
        "capacity_seen": "",
        "opens_at": "",
        "closes_at": "",
        "contact_email": "vink@vink.example",
        "remind_days": "2",
        "waitlist_mode": "move_up",
        "offer_hours": "10",
        "withdraw_days": "",
        "network": "",
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "0",
        "sessions-MIN_NUM_FORMS": "1",
        "sessions-MAX_NUM_FORMS": "1000",
        "sessions-0-id": "",
        "sessions-0-start": f"{start:%Y-%m-%d %H:%M}",
        "sessions-0-end": f"{start + timedelta(hours=6):%Y-%m-%d %H:%M}",
        "sessions-0-title": "",
        "sessions-0-place": "",
        "sessions-0-online_url": "",
        "signup": "open",
        "summary": "En dag om tegn og handlemuligheder.",
        "image": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "programme",
        "body-0-id": "",
        "body-0-value-items-count": "1",
        "body-0-value-items-0-deleted": "",
        "body-0-value-items-0-order": "0",
        "body-0-value-items-0-id": "",
        "body-0-value-items-0-value-time": "9.00",
        "body-0-value-items-0-value-title": "Velkomst",
        "body-0-value-items-0-value-speaker": "",
        "body-0-value-items-0-value-text": "",
    }
    return {**data, **changes}


def edit_data(activity: Activity, **changes: Any) -> dict[str, Any]:
    """Return the form as it stands for an activity with its sessions."""
    sessions = list(activity.sessions.all())
    data = form_data(
        title=activity.title,
        place=activity.place,
        capacity=str(activity.capacity),
        capacity_seen=str(activity.capacity),
        **{"sessions-TOTAL_FORMS": len(sessions), "sessions-INITIAL_FORMS": len(sessions)},
    )
    for number, session in enumerate(sessions):
        data[f"sessions-{number}-id"] = str(session.pk)
        for name in ("start", "end"):
            moment = timezone.localtime(getattr(session, name))
            data[f"sessions-{number}-{name}"] = f"{moment:%Y-%m-%d %H:%M}"
        data[f"sessions-{number}-title"] = session.title
        data[f"sessions-{number}-place"] = session.place
        data[f"sessions-{number}-online_url"] = session.online_url
    return {**data, **changes}


@pytest.fixture
def calendar() -> Any:
    """Return the calendar page."""
    return make_page(ActivityFactory(with_page=False)).get_parent()


def create(client: Client, **changes: Any) -> Any:
    return client.post(reverse("activity:add"), form_data(**changes))


def test_the_form_opens(organiser: Client, calendar: Any) -> None:
    response = organiser.get(reverse("activity:add"))
    assert response.status_code == 200
    for field in ("title", "sessions-0-start", "capacity", "summary", "body", "signup"):
        assert f'name="{field}"' in response.text or f'id="{field}"' in response.text, field
    assert "discreet" not in response.text


def test_one_form_makes_row_and_draft_and_lands_in_the_editor(
    organiser: Client, calendar: Any
) -> None:
    audience = AudienceFactory()
    response = create(organiser, audiences=[str(audience.pk)])
    page = ActivityPage.objects.get(title="Temadag om tegn på bekymring")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert page.summary == "En dag om tegn og handlemuligheder."
    assert page.body[0].value["items"][0]["title"] == "Velkomst"
    row = page.activity
    assert row.status == ActivityStatus.OPEN
    assert (row.capacity, row.taken) == (30, 0)
    assert list(row.audiences.all()) == [audience]
    session = row.sessions.get()
    assert timezone.localtime(session.start).hour == 9


def test_publish_is_the_second_click(organiser: Client, calendar: Any) -> None:
    """The editor's own button publishes; nothing else needs filling in."""
    editor = organiser.get(create(organiser).url)
    main_button = editor.text.split('class="actions actions--primary')[1].split("</button>")[0]
    assert 'name="action-publish"' in main_button
    page = ActivityPage.objects.get(title="Temadag om tegn på bekymring")
    response = organiser.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "image": "",
            "body-count": "0",
            "seo_title": "",
            "search_description": "",
            "responsible": "",
            "review_by": "",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "action-publish",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()
    assert page.live
    assert page.activity.window_is_open()


def test_the_editor_may_leave_sign_up_for_later(organiser: Client, calendar: Any) -> None:
    create(organiser, signup="planned")
    page = ActivityPage.objects.get(title="Temadag om tegn på bekymring")
    assert page.activity.status == ActivityStatus.PLANNED


def test_nothing_is_made_when_the_form_is_wrong(organiser: Client, calendar: Any) -> None:
    before = Activity.objects.count()
    response = create(organiser, **{"sessions-0-end": "2020-01-01 09:00"})
    assert response.status_code == 200
    assert Activity.objects.count() == before
    response = create(organiser, title="Om 010190-1234")
    assert "CPR" in response.text
    assert Activity.objects.count() == before


def test_without_a_calendar_the_form_says_so_and_nothing_is_left(organiser: Client) -> None:
    response = create(organiser)
    assert response.status_code == 200
    assert "kalenderside" in response.text
    assert not Activity.objects.exists()


def test_two_of_a_title_get_slugs_of_their_own(organiser: Client, calendar: Any) -> None:
    create(organiser)
    create(organiser)
    slugs = ActivityPage.objects.filter(title="Temadag om tegn på bekymring")
    assert len({page.slug for page in slugs}) == 2


def test_a_discreet_activity_is_planned_and_has_no_page(as_role: Any, calendar: Any) -> None:
    client = as_role("Kursusleder")
    assert "discreet" in client.get(reverse("activity:add")).text
    response = create(client, title="Aftener i foråret", discreet="on")
    row = Activity.objects.get(title="Aftener i foråret")
    assert row.discreet
    assert row.status == ActivityStatus.PLANNED
    assert not row.pages.exists()
    assert not ActivityLogEntry.objects.filter(object_id=str(row.pk)).exists()
    assert response.url == reverse("activity:edit", args=[row.pk])


def test_only_the_group_can_make_an_activity_discreet(organiser: Client, calendar: Any) -> None:
    create(organiser, discreet="on")
    assert not Activity.objects.filter(discreet=True).exists()


@pytest.mark.parametrize("kind", ["foraeldrekursus", "foraeldrenetvaerk"])
def test_what_is_for_parents_is_discreet_or_not_at_all(
    kind: str, organiser: Client, as_role: Any, calendar: Any
) -> None:
    before = Activity.objects.count()
    assert "skal være diskrete" in create(organiser, kind=kind).text
    leader = as_role("Kursusleder")
    assert "skal være diskrete" in create(leader, kind=kind).text
    assert Activity.objects.count() == before
    create(leader, kind=kind, discreet="on")
    assert Activity.objects.get(kind=kind).discreet


def test_nothing_open_becomes_a_parent_course(organiser: Client) -> None:
    activity = ActivityFactory()
    address = reverse("activity:edit", args=[activity.pk])
    data = edit_data(activity, kind="foraeldrekursus")
    assert "skal være diskrete" in organiser.post(address, data).text
    Activity.objects.filter(pk=activity.pk).update(kind="foraeldrekursus", status="planned")
    activity.refresh_from_db()
    with pytest.raises(planning.OnlyDiscreet):
        planning.open_signup(activity)


def test_publishing_an_old_draft_undoes_neither_cancelling_nor_seats() -> None:
    activity = ActivityFactory(capacity=10)
    page = activity.pages.get()
    page.summary = "Kladde"
    old = page.save_revision()
    seats.resize(activity, 25)
    planning.cancel(activity)
    old.publish()
    activity.refresh_from_db()
    page.refresh_from_db()
    assert page.summary == "Kladde"
    assert activity.status == ActivityStatus.CANCELLED
    assert activity.capacity == 25


def test_the_editor_shows_the_rows_facts(organiser: Client) -> None:
    activity = ActivityFactory()
    page = activity.pages.get()
    text = organiser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert reverse("activity:edit", args=[activity.pk]) in text
    assert "0 af 10 pladser optaget" in text


def test_editing_moves_seats_through_the_ledger(organiser: Client) -> None:
    activity = ActivityFactory(capacity=1)
    RegistrationFactory(activity=activity)
    waiting = RegistrationFactory(activity=activity, status="waiting")
    url = reverse("activity:edit", args=[activity.pk])
    assert organiser.get(url).status_code == 200
    response = organiser.post(url, edit_data(activity, capacity="3"))
    assert response.status_code == 302, response.context["form"].errors
    activity.refresh_from_db()
    waiting.refresh_from_db()
    assert (activity.capacity, activity.taken) == (3, 2)
    assert waiting.is_confirmed


def test_seats_can_be_set_below_those_taken(organiser: Client) -> None:
    activity = ActivityFactory(capacity=3)
    RegistrationFactory.create_batch(3, activity=activity)
    url = reverse("activity:edit", args=[activity.pk])
    assert organiser.post(url, edit_data(activity, capacity="1")).status_code == 302
    activity.refresh_from_db()
    assert (activity.capacity, activity.taken, activity.overbooked) == (1, 3, 2)


def test_an_old_form_does_not_undo_a_colleagues_seats_or_cancelling(organiser: Client) -> None:
    activity = ActivityFactory(capacity=10)
    stale = edit_data(activity, title="Ny titel")
    seats.resize(activity, 40)
    planning.cancel(activity)
    organiser.post(reverse("activity:edit", args=[activity.pk]), stale)
    activity.refresh_from_db()
    assert activity.title == "Ny titel"
    assert activity.capacity == 40
    assert activity.status == ActivityStatus.CANCELLED

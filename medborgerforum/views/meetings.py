"""Members' meetings as anyone may see them: when and where. Agenda and papers are for members."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from events import addons, when
from events.availability import State, availability, someone_waits
from events.links import Purpose
from events.models import Activity, Registration
from events.models.activity import ActivityQuerySet
from medborgerforum import links, meeting_feed, membership, seating
from medborgerforum.models import ForumSeat, Representative
from medborgerforum.views import frame, meeting_own

PER_PAGE = 20
OWN_SHOWN = 3


@dataclass(frozen=True)
class Row:
    """One meeting in a list; ``note`` is what one should know before opening it."""

    title: str
    title_language: str
    when: str
    place: str
    note: str
    url: str
    is_cancelled: bool
    people: int = 0  # of the reader's own association


NOTES: dict[State, str | Promise] = {
    State.NOT_YET: gettext_lazy("Tilmeldingen er ikke åbnet endnu"),
    State.CLOSED: gettext_lazy("Tilmeldingen er lukket"),
    State.CANCELLED: gettext_lazy("Aflyst"),
    State.HELD: gettext_lazy("Afholdt"),
}


def signup_note(activity: Activity) -> str:
    """Return in a few words whether members can sign up; "" where seats are free."""
    state = availability(activity).state
    if state in NOTES:
        return str(NOTES[state])
    if not activity.free_seats or someone_waits(activity):
        return _("Fuldt booket: I kan komme på venteliste")
    return ""


def row(activity: Activity, url: str, people: int = 0) -> Row:
    """Return a meeting (with facts) as lists show it, in the active language. No query."""
    return Row(
        title=activity.display_title,
        title_language="da" if activity.display_title == activity.title else "en",
        when=capfirst(
            when.span(
                activity.first_start, activity.last_end, getattr(activity, "session_count", 1)
            )
        ),
        place=activity.place,
        note=signup_note(activity),
        url=url,
        is_cancelled=activity.status == "cancelled",
        people=people,
    )


def selected(request: HttpRequest) -> tuple[bool, ActivityQuerySet]:
    """Return whether past meetings are asked for, and those meetings in their order."""
    found, now = meeting_feed.meetings(), timezone.now()
    if "tidligere" in request.GET:
        return True, found.filter(ends_at__lt=now).order_by("-starts_at", "pk")
    return False, found.filter(ends_at__gte=now).order_by("starts_at", "pk")


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """List the meetings to come, or with ``?tidligere`` those that have been."""
    is_past, found = selected(request)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [row(a, reverse("forum:meeting", args=[a.pk])) for a in page_obj.object_list]
    context = {"page_obj": page_obj, "meetings": rows, "is_past": is_past}
    return frame.page(request, "medborgerforum/meetings.html", context)


@require_safe
def meeting(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Show when and where a meeting is, and how members find their own page."""
    activity = get_object_or_404(meeting_feed.meetings(), pk=activity_id)
    context = {"meeting": row(activity, ""), "activity": activity}
    return frame.page(request, "medborgerforum/meeting.html", context)


# --- On the floor's pages ------------------------------------------------------------------------
def address(activity: Activity) -> str:
    """Return where one signs up for a meeting: the forum's page of it."""
    return reverse("forum:meeting", args=[activity.pk])


def section(request: HttpRequest, activity: Activity) -> addons.Section | None:
    """Say on a meeting's page in the calendar that it is for members. No query."""
    if not seating.is_meeting(activity):
        return None
    return addons.Section("medborgerforum/meeting_section.html", {"meeting_url": address(activity)})


# --- On a representative's own page --------------------------------------------------------------
def own_sections(
    request: HttpRequest, representative: Representative, standing: membership.Standing
) -> list[addons.Section]:
    """Return the next meetings, with who of the association is signed up. Three queries at most."""
    if not standing.may_read:
        return []
    coming = meeting_feed.meetings().filter(ends_at__gte=timezone.now())
    rows = own_rows(representative, coming.order_by("starts_at", "pk")[:OWN_SHOWN])
    context = {
        "meetings": rows,
        "all_url": links.own_path("own_meetings", Purpose.FORUM, representative),
        "refusal": seating.refusal_of(standing),
    }
    return [addons.Section("medborgerforum/own_meetings_section.html", context)]


def own_rows(representative: Representative, activities: Iterable[Activity]) -> list[Row]:
    """Return meetings (with facts) as the representative sees them; two queries."""
    chosen = list(activities)
    active = Registration.objects.filter(activity__in=chosen).active()
    seats = ForumSeat.objects.filter(
        association=representative.association_id, registration__in=active
    )
    people: dict[UUID, int] = {}
    for key in seats.values_list("registration__activity", flat=True):
        people[key] = people.get(key, 0) + 1
    return [
        row(
            activity,
            links.own_path("own_meeting", Purpose.FORUM, representative, activity.pk),
            people.get(activity.pk, 0),
        )
        for activity in chosen
    ]


@require_safe
@frame.by_representative
def own_meetings(request: HttpRequest, representative: Representative) -> HttpResponse:
    """List the meetings with how many of the reader's association are signed up."""
    standing = membership.standing(representative.association)
    is_past, found = selected(request)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page_obj,
        "meetings": own_rows(representative, page_obj.object_list),
        "is_past": is_past,
        "may_read": standing.may_read,
        "refusal": seating.refusal_of(standing),
        "feed_url": meeting_feed.address(representative) if standing.may_read else "",
        "own_url": meeting_own.home_url(representative),
    }
    return frame.own_page(request, "medborgerforum/own_meetings.html", context)


urlpatterns = [
    path("medborgerforum/moeder/", meetings, name="meetings"),
    path("medborgerforum/moeder/<uuid:activity_id>/", meeting, name="meeting"),
    path("t/forum/<uuid:row_id>/<str:token>/moeder/", own_meetings, name="own_meetings"),
    *meeting_own.urlpatterns,
]

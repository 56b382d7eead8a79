"""A meeting behind a representative's link: sign-up, agenda, papers, points of her own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import cancellation, participants, ratelimit, waitlist, when
from events.availability import State, availability
from events.enums import RegistrationStatus
from events.links import Purpose
from events.models import Activity, Registration
from events.registration import AlreadyRegistered, RegistrationRefused, has_live_page
from events.views.downloads import as_download
from events.views.feeds import ics_response
from medborgerforum import agenda, links, meeting_feed, membership, papers, seating
from medborgerforum.enums import PointState
from medborgerforum.forms.meetings import ColleagueForm, HerselfForm, PointForm
from medborgerforum.models import AgendaPoint, Meeting, Representative
from medborgerforum.views import frame

# Each new name gets a mail at whatever address is typed.
SIGN_UP = ratelimit.Limit("forum-sign-up", times=30, window=timedelta(hours=1))


# Said here too, so that it stands in the catalogues of the forum's languages.
STATE_WORDS = {
    RegistrationStatus.PENDING: gettext_lazy("Afventer godkendelse"),
    RegistrationStatus.CONFIRMED: gettext_lazy("Tilmeldt"),
    RegistrationStatus.WAITING: gettext_lazy("På venteliste"),
    RegistrationStatus.OFFERED: gettext_lazy("Tilbudt plads"),
}


def home_url(representative: Representative) -> str:
    """Return the path of the representative's first page."""
    return links.own_path("own", Purpose.FORUM, representative)


@dataclass
class Visit:
    """One representative at one meeting: what is known, and the forms as they stand."""

    request: HttpRequest
    representative: Representative
    activity: Activity
    meeting: Meeting
    standing: membership.Standing
    bound: dict[str, forms.Form] = field(default_factory=dict)

    def form(self, name: str, kind: type[forms.Form]) -> Any:
        """Return the form of that name: the one that was sent, else a new one."""
        return self.bound.setdefault(name, kind(prefix=name))

    def sent(self, name: str, kind: type[forms.Form]) -> Any:
        """Return the form as it was sent."""
        self.bound[name] = kind(self.request.POST, prefix=name)
        return self.bound[name]

    @property
    def url(self) -> str:
        """The page's own path."""
        return links.own_path("own_meeting", Purpose.FORUM, self.representative, self.activity.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@frame.by_representative
def own_meeting(
    request: HttpRequest, representative: Representative, activity_id: UUID
) -> HttpResponse:
    """Show a meeting to a member, and do what the member asks for."""
    activity = get_object_or_404(meeting_feed.meetings(), pk=activity_id)
    visit = Visit(
        request=request,
        representative=representative,
        activity=activity,
        meeting=_meeting(activity),
        standing=membership.standing(representative.association),
    )
    if request.method == "POST":
        act = STEPS.get(request.POST.get("step", ""))
        if act is None:
            raise Http404
        if act(visit):
            return redirect(visit.url)
    return _show(visit)


def _meeting(activity: Activity) -> Meeting:
    """Return the meeting's row without making one: a look changes nothing."""
    found = Meeting.objects.filter(activity=activity).first() or Meeting(activity=activity)
    found.activity = activity
    return found


# --- What one can do; each says whether it was done ----------------------------------------------
def _herself(visit: Visit) -> bool:
    form = visit.sent("herself", HerselfForm)
    person = visit.representative
    return form.is_valid() and _sign_up(visit, form, person.name, person.email)


def _colleague(visit: Visit) -> bool:
    form = visit.sent("colleague", ColleagueForm)
    if not form.is_valid():
        return False
    return _sign_up(visit, form, form.cleaned_data["name"], form.cleaned_data["email"])


def _sign_up(visit: Visit, form: Any, name: str, email: str) -> bool:
    if not SIGN_UP.allows(visit.representative.pk):
        form.add_error(None, _("I har tilmeldt mange på kort tid. Vent en time, og prøv igen."))
        return False
    try:
        booking = seating.sign_up(
            visit.representative,
            visit.activity,
            name=name,
            email=email,
            idempotency_key=form.cleaned_data["idempotency_key"],
            language=get_language() or "da",
        )
    except AlreadyRegistered:
        form.add_error(None, _("Personen er allerede tilmeldt."))
        return False
    except RegistrationRefused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    row = booking.registrations.first()
    seated = row is not None and row.is_confirmed
    said = _("Tilmeldingen er gemt. Bekræftelsen er på vej på mail.")
    line = _("Alle pladser er optaget. Personen står nu på venteliste.")
    pending = _("Tilmeldingen er modtaget. Vi svarer på mail.")
    is_pending = row is not None and row.is_pending
    messages.success(visit.request, said if seated else pending if is_pending else line)
    return True


def _withdraw(visit: Visit) -> bool:
    people = seating.people_of(visit.representative.association, visit.activity)
    row = people.filter(pk=_as_uuid(visit.request.POST.get("registration"))).first()
    if row is None:  # withdrawn already
        return True
    try:
        seating.withdraw(visit.representative, row)
    except (seating.NotYours, cancellation.PastDeadline, cancellation.TooLate) as refusal:
        messages.error(visit.request, str(refusal.message))
    else:
        messages.success(visit.request, _("Personen er meldt fra."))
    return True


def _propose(visit: Visit) -> bool:
    form = visit.sent("propose", PointForm)
    if not form.is_valid():
        return False
    try:
        agenda.propose(
            visit.representative,
            visit.activity,
            form.proposal,
            idempotency_key=form.cleaned_data["idempotency_key"],
        )
    except agenda.AgendaRefused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(visit.request, _("Tak. Vi har fået jeres punkt."))
    return True


def _take_back(visit: Visit) -> bool:
    point_id = _as_uuid(visit.request.POST.get("point"))
    try:
        agenda.take_back(visit.representative, visit.activity, point_id)
    except agenda.AgendaRefused as refusal:
        messages.error(visit.request, str(refusal.message))
    else:
        messages.success(visit.request, _("Punktet er trukket tilbage."))
    return True


STEPS: dict[str, Callable[[Visit], bool]] = {
    "herself": _herself,
    "colleague": _colleague,
    "withdraw": _withdraw,
    "propose": _propose,
    "take_back": _take_back,
}


def _as_uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Http404 from None


# --- What is shown -------------------------------------------------------------------------------
def _show(visit: Visit) -> HttpResponse:
    refused = any(form.errors for form in visit.bound.values())
    activity = visit.activity
    context = {
        "activity": activity,
        "title_language": "da" if activity.display_title == activity.title else "en",
        "sessions": _sessions(activity),
        "refusal": seating.refusal_of(visit.standing),
        "has_errors": refused,
        "own_url": home_url(visit.representative),
        "list_url": links.own_path("own_meetings", Purpose.FORUM, visit.representative),
        **_seats(visit),
        **(_agenda(visit) if visit.standing.may_read else {"may_read": False}),
    }
    return frame.own_page(visit.request, "medborgerforum/own_meeting.html", context)


def _sessions(activity: Activity) -> list[dict[str, str]]:
    return [
        {
            "title": session.title,
            "when": capfirst(when.session_time(session)),
            "place": session.place if session.place != activity.place else "",
        }
        for session in activity.sessions.all()
    ]


def _seats(visit: Visit) -> dict[str, Any]:
    """Return who of the association is signed up, and the forms as far as they may be used."""
    representative, activity = visit.representative, visit.activity
    people = list(seating.people_of(representative.association, activity))
    numbers = participants.numbers_in_line(people)
    most = seating.seats_per_association(activity)
    state = availability(activity).state
    # The floor's own form is for nobody here, and says so; the window is open all the same.
    is_open = state == State.MEMBERS and has_live_page(activity)
    may_add = is_open and visit.standing.may_sign_up and len(people) < most
    others = representative.may_sign_up_others
    herself = any(seating.is_herself(representative, row) for row in people)
    return {
        "people": [_person(visit, row, numbers.get(row.pk)) for row in people],
        "most": most,
        "left": max(0, most - len(people)),
        "is_open": is_open,
        "opens_text": when.moment(activity.opens_at)
        if state == State.NOT_YET and activity.opens_at
        else "",
        "is_full": is_open and not activity.free_seats,
        "herself_form": visit.form("herself", HerselfForm) if may_add and not herself else None,
        "colleague_form": visit.form("colleague", ColleagueForm) if may_add and others else None,
    }


def _person(visit: Visit, row: Registration, number: int | None) -> dict[str, Any]:
    may_act = visit.representative.may_sign_up_others or seating.is_herself(
        visit.representative, row
    )
    return {
        "pk": row.pk,
        "name": row.name,
        "state": STATE_WORDS[RegistrationStatus(row.status)],
        "number": number,
        "may_withdraw": may_act and visit.activity.status not in waitlist.OVER,
    }


def _agenda(visit: Visit) -> dict[str, Any]:
    takes = agenda.takes_points(visit.meeting)
    may_propose = takes and visit.standing.may_sign_up
    until = visit.meeting.points_until
    return {
        "may_read": True,
        "is_published": visit.meeting.agenda_published_at is not None,
        "points": [_point(visit, point) for point in agenda.for_members(visit.meeting)],
        "proposals": [
            _proposal(point)
            for point in agenda.proposals_of(visit.representative.association, visit.meeting)
        ],
        "takes_points": takes,
        "points_until": when.day(until) if until else "",
        "point_form": visit.form("propose", PointForm) if may_propose else None,
    }


def _point(visit: Visit, point: AgendaPoint) -> dict[str, Any]:
    return {
        "title": point.title,
        "body": point.body,
        "kind": point.get_kind_display(),
        "minutes": point.minutes_needed,
        "language": point.language,
        "direction": frame.direction(point.language),
        "proposed_by": point.proposed_by.name if point.proposed_by else "",
        "papers": [
            {
                "title": paper.title,
                "kind": paper.document.file_extension.upper(),
                "url": links.own_path("own_paper", Purpose.FORUM, visit.representative, paper.pk),
            }
            for paper in point.papers.all()
        ],
    }


def _proposal(point: AgendaPoint) -> dict[str, Any]:
    return {
        "pk": point.pk,
        "title": point.title,
        "language": point.language,
        "direction": frame.direction(point.language),
        "state": point.get_state_display(),
        "can_take_back": point.state == PointState.PROPOSED,
    }


# --- Papers and calendar -------------------------------------------------------------------------
@require_safe
@frame.by_representative
def own_paper(
    request: HttpRequest, representative: Representative, paper_id: UUID
) -> HttpResponseBase:
    """Hand a paper out as a download that no cache keeps."""
    return as_download(papers.document_for(representative, paper_id))


@require_safe
@frame.by_link(lambda: Representative.objects.select_related("association"), Purpose.FORUM_CALENDAR)
def own_meetings_feed(request: HttpRequest, representative: Representative) -> HttpResponse:
    """Hand the members' calendar to a calendar program; not found for who may not read it."""
    if not ratelimit.CALENDAR.allows("forum", representative.pk):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "600"})
    content = meeting_feed.feed(representative)
    if content is None:
        raise Http404
    return ics_response(content, "vink-medborgerforum.ics")


OWN = "t/forum/<uuid:row_id>/<str:token>/"
urlpatterns = [
    path(
        "t/forum-kalender/<uuid:row_id>/<str:token>/moeder.ics",
        own_meetings_feed,
        name="own_meetings_feed",
    ),
    path(f"{OWN}moeder/<uuid:activity_id>/", own_meeting, name="own_meeting"),
    path(f"{OWN}bilag/<uuid:paper_id>/", own_paper, name="own_paper"),
]

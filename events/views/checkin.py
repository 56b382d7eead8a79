"""The day itself, on the organiser's phone: tick off, add walk-ins, count, close."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events import attendance, checklist, planning, queries, waitlist, when
from events.enums import ActivityStatus, AttendanceState
from events.forms import CloseDayForm, HeadCountForm, SearchForm, WalkInForm, posted
from events.models import Activity, Registration, Session
from events.permissions import may_run

PER_PAGE = 100

type StaffView = Callable[..., HttpResponse]


def staff_only(view: StaffView) -> StaffView:
    """Let in who may run activities; others sign in or are refused. Never cached."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_run(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return checked


def of_activity(view: StaffView) -> StaffView:
    """Hand the view its activity and session: the one asked for, else the nearest in time."""

    @staff_only
    @wraps(view)
    def found(request: HttpRequest, activity_id: UUID) -> HttpResponse:
        visible = Activity.objects.visible_to(request.user)
        activity = get_object_or_404(queries.with_facts(visible), pk=activity_id)
        sessions = list(activity.sessions.all())
        wanted = request.POST.get("session") or request.GET.get("session")
        chosen = [s for s in sessions if str(s.pk) == wanted] if wanted else []
        session = chosen[0] if chosen else queries.nearest_session(sessions)
        if session is None:
            raise Http404
        return view(request, activity, session)

    return found


def list_url(activity: Activity, session: Session, anchor: str = "") -> str:
    """Return the path of the session's list; ``anchor`` is a row on it."""
    path = reverse("events:checkin", args=[activity.pk])
    return f"{path}?session={session.pk}{'#' + anchor if anchor else ''}"


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Show who is expected; by POST, those that fit a search (a name is kept out of URLs)."""
    form = SearchForm(posted(request))
    words = form.cleaned_data["q"] if form.is_valid() else ""
    people = checklist.people(activity, session, words)
    page_obj = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **_frame(activity, session),
        "form": form,
        "words": words,
        "page_obj": page_obj,
        "waiting": list(checklist.next_in_line(activity)),
        "sessions": list(activity.sessions.all()),
    }
    return render(request, "events/checkin/list.html", context)


def _frame(activity: Activity, session: Session) -> dict[str, Any]:
    """Return what every page of the day shows: the activity, the session, the counters."""
    return {
        "activity": activity,
        "session": session,
        "session_text": when.session_time(session),
        "counts": checklist.counts(activity, session),
        "is_open": is_running(activity),
        "list_url": list_url(activity, session),
    }


def is_running(activity: Activity) -> bool:
    """Whether people can still be ticked off: neither closed after the day nor cancelled."""
    return activity.status not in {ActivityStatus.HELD, ActivityStatus.CANCELLED}


def refuse_unless_running(activity: Activity) -> None:
    """Raise PermissionDenied once the day is closed: attendance is settled then."""
    if not is_running(activity):
        raise PermissionDenied


@require_POST
@of_activity
def checkin_mark(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Tick one person off, note her as absent, or take the note away."""
    refuse_unless_running(activity)
    people = checklist.people(activity, session)
    row = get_object_or_404(people, pk=_uuid(request.POST.get("registration")))
    attendance.mark(row, session, _state(request.POST.get("state")), by=request.user)
    if request.headers.get("X-Requested-With") == "fetch":
        context = {**_frame(activity, session), "row": people.get(pk=row.pk)}
        return render(request, "events/checkin/marked.html", context)
    return redirect(list_url(activity, session, f"p-{row.pk}"))


def _state(text: str | None) -> AttendanceState | None:
    try:
        return AttendanceState(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_walk_in(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Add someone who came without having signed up; she is ticked off at once."""
    refuse_unless_running(activity)
    form = WalkInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            attendance.add_walk_in(
                activity, session, form.person, idempotency_key=form.key, by=request.user
            )
        except attendance.DayIsOver as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Gæsten er tilføjet og krydset af."))
        return redirect(list_url(activity, session))
    context = {**_frame(activity, session), "form": form}
    return render(request, "events/checkin/walk_in.html", context)


@require_POST
@of_activity
def checkin_fill(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Give a free seat to the first in line."""
    refuse_unless_running(activity)
    if waitlist.fill_next(activity, by=request.user):
        messages.success(request, _("Den næste på ventelisten har fået pladsen og en mail."))
    else:
        messages.warning(request, _("Der er ingen ledig plads at give videre."))
    return redirect(list_url(activity, session))


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_heads(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Count heads by audience, for those whose names nobody asks for."""
    form = HeadCountForm(posted(request), session=session)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for audience, number in form.numbers:
                attendance.set_head_count(session, audience, number)
        messages.success(request, _("Tallene er gemt."))
        return redirect(list_url(activity, session))
    context = {**_frame(activity, session), "form": form}
    return render(request, "events/checkin/heads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_close(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Close the day after asking once more: the survey goes out, the rest were absent."""
    refuse_unless_running(activity)
    form = CloseDayForm(posted(request))
    context = {
        **_frame(activity, session),
        "form": form,
        "unmarked": checklist.unmarked(activity),
        "sessions_left": planning.sessions_left(activity),
    }
    if request.method == "POST" and form.is_valid():
        try:
            planning.hold(activity, by=request.user, nobody_came=form.cleaned_data["nobody_came"])
        except planning.StepRefused as refusal:
            context["refusal"] = str(refusal.message)
            context["ask_nobody"] = isinstance(refusal, planning.NobodyTicked)
        else:
            messages.success(request, _("Dagen er afsluttet. Spørgeskemaet er på vej."))
            return redirect(list_url(activity, session))
    return render(request, "events/checkin/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def checkin_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show whose code was scanned; only the button ticks her off, never the scan."""
    row = (
        Registration.objects.visible_to(request.user)
        .select_related("activity")
        .filter(checkin_code=code.strip().upper())
        .first()
    )
    session = queries.nearest_session(row.activity.sessions.all()) if row else None
    if row is None or session is None:
        return render(request, "events/checkin/unknown_code.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        refuse_unless_running(row.activity)
        if not row.is_confirmed:
            raise PermissionDenied
        attendance.mark(row, session, AttendanceState.PRESENT, by=request.user)
        return redirect("events:checkin_code", code=row.checkin_code)
    context = {
        **_frame(row.activity, session),
        "registration": row,
        "state": checklist.state_of(row, session),
        "waiting_number": waitlist.position(row),
    }
    return render(request, "events/checkin/code.html", context)

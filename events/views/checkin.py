"""The day itself, on a phone: tick off, add walk-ins and substitutes, count, close.

All of it works as plain forms. ``checkin_offline`` takes what a phone kept while it had no
connection.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events import (
    addons,
    attendance,
    checklist,
    daypass,
    eligibility,
    neutral,
    planning,
    waitlist,
)
from events.daypass import Door
from events.enums import AttendanceState
from events.forms import CloseDayForm, HeadCountForm, SearchForm, WalkInForm, posted
from events.models import Activity, Session
from events.views.door import (
    at_the_door,
    counts_heads,
    frame,
    is_running,
    list_url,
    may_be_kept,
    of_activity,
    only_by_name,
    refuse_unless_running,
    sessions_for,
)

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def checkin(request: HttpRequest, activity: Activity, session: Session, door: Door) -> HttpResponse:
    """Show who is expected; by POST, those that fit a search (a name is kept out of URLs).

    Where heads are counted there is no list: only the form for the number.
    """
    if counts_heads(activity):
        return _heads_page(request, activity, session, door, HeadCountForm(session=session))
    form = SearchForm(posted(request), names_only=not door.is_staff)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    people = checklist.people(activity, session, words, names_only=not door.is_staff)
    page_obj = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    sessions = sessions_for(activity, door)
    context = {
        **frame(activity, session),
        "door": door,
        "form": form,
        "words": words,
        "page_obj": page_obj,
        "sessions": sessions,
    }
    if door.is_staff:
        context["waiting_number"] = checklist.number_in_line(activity)
        if activity.discreet and neutral.is_ready():
            page_obj.object_list = neutral.with_notes(page_obj.object_list)
        context["more"] = addons.sections(addons.Place.CHECK_IN, request, session)
    if not is_running(activity):
        context["settled"] = checklist.counts_of_each(activity, sessions)
    response = render(request, "events/checkin/list.html", context)
    whole = request.method != "POST" and is_running(activity)
    return may_be_kept(response, activity) if whole else response


@require_POST
@at_the_door
def checkin_mark(
    request: HttpRequest, activity: Activity, session: Session, door: Door
) -> HttpResponse:
    """Tick one person off, note her as absent, or take the note away."""
    only_by_name(activity)
    refuse_unless_running(activity)
    people = checklist.people(activity, session)
    row = get_object_or_404(people, pk=as_uuid(request.POST.get("registration")))
    attendance.mark(row, session, as_state(request.POST.get("state")), by=door.user)
    daypass.count_marks(door.day_pass)
    return redirect(list_url(activity, session, f"p-{row.pk}"))


def as_state(text: str | None) -> AttendanceState | None:
    """Read a mark; raises Http404 for one that there is not."""
    try:
        return AttendanceState(text) if text else None
    except ValueError as error:
        raise Http404 from error


def as_uuid(text: str | None) -> UUID:
    """Read a key; raises Http404 for anything else."""
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def checkin_walk_in(
    request: HttpRequest, activity: Activity, session: Session, door: Door
) -> HttpResponse:
    """Add someone who came without having signed up; she is ticked off at once."""
    only_by_name(activity)
    refuse_unless_running(activity)
    judged = eligibility.judges_people(activity)
    form = WalkInForm(posted(request), activity=activity if door.is_staff else None)
    if request.method == "POST" and form.is_valid():
        try:
            attendance.add_walk_in(
                activity, session, form.person, idempotency_key=form.key, by=door.user
            )
        except attendance.DayIsOver as refusal:
            messages.error(request, str(refusal.message))
            return redirect(list_url(activity, session))
        except eligibility.NotAdmitted as refusal:
            form.add_error(None, str(refusal.message))
        else:
            daypass.count_marks(door.day_pass)
            messages.success(request, _("Gæsten er tilføjet og krydset af."))
            return redirect(list_url(activity, session))
    context = {**frame(activity, session), "door": door, "form": form, "needs_connection": judged}
    response = render(request, "events/checkin/walk_in.html", context)
    # Whom another app's rule has to judge is let in with a connection only.
    is_kept = request.method != "POST" and not judged
    return may_be_kept(response, activity) if is_kept else response


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_fill(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Show whom to ring up; by POST, give a free seat to the first in line.

    A page of its own: telephone numbers must not lie in the copy that a phone keeps.
    """
    only_by_name(activity)
    if request.method == "POST":
        refuse_unless_running(activity)
        if waitlist.fill_next(activity, by=request.user):
            messages.success(request, _("Den næste på ventelisten har fået pladsen og en mail."))
        else:
            messages.warning(request, _("Der er ingen ledig plads at give videre."))
        return redirect("events:checkin_fill", activity.pk)
    context = {
        **frame(activity, session),
        "waiting": list(checklist.next_in_line(activity)),
        "waiting_number": checklist.number_in_line(activity),
    }
    return render(request, "events/checkin/line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def checkin_heads(
    request: HttpRequest, activity: Activity, session: Session, door: Door
) -> HttpResponse:
    """Count heads by audience, for those whose names nobody asks for.

    A helper counts only where nothing else is counted.
    """
    if not (door.is_staff or (counts_heads(activity) and is_running(activity))):
        raise PermissionDenied
    form = HeadCountForm(posted(request), session=session)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for audience, number in form.numbers:
                attendance.set_head_count(session, audience, number)
        messages.success(request, _("Tallene er gemt."))
        return redirect(list_url(activity, session))
    if counts_heads(activity):
        return _heads_page(request, activity, session, door, form)
    context = {**frame(activity, session), "form": form}
    return render(request, "events/checkin/heads.html", context)


def _heads_page(
    request: HttpRequest, activity: Activity, session: Session, door: Door, form: HeadCountForm
) -> HttpResponse:
    """Show the form that takes the place of the list where nobody is ticked off by name."""
    context = {
        **frame(activity, session),
        "door": door,
        "form": form,
        "sessions": sessions_for(activity, door),
        "counted": sum(session.head_counts.values_list("number", flat=True)),
    }
    return render(request, "events/checkin/heads_only.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_close(request: HttpRequest, activity: Activity, session: Session) -> HttpResponse:
    """Close the day after asking once more: the survey goes out, the rest were absent."""
    refuse_unless_running(activity)
    form = CloseDayForm(posted(request))
    context: dict[str, Any] = {
        **frame(activity, session),
        "form": form,
        "unmarked": checklist.unmarked(activity),
        "sessions_left": planning.sessions_left(activity),
        "counts_heads": counts_heads(activity),
    }
    if request.method == "POST" and form.is_valid():
        try:
            planning.hold(activity, by=request.user, nobody_came=form.cleaned_data["nobody_came"])
        except planning.StepRefused as refusal:
            context["refusal"] = str(refusal.message)
            context["ask_nobody"] = isinstance(refusal, planning.NobodyTicked)
        else:
            said = _("Dagen er afsluttet. Spørgeskemaet er på vej.")
            no_survey = activity.discreet or counts_heads(activity)
            messages.success(request, _("Dagen er afsluttet.") if no_survey else said)
            return redirect(list_url(activity, session))
    return render(request, "events/checkin/close.html", context)


@require_http_methods(["GET", "HEAD"])
@at_the_door
def checkin_live(
    request: HttpRequest, activity: Activity, session: Session, door: Door
) -> HttpResponse:
    """Show how many have come, in figures to be read across a room; no names.

    Raises Http404 for a discreet activity: its title belongs on no big screen.
    """
    only_by_name(activity)
    if activity.discreet:
        raise Http404
    others = [s for s in sessions_for(activity, door) if s.pk != session.pk]
    now, *rest = checklist.counts_of_each(activity, [session, *others])
    context = {**frame(activity, session), "door": door, "now": now, "rest": rest}
    return render(request, "events/checkin/live.html", context)

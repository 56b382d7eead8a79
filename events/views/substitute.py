"""A colleague came in someone's stead. Staff only."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import attendance, checklist
from events.changes import ChangeRefused
from events.enums import AttendanceState
from events.forms import posted
from events.forms.checkin import SubstituteForm
from events.models import Activity, Registration, Session
from events.permissions import Viewer
from events.registration import Person
from events.teams.substitution import replace
from events.views.door import (
    frame,
    list_url,
    of_activity,
    only_by_name,
    refuse_unless_running,
)


@require_http_methods(["GET", "HEAD", "POST"])
@of_activity
def checkin_substitute(
    request: HttpRequest, activity: Activity, session: Session, registration_id: UUID
) -> HttpResponse:
    """Let the substitute have the seat, and tick her off at once."""
    only_by_name(activity)
    refuse_unless_running(activity)
    if activity.discreet:
        raise Http404  # who comes is a matter between the person and the course leader
    row = get_object_or_404(checklist.people(activity, session), pk=registration_id)
    form = SubstituteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _swap(row, session, form, by=request.user)
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Vikaren har fået pladsen og er krydset af."))
            return redirect(list_url(activity, session))
    context = {**frame(activity, session), "registration": row, "form": form}
    return render(request, "events/checkin/substitute.html", context)


@transaction.atomic
def _swap(row: Registration, session: Session, form: SubstituteForm, *, by: Viewer) -> None:
    """Put the substitute on the list; she comes from the same place, until she says otherwise."""
    person = Person(
        name=form.cleaned_data["name"],
        email=form.cleaned_data["email"],
        workplace=row.workplace,
        workplace_kind=row.workplace_kind,
        role=row.role,
    )
    substitute = replace(row, person, by=by)
    attendance.mark(substitute, session, AttendanceState.PRESENT, by=by)

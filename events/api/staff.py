"""Registrations and check-in, for staff with a token. Discreet activities do not exist here."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.errors import HttpError
from ninja.pagination import paginate

from events import attendance, checklist
from events.api.auth import StaffToken
from events.api.public import Page, Rendered
from events.api.schemas import CheckinIn, CountsOut, Problem, RegistrationOut
from events.enums import ActivityStatus, AttendanceState, RegistrationStatus
from events.models import Activity, Attendance, Registration, Session
from events.when import local

router = Router(tags=["staff"], auth=StaffToken())

CONFLICT, UNCLEAR = 409, 400


def _activity(request: HttpRequest, activity_id: UUID) -> Activity:
    visible = Activity.objects.visible_to(request.user).filter(discreet=False)
    return get_object_or_404(visible, pk=activity_id)


@router.get(
    "/activities/{activity_id}/registrations",
    response=list[RegistrationOut],
    summary="Who is signed up",
)
@paginate(Page)
def registrations(
    request: HttpRequest, activity_id: UUID, status: RegistrationStatus | None = None
) -> Any:
    """One activity's registrations in Danish order. Food, access and answers are not in it."""
    activity = _activity(request, activity_id)
    rows = (
        Registration.objects.visible_to(request.user)
        .filter(activity=activity)
        .exclude(name="")
        .prefetch_related(Prefetch("attendances", Attendance.objects.order_by("session__start")))
        .order_by("sort_key", "pk")
    )
    if status:
        rows = rows.filter(status=status)
    return Rendered(rows, lambda chosen: [_registration(row) for row in chosen])


def _registration(row: Registration) -> dict[str, Any]:
    return {
        **{
            name: getattr(row, name)
            for name in ("name", "email", "phone", "workplace", "role", "status")
        },
        "id": row.pk,
        "created_at": local(row.created_at),
        "attendance": [
            {"session": noted.session_id, "state": noted.state} for noted in row.attendances.all()
        ],
    }


@router.post(
    "/activities/{activity_id}/checkin",
    response={200: CountsOut, CONFLICT: Problem, UNCLEAR: Problem},
    summary="Note someone as present or absent",
)
def check_in(request: HttpRequest, activity_id: UUID, note: CheckinIn) -> Any:
    """Note one person by id or code; answers with the session's counts.

    Sending it again changes nothing. 409 when the day is closed or the person has no seat.
    """
    activity = _activity(request, activity_id)
    session = get_object_or_404(Session, pk=note.session, activity=activity)
    if activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}:
        raise HttpError(CONFLICT, str(attendance.DayIsOver.message))
    row = _person(activity, note)
    state = None if note.state == "none" else AttendanceState(note.state)
    try:
        attendance.mark(row, session, state, by=request.user)
    except attendance.NotOnTheList as refusal:
        raise HttpError(CONFLICT, str(refusal.message)) from refusal
    return checklist.counts(activity, session)


def _person(activity: Activity, note: CheckinIn) -> Registration:
    rows = Registration.objects.filter(activity=activity)
    if (note.registration is None) == (not note.code):
        raise HttpError(UNCLEAR, "Give either a registration or a code.")
    if note.registration is not None:
        return get_object_or_404(rows, pk=note.registration)
    return get_object_or_404(rows, checkin_code=(note.code or "").strip().upper())


@router.get(
    "/activities/{activity_id}/sessions/{session_id}/counts",
    response=CountsOut,
    summary="How many came",
)
def counts(request: HttpRequest, activity_id: UUID, session_id: UUID) -> Any:
    """Counts of one session; nobody is named."""
    activity = _activity(request, activity_id)
    session = get_object_or_404(Session, pk=session_id, activity=activity)
    return checklist.counts(activity, session)

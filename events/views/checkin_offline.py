"""What a phone kept while it had no connection, and the worker that keeps the list for it."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events import attendance, checklist, daypass, eligibility, offline
from events.daypass import Door
from events.enums import AttendanceState
from events.forms import WalkInForm
from events.models import Activity, Registration, Session
from events.views.door import at_the_door, is_running, may_be_kept, sessions_for

MOST_ACTIONS = 100  # a batch; the phone sends the rest in the next
WORKER = "js/checkin-worker.js"


class Unreadable(ValueError):
    """An action that no page of ours makes; ``str`` is a sentence for staff."""


@require_POST
@at_the_door
def checkin_send(
    request: HttpRequest, activity: Activity, session: Session, door: Door
) -> JsonResponse:
    """Take a batch of actions as JSON and answer for each; in order.

    ``{"actions": [{"key", "kind": "mark", "session", "registration", "state", "waited"}, …]}``
    or ``{"key", "kind": "walk_in", "session", "name", "role", …}``; ``waited`` in milliseconds.
    The same key is done once, however often it is sent.
    """
    if activity.discreet:
        raise Http404  # its pages keep nothing on a phone, so there is nothing to send
    actions = _actions(request.body)
    if actions is None:
        return JsonResponse({"answers": []}, status=HTTPStatus.BAD_REQUEST)
    sessions = {str(s.pk): s for s in sessions_for(activity, door)}
    answers = [_answer(activity, raw, sessions, door) for raw in actions]
    daypass.count_marks(door.day_pass, sum(answer["outcome"] == "done" for answer in answers))
    counts = checklist.counts(activity, session)
    return JsonResponse(
        {
            "answers": answers,
            "open": is_running(activity),
            "counts": {
                "expected": counts.expected,
                "present": counts.present,
                "absent": counts.absent,
            },
        }
    )


def _actions(body: bytes) -> list[dict[str, Any]] | None:
    try:
        actions = json.loads(body)["actions"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(actions, list) or len(actions) > MOST_ACTIONS:
        return None
    return actions if all(isinstance(action, dict) for action in actions) else None


def _answer(
    activity: Activity, raw: dict[str, Any], sessions: dict[str, Session], door: Door
) -> dict[str, str]:
    """Do one action; what cannot be read or is not allowed is refused with a sentence."""
    key = str(raw.get("key", ""))
    try:
        action = _read(activity, raw, sessions)
        outcome = offline.apply(activity, action, by=door.user)
    except Unreadable as refusal:
        return {"key": key, "outcome": "refused", "message": str(refusal)}
    except attendance.HeadsOnly as refusal:
        return {"key": key, "outcome": "refused", "message": str(refusal.message)}
    fine = outcome == offline.Outcome.DONE
    message = "" if fine else offline.sentence(outcome, _name(activity, action))
    return {"key": key, "outcome": outcome.value, "message": message}


def _read(activity: Activity, raw: dict[str, Any], sessions: dict[str, Session]) -> offline.Action:
    try:
        key, session = UUID(str(raw["key"])), sessions[str(raw["session"])]
        if raw["kind"] == "mark":
            return offline.Mark(
                key=key,
                session=session,
                registration_id=UUID(str(raw["registration"])),
                state=AttendanceState(raw["state"]) if raw["state"] else None,
                at=offline.tapped_at(int(raw.get("waited", 0))),
            )
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise Unreadable(_("Et kryds kunne ikke læses. Find personen på listen.")) from error
    person = _guest(raw)
    if eligibility.judges_people(activity):
        raise Unreadable(
            _(
                "%(name)s er ikke tilføjet: gæster til et møde for medlemmer skrives ind på "
                "siden «Tilføj gæst», mens der er forbindelse."
            )
            % {"name": person.name}
        )
    return offline.WalkIn(key=key, session=session, person=person)


def _guest(raw: dict[str, Any]) -> Any:
    fields = {name: str(raw.get(name, "")) for name in WalkInForm.base_fields}
    form = WalkInForm({**fields, "idempotency_key": str(raw["key"])})
    if form.is_valid():
        return form.person
    faults = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
    raise Unreadable(
        _("%(name)s er ikke tilføjet: %(faults)s")
        % {"name": fields["name"] or _("Gæsten"), "faults": faults}
    )


def _name(activity: Activity, action: offline.Action) -> str:
    if isinstance(action, offline.WalkIn):
        return action.person.name
    rows = Registration.objects.filter(activity=activity, pk=action.registration_id)
    return rows.values_list("name", flat=True).first() or ""


@require_http_methods(["GET", "HEAD"])
def checkin_worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker from within the path that it may look after."""
    found = finders.find(WORKER)
    assert found, WORKER
    response = HttpResponse(Path(found).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_http_methods(["GET", "HEAD"])
def checkin_no_connection(request: HttpRequest) -> HttpResponse:
    """Say that a page needs the connection; the worker keeps it. It tells nothing of anyone."""
    return may_be_kept(render(request, "events/checkin/no_connection.html"))

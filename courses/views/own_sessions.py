"""Behind a personal link: one's sessions, absence said beforehand, and making up elsewhere."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from courses import certificates, completion, turns
from courses.models import Course
from events import absence
from events.addons import Section
from events.enums import ActivityKind, ActivityStatus
from events.links import Purpose, token_for
from events.models import Activity, Registration, Session
from events.views.personal import by_personal_link, form_page, own_url, personal_context

PERSONAL = "t/<uuid:registration_id>/<str:token>/"
MANY = 2  # sessions from which one can miss a single one


def courses_url(name: str, registration: Registration) -> str:
    """Return the path of one of the courses' pages behind the registration's personal link."""
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse(f"courses:{name}", args=[registration.pk, token])


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def own_sessions(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show each session with what can be done about it; by POST, do one thing."""
    activity = registration.activity
    if activity.discreet or not registration.is_confirmed:
        return redirect(own_url("self_service", registration))
    if request.method == "POST":
        _act(request, registration)
        return redirect(courses_url("own_sessions", registration))
    steps = completion.progress(registration)
    if len(steps.sessions) < MANY:
        return redirect(own_url("self_service", registration))
    context = {
        **personal_context(request, registration),
        "lines": turns.lines(registration, steps),
        "progress": turns.progress_text(steps) if is_course(registration) else "",
        "any_required": any(turn.required for turn in steps.sessions),
        "can_note": _can_note(activity, (turn.session for turn in steps.sessions)),
        "is_met": steps.met,
    }
    return form_page(request, "courses/own/sessions.html", context)


def _act(request: HttpRequest, registration: Registration) -> None:
    try:
        session = UUID(request.POST.get("session", ""))
        at = UUID(request.POST["at"]) if request.POST.get("at") else None
        said = turns.act(registration, request.POST.get("step", ""), session, at)
    except (ValueError, turns.UnknownStep) as error:
        raise Http404 from error
    except turns.REFUSALS as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, said)


def is_course(registration: Registration) -> bool:
    """Whether the activity has a rule to be met."""
    return (
        registration.activity.kind == ActivityKind.KURSUS
        and Course.objects.filter(pk=registration.activity_id).exists()
    )


def _can_note(activity: Activity, sessions: Iterable[Session]) -> bool:
    return activity.status != ActivityStatus.HELD and any(absence.is_to_come(s) for s in sessions)


def section(request: HttpRequest, registration: Registration) -> Section | None:
    """Return how far one is, and the ways to absence and certificate.

    None where there is one session, and no course.
    """
    activity = registration.activity
    if (
        activity.discreet
        or activity.status == ActivityStatus.CANCELLED
        or not registration.is_confirmed
    ):
        return None
    sessions = list(activity.sessions.all())
    course = is_course(registration)
    if len(sessions) < MANY and not course:
        return None
    noted = absence.noted(registration)
    certificate = certificates.hers(registration) if course else None
    return Section(
        "courses/own/section.html",
        {
            "progress": turns.progress_text(completion.progress(registration)) if course else "",
            "noted": sum(s.pk in noted and absence.is_to_come(s) for s in sessions),
            "can_note": _can_note(activity, sessions),
            "is_course": course,
            "sessions_url": courses_url("own_sessions", registration)
            if len(sessions) >= MANY
            else "",
            "certificate_url": courses_url("own_certificate", registration) if certificate else "",
        },
    )


urlpatterns = [
    path(f"{PERSONAL}moedegange/", own_sessions, name="own_sessions"),
]

"""What there is to come to, and the way in: list, page, form, thanks."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import neutral_signup, neutral_texts, neutral_when
from courses.forms.neutral import NeutralSignupForm
from courses.views.neutral_frame import chosen, go, neutral, page, to, words_context
from events import availability, ratelimit
from events.enums import ActivityKind
from events.forms.posted import posted
from events.models import Activity
from events.registration import RegistrationRefused

PER_PAGE = 20
DATES = 12  # coming ones that are shown of a network that goes on and on


@require_safe
@neutral
def listing(request: HttpRequest) -> HttpResponse:
    """Show all that is open, the first to begin first."""
    found = Paginator(neutral_signup.open_now(), PER_PAGE).get_page(request.GET.get("side"))
    cards = [
        {**_facts(activity), "url": to(request, "activity", activity.pk)} for activity in found
    ]
    return page(request, "neutral/list.html", {"cards": cards, "page_obj": found})


@require_safe
@neutral
def activity_page(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Tell of one, with what is to be known before one signs up above the button."""
    activity = neutral_signup.open_now().filter(pk=activity_id).first()
    if activity is None:
        return _closed(request)
    context = {**_facts(activity), "signup_url": to(request, "signup", activity.pk)}
    return page(request, "neutral/activity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@neutral
def signup(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Show the form; sign up and go on to a page that is the same for everyone."""
    activity = neutral_signup.open_now().filter(pk=activity_id).first()
    if activity is None:
        return _closed(request)
    form = NeutralSignupForm(posted(request), language=chosen(request))
    if request.method != "POST":
        return _form_page(request, activity, form)
    if not ratelimit.SIGNUP.allows(ratelimit.client_address(request), activity.pk):
        form.add_error(None, _("Der kommer mange tilmeldinger lige nu. Vent lidt, og send igen."))
        return _form_page(request, activity, form, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _form_page(request, activity, form)
    try:
        neutral_signup.sign_up(
            activity,
            form.person,
            form.needs,
            language=chosen(request),
            form_key=form.cleaned_data["key"],
        )
    except RegistrationRefused:
        return _closed(request)
    return go(request, "thanks")


@require_safe
@neutral
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, and how the answer comes; the same words for everyone."""
    return page(request, "neutral/thanks.html")


def _form_page(
    request: HttpRequest,
    activity: Activity,
    form: NeutralSignupForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        **_facts(activity),
        "form": form,
        "back_url": to(request, "activity", activity.pk),
    }
    return page(request, "neutral/signup.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    """Say the same of what is full up to the door, over, or never was."""
    return page(request, "neutral/closed.html", status=HTTPStatus.NOT_FOUND)


def _facts(activity: Activity) -> dict[str, Any]:
    """Return what is told of an activity from ``neutral_signup.open_now``; no query."""
    sessions = list(activity.sessions.all())
    coming = [session for session in sessions if session.end > timezone.now()]
    words = neutral_texts.shown(activity, get_language() or "da")
    full = not activity.free_seats or availability.someone_waits(activity)
    return {
        **words_context(words),
        "times": neutral_when.times(coming[:DATES]),
        "number_of_sessions": len(sessions),
        "full": full,
        "few": not full and activity.free_seats <= neutral_signup.FEW,
        "open_ended": activity.kind == ActivityKind.FORAELDRENETVAERK,
    }

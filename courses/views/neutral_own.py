"""Behind a personal link on the neutral host: see, answer, change, stay away, leave, erase."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import (
    neutral_changes,
    neutral_erasure,
    neutral_links,
    neutral_mails,
    neutral_signup,
    neutral_standing,
    neutral_texts,
    neutral_when,
)
from courses.enums import NeutralLanguage
from courses.forms.neutral import INTERPRETERS, NeutralDetailsForm, NeutralLostLinkForm
from courses.models import NeutralNeeds
from courses.views.neutral_frame import chosen, go, neutral, page, words_context
from events import absence, cancellation, offers, ratelimit, standing
from events.changes import ChangeRefused, SomeoneElse
from events.enums import ActivityKind, ActivityStatus
from events.forms.posted import posted
from events.models import Registration, Session

type OwnView = Callable[[HttpRequest, Registration], HttpResponse]

PAGES = ("own", "own_change", "own_withdraw", "own_answer", "own_absence", "own_ics", "own_erase")
YES, NO = "yes", "no"
BOTH, COMPANION = "both", "companion"
# What the page says after one has done something; the address carries the key alone.
DONE = ("answered", "declined", "changed", "noted", "companion_gone", "gone")


def by_link(view: OwnView) -> Callable[..., HttpResponse]:
    """Hand the view its registration if the link is right; else say how to get a new one."""

    @neutral
    @wraps(view)
    def opened(request: HttpRequest, registration_id: UUID, token: str) -> HttpResponse:
        registration = (
            Registration.objects.select_related("activity", "booking", "workplace_kind")
            .filter(pk=registration_id, activity__discreet=True)
            .exclude(neutral_needs__comes_with__isnull=False)
            .first()
        )
        if registration is None or not neutral_links.opens(token, registration):
            return _wrong_link(request)
        return view(request, registration)

    return opened


def _wrong_link(request: HttpRequest) -> HttpResponse:
    allowed = ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request))
    status = HTTPStatus.NOT_FOUND if allowed else HTTPStatus.TOO_MANY_REQUESTS
    return page(request, "neutral/wrong_link.html", {"is_pause": not allowed}, status)


def _own(
    request: HttpRequest, registration: Registration, name: str = "own", *, done: str = ""
) -> HttpResponse:
    """Send the browser to one of the person's own pages."""
    return _seen(registration, chosen(request), name, done=done)


def _seen(
    registration: Registration, language: str, name: str = "own", *, done: str = ""
) -> HttpResponse:
    path = neutral_links.own_path(registration, language, name)
    return redirect(f"{path}?{done}" if done else path)


def _context(request: HttpRequest, registration: Registration) -> dict[str, Any]:
    activity = registration.activity
    language = chosen(request)
    companion = next(iter(neutral_signup.companions_of([registration])), None)
    companion = companion if companion and companion.is_active else None
    words = neutral_texts.shown(activity, get_language() or "da")
    over = activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
    nameless = neutral_signup.nameless(registration.name)
    return {
        **words_context(words),
        "registration": registration,
        "companion": companion,
        "companion_name": "" if not companion or companion.name == nameless else companion.name,
        "needs": NeutralNeeds.objects.filter(registration=registration).first(),
        "can_change": registration.is_active and not over,
        "open_ended": activity.kind == ActivityKind.FORAELDRENETVAERK,
        "own": {name: neutral_links.own_path(registration, language, name) for name in PAGES},
    }


@require_safe
@by_link
def own(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show how one stands, when and where, and what one can do. A look changes nothing."""
    context = _context(request, registration)
    stands = neutral_standing.standing(
        registration, has_companion=bool(context["companion"]) and _alike(registration, context)
    )
    context |= {
        "standing": stands,
        "done": next((key for key in DONE if key in request.GET), ""),
        "sessions": _sessions(registration, can_change=context["can_change"]),
        "can_withdraw": standing.may_withdraw(registration),
        "has_seat": registration.is_confirmed,
        "message_language": NeutralLanguage(registration.booking.language).label,
        "interpreter": _interpreter(context["needs"]),
    }
    return page(request, "neutral/own.html", context)


def _alike(registration: Registration, context: dict[str, Any]) -> bool:
    return bool(context["companion"].status == registration.status)


def _interpreter(needs: NeutralNeeds | None) -> str:
    """Return the interpreter's language under its own name, "" for none."""
    wanted = needs.interpreter if needs else ""
    return INTERPRETERS[wanted].label if wanted in INTERPRETERS else wanted


def _sessions(registration: Registration, *, can_change: bool) -> list[dict[str, Any]]:
    """Return the coming sessions, and whether she has said that she stays away."""
    away = absence.noted(registration) if registration.is_confirmed else set()
    return [
        {
            "key": session.pk,
            "when": neutral_when.session_time(session),
            "away": session.pk in away,
            "can_say": can_change and registration.is_confirmed and absence.is_to_come(session),
        }
        for session in registration.activity.sessions.all()
        if session.end > timezone.now()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def own_answer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say yes or no to an offered seat; opening the address answers nothing."""
    answer, done = request.POST.get("answer"), ""
    try:
        if request.method == "POST" and answer == YES:
            offers.accept(registration)
            done = "answered"
        elif request.method == "POST" and answer == NO:
            offers.decline(registration)
            done = "declined"
    except offers.OfferOver:
        done = "gone"
    return _own(request, registration, done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def own_absence(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Note that one cannot come to one session, or that one can after all."""
    if request.method != "POST":
        return _own(request, registration)
    session = _session(request, registration)
    say = absence.take_back if request.POST.get("comes") == YES else absence.note
    try:
        say(registration, session)
    except absence.AbsenceRefused:
        return _own(request, registration, done="gone")
    return _own(request, registration, done="noted")


def _session(request: HttpRequest, registration: Registration) -> Session:
    """Return the session that was tapped. Raises Http404 for any but the activity's own."""
    wanted = request.POST.get("session", "")
    for session in registration.activity.sessions.all():
        if str(session.pk) == wanted:
            return session
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def own_change(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Correct what one wrote, and choose the language of messages."""
    context = _context(request, registration)
    if not context["can_change"]:
        return _own(request, registration)
    form = NeutralDetailsForm(posted(request), initial=_initial(registration, context["needs"]))
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        if not ratelimit.CORRECTION.allows(registration.pk):
            form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
            status = HTTPStatus.TOO_MANY_REQUESTS
        elif changed := _change(registration, form):
            # The rest of the visit is in the language she has just asked for.
            return _seen(changed, form.cleaned_data["language"], done="changed")
    return page(request, "neutral/change.html", {**context, "form": form}, status)


def _initial(registration: Registration, needs: NeutralNeeds | None) -> dict[str, Any]:
    wanted = needs.interpreter if needs else ""
    listed = wanted in INTERPRETERS
    return {
        "name": registration.name,
        "email": registration.email or "",
        "phone": registration.phone or "",
        "interpreter": wanted if listed else "",
        "interpreter_other": "" if listed else wanted,
        "children": needs.children if needs else 0,
        "language": registration.booking.language,
    }


def _change(registration: Registration, form: NeutralDetailsForm) -> Registration | None:
    """Store what the form holds; where that is refused, say why in it and return None."""
    data = form.cleaned_data
    try:
        return neutral_changes.change(
            registration,
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            interpreter=form.wanted_interpreter,
            children=data["children"],
            language=data["language"],
        )
    except SomeoneElse:
        form.add_error("name", _("En anden har det navn og den mail. Vælg et andet navn."))
    except ChangeRefused:
        form.add_error(None, _("Det kan ikke ændres mere. Ring til os."))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def own_withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then withdraw; whoever comes along goes, too, or goes alone."""
    context = _context(request, registration)
    if registration.is_offered or not standing.may_withdraw(registration):
        return _own(request, registration)
    if request.method != "POST":
        return page(request, "neutral/withdraw.html", context)
    who = context["companion"] if request.POST.get("who") == COMPANION else registration
    try:
        if who is not None:
            cancellation.withdraw_by_self(who)
    except (cancellation.TooLate, cancellation.PastDeadline):
        return _own(request, registration, done="gone")
    return _own(request, registration, done="companion_gone" if who != registration else "")


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def own_erase(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then withdraw the person and delete all that is known of her."""
    if request.method != "POST":
        return page(request, "neutral/erase.html", _context(request, registration))
    neutral_erasure.erase(registration)
    return go(request, "erased")


@require_safe
@neutral
def erased(request: HttpRequest) -> HttpResponse:
    """Say that it is done, on an address that is the same for everyone."""
    return page(request, "neutral/erased.html")


@require_safe
@by_link
def own_ics(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Serve the dates for one's own calendar, to whoever has a seat."""
    if not registration.is_confirmed:
        raise Http404
    file = neutral_mails.calendar_file(registration)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{neutral_mails.FILE_NAME}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@neutral
def lost_link(request: HttpRequest) -> HttpResponse:
    """Mail someone her link again; the answer is the same for everyone."""
    form = NeutralLostLinkForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return page(request, "neutral/lost_link.html", {"form": form})
    if not ratelimit.LOST_LINK.allows(ratelimit.client_address(request)):
        form.add_error(None, _("Der er spurgt mange gange. Vent lidt, og prøv igen."))
        status = HTTPStatus.TOO_MANY_REQUESTS
        return page(request, "neutral/lost_link.html", {"form": form}, status)
    email = form.cleaned_data["email"]
    # Past the brake nothing is sent, and nothing is said: it would tell who is known.
    if ratelimit.LOST_LINK_PER_ADDRESS.allows(email.lower()):
        neutral_links.resend(email)
    return go(request, "lost_link_sent")


@require_safe
@neutral
def lost_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way if the address was known."""
    return page(request, "neutral/lost_link_sent.html")

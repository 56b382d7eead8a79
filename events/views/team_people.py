"""One colleague at a time: fill in one's own name, come instead, withdraw, "det er ikke mig"."""

from functools import wraps
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import holds, queries, ratelimit
from events.cancellation import PastDeadline, TooLate, withdraw_by_self
from events.changes import ChangeRefused
from events.forms import posted
from events.forms.teams import OwnNameForm, SubstituteForm
from events.links import Purpose, token_is_valid
from events.models import Activity, Booking, Registration
from events.registration import (
    AlreadyRegistered,
    Person,
    RegistrationRefused,
    resend_confirmation,
)
from events.teams import bookings, substitution
from events.views.personal import (
    by_personal_link,
    form_page,
    own_url,
    personal_context,
    private,
    wrong_link,
)
from events.views.team_desk import Desk, by_booking_link, is_open, team_booking
from events.views.teams import GET_OR_POST

# The booker's side.


def _colleague(desk: Desk, registration_id: UUID) -> Registration:
    registration = get_object_or_404(
        Registration.objects.select_related("activity", "booking", "workplace_kind"),
        pk=registration_id,
        booking=desk.booking,
    )
    if not registration.name:
        raise Http404
    return registration


@GET_OR_POST
@by_booking_link
def team_replace(desk: Desk, registration_id: UUID) -> HttpResponse:
    """Let another colleague have one's seat or place in line."""
    registration = _colleague(desk, registration_id)
    form = SubstituteForm(posted(desk.request), registration=registration)
    if desk.request.method == "POST" and _replaced(desk.request, registration, form):
        return redirect(desk.url("team"))
    return desk.page("replace", form=form, registration=registration)


@GET_OR_POST
@by_booking_link
def team_withdraw(desk: Desk, registration_id: UUID) -> HttpResponse:
    """Ask once more, then withdraw a colleague; she is told."""
    registration = _colleague(desk, registration_id)
    if desk.request.method != "POST":
        replace_url = desk.url("team_replace", registration.pk)
        return desk.page("withdraw", registration=registration, replace_url=replace_url)
    try:
        withdraw_by_self(registration)
    except (TooLate, PastDeadline) as refusal:
        messages.warning(desk.request, str(refusal.message))
    else:
        messages.success(desk.request, _("Kollegaen er meldt fra og får besked."))
    return redirect(desk.url("team"))


def _replaced(request: HttpRequest, registration: Registration, form: SubstituteForm) -> bool:
    """Do it if the form and the rules allow; else the form says why not."""
    if not form.is_valid():
        return False
    if not ratelimit.CORRECTION.allows(registration.booking_id):
        form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
        return False
    data = form.cleaned_data
    person = Person(
        name=data["name"],
        email=data["email"],
        role=data["role"],
        workplace=registration.workplace,
        workplace_kind=registration.workplace_kind,
    )
    try:
        substitution.replace(registration, person)
    except ChangeRefused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("Kollegaen er skrevet på i stedet, og begge får besked."))
    return True


# The participant's own side.


@GET_OR_POST
@by_personal_link
def substitute(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Send a colleague instead of oneself."""
    context = _own(request, registration)
    if not context["can_change"] or not is_open(registration.activity):
        return redirect(own_url("self_service", registration))
    form = SubstituteForm(posted(request), registration=registration)
    if request.method == "POST" and _replaced(request, registration, form):
        return redirect(own_url("self_service", registration))
    return form_page(request, "events/team/substitute.html", {**context, "form": form})


@GET_OR_POST
@by_personal_link
def not_me(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then forget the person; opening the link alone changes nothing."""
    context = _own(request, registration)
    if not context["can_change"]:
        return redirect(own_url("self_service", registration))
    if request.method == "POST":
        try:
            substitution.not_me(registration)
        except TooLate as refusal:
            messages.warning(request, str(refusal.message))
            return redirect(own_url("self_service", registration))
        return redirect("events:not_me_done")
    return form_page(request, "events/team/not_me.html", context)


def _own(request: HttpRequest, registration: Registration) -> dict:
    if registration.activity.discreet or not registration.name:
        raise Http404
    return personal_context(request, registration)


@never_cache
@require_safe
def not_me_done(request: HttpRequest) -> HttpResponse:
    """Say that everything is deleted."""
    return render(request, "events/team/not_me_done.html")


# The shared link.


def by_share_link(view):  # type: ignore[no-untyped-def]
    """Hand the view the team's booking if the link is right and not renewed since."""

    @wraps(view)
    def opened(request: HttpRequest, booking_id: UUID, token: str) -> HttpResponse:
        booking = team_booking(booking_id)
        if booking and token_is_valid(token, Purpose.SHARE, booking.pk, booking.share_version):
            return private(view(request, booking, token))
        return private(_share_over(request))

    return opened


def _share_over(request: HttpRequest) -> HttpResponse:
    if not ratelimit.PERSONAL_LINK.allows(ratelimit.client_address(request)):
        return wrong_link(request)
    return render(request, "events/team/share_over.html", status=HTTPStatus.NOT_FOUND)


@GET_OR_POST
@by_share_link
def team_share(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    """Let a colleague fill in her own name. Nothing is said about the others."""
    activity = queries.with_facts(Activity.objects.all()).get(pk=booking.activity_id)
    team = bookings.standing(booking)
    context = {
        "booking": booking,
        "card": queries.cards([activity], request)[0],
        "left": len(team.held),
        "in_line": len(team.unnamed) - len(team.held),
        "is_over": not team.unnamed or not is_open(activity),
    }
    form = OwnNameForm(posted(request))
    if request.method == "POST" and not context["is_over"] and form.is_valid():
        if not ratelimit.SIGNUP.allows(ratelimit.client_address(request), activity.pk):
            form.add_error(None, _("Der kommer mange herfra lige nu. Vent lidt, og send igen."))
        elif _name_herself(booking, form):
            return redirect("events:team_share_done", booking_id=booking.pk, token=token)
    return form_page(request, "events/team/share.html", {**context, "form": form})


def _name_herself(booking: Booking, form: OwnNameForm) -> bool:
    person = Person(
        **form.cleaned_data,
        workplace=booking.workplace,
        workplace_kind=booking.workplace_kind,
    )
    try:
        holds.name_seat(booking, person)
    except AlreadyRegistered as refusal:
        # Nobody may learn here who is signed up: the mail alone tells, as at sign-up.
        if ratelimit.LOST_LINK_PER_ADDRESS.allows(person.email.lower()):
            resend_confirmation(refusal.existing)
    except RegistrationRefused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


@require_safe
@by_share_link
def team_share_done(request: HttpRequest, booking: Booking, token: str) -> HttpResponse:
    """Say what comes now."""
    return render(request, "events/team/share_done.html", {"title": booking.activity.display_title})

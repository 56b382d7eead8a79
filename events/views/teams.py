"""Book for a team, and look after the booking: until when, how many, which link to share."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events import entrances, holds, links, qr, queries, ratelimit, when
from events.availability import availability
from events.forms import posted
from events.forms.teams import NamesByForm, NumberForm, TeamForm
from events.identity import normalise_email
from events.links import Purpose
from events.models import Activity, Booking
from events.registration import RegistrationRefused, has_live_page
from events.teams import bookings, sheets
from events.views.team_desk import Desk, booking_path, by_booking_link

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_OR_POST
def team_book(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Ask who books and for how many; hold the seats and go on to the team's page."""
    activity = get_object_or_404(queries.listed(), pk=activity_id)
    takes_teams = availability(activity).is_open and not entrances.elsewhere(activity)
    if not (takes_teams and has_live_page(activity)):
        return redirect("events:signup", activity_id=activity.pk)  # it says why
    form = TeamForm(posted(request), initial=_from_account(request))
    if request.method != "POST" or not form.is_valid():
        return _book_page(request, activity, form)
    address = ratelimit.client_address(request)
    if not (
        ratelimit.TEAM.allows(address)
        and ratelimit.TEAM_PER_ADDRESS.allows(form.cleaned_data["email"].lower())
    ):
        form.add_error(None, _("Der er bestilt til mange grupper herfra. Vent lidt, og send igen."))
        return _book_page(request, activity, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        booking = _book(request, activity, form)
    except RegistrationRefused as refusal:
        form.add_error(None, str(refusal.message))
        return _book_page(request, activity, form)
    verified = booking.contact_verified_at is not None and _is_own(request, booking.contact_email)
    purpose = Purpose.BOOKING if verified else Purpose.BOOKING_DRAFT
    return redirect(booking_path(booking, purpose, "team"))


def _book(request: HttpRequest, activity: Activity, form: TeamForm) -> Booking:
    data = form.cleaned_data
    return bookings.book(
        activity=activity,
        number=data["number"],
        contact=form.contact,
        workplace=data["workplace"],
        workplace_kind=data["workplace_kind"],
        idempotency_key=form.key,
        together=data["together"],
        is_verified=_is_own(request, data["email"]),
        by=request.user if request.user.is_authenticated else None,
    )


def _is_own(request: HttpRequest, email: str) -> bool:
    """Whether whoever is signed in has shown that the address is hers."""
    user = request.user
    if not user.is_authenticated:
        return False
    own = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return own.filter(email__iexact=normalise_email(email)).exists()


def _from_account(request: HttpRequest) -> dict[str, str]:
    user = request.user
    if not user.is_authenticated:
        return {}
    name = f"{getattr(user, 'first_name', '')} {getattr(user, 'last_name', '')}".strip()
    return {"name": name, "email": user.email}


def _book_page(
    request: HttpRequest, activity: Activity, form: TeamForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"form": form, "card": queries.cards([activity], request)[0]}
    return render(request, "events/team/book.html", context, status=status)


def template_sheet(request: HttpRequest) -> HttpResponse:
    """Serve the sheet to fill in."""
    response = HttpResponse(sheets.template(), content_type=sheets.XLSX)
    response["Content-Disposition"] = 'attachment; filename="vink-navne.xlsx"'
    return response


@require_http_methods(["GET", "HEAD"])
@by_booking_link
def team(desk: Desk) -> HttpResponse:
    """Show who is on the team, how each stands, and what can be done."""
    return _overview(desk)


def _overview(
    desk: Desk, form: NamesByForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    last = bookings.last_day_for_names(desk.activity)
    if form is None and last and desk.team.unnamed:
        form = _names_by_form(desk, None)
    names_by = desk.booking.names_by
    return desk.page(
        "overview",
        status,
        form=form if last else None,
        last_day=when.plain_day(last) if last else "",
        names_by=when.moment(names_by) if names_by else "",
        may_add=holds.TEAM_LIMIT - desk.team.people,
    )


def _names_by_form(desk: Desk, data: object) -> NamesByForm | None:
    last = bookings.last_day_for_names(desk.activity)
    if last is None:
        return None
    now, chosen = timezone.now(), desk.booking.names_by
    return NamesByForm(
        data,
        initial={"day": when.today(chosen) if chosen else bookings.proposed_day(last, now)},
        first=when.today(now),
        last=last,
        last_text=when.plain_day(last),
    )


@require_POST
@by_booking_link
def team_keep(desk: Desk) -> HttpResponse:
    """Keep the seats until a day; only behind the link that was mailed."""
    form = _names_by_form(desk, desk.request.POST)
    if not desk.is_mailed or form is None:
        return redirect(desk.url("team"))
    if not form.is_valid():
        return _overview(desk, form)
    try:
        kept = bookings.keep_until(desk.booking, form.cleaned_data["day"])
    except RegistrationRefused as refusal:
        messages.warning(desk.request, str(refusal.message))
    else:
        assert kept.names_by is not None
        text = _("Pladserne holdes til %(moment)s.") % {"moment": when.moment(kept.names_by)}
        messages.success(desk.request, text)
    return redirect(desk.url("team"))


@GET_OR_POST
@by_booking_link
def team_more(desk: Desk) -> HttpResponse:
    """Add further seats, or places in line."""
    at_most = holds.TEAM_LIMIT - desk.team.people
    if at_most < 1:
        return redirect(desk.url("team"))
    form = NumberForm(posted(desk.request), label=_("Hvor mange flere?"), at_most=at_most)
    if desk.request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            bookings.add_places(desk.booking, number)
        except RegistrationRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            text = ngettext(
                "%(n)s plads er lagt til. Se her, om den er fri eller venter.",
                "%(n)s pladser er lagt til. Se her, om de er frie eller venter.",
                number,
            )
            messages.success(desk.request, text % {"n": number})
            return redirect(desk.url("team"))
    return desk.page("number", form=form, is_more=True)


@GET_OR_POST
@by_booking_link
def team_give_back(desk: Desk) -> HttpResponse:
    """Give places without a name back."""
    unnamed = len(desk.team.unnamed)
    if not unnamed:
        return redirect(desk.url("team"))
    form = NumberForm(
        posted(desk.request),
        label=_("Hvor mange giver du tilbage?"),
        at_most=unnamed,
        initial={"number": unnamed},
    )
    if desk.request.method == "POST" and form.is_valid():
        number = holds.let_go(desk.booking, form.cleaned_data["number"])
        text = ngettext(
            "%(n)s plads er givet tilbage. Tak.", "%(n)s pladser er givet tilbage. Tak.", number
        )
        messages.success(desk.request, text % {"n": number})
        return redirect(desk.url("team"))
    return desk.page("number", form=form, is_more=False)


@GET_OR_POST
@by_booking_link
def team_share_link(desk: Desk) -> HttpResponse:
    """Show the link to share, as text and QR; renew it, which closes the old one."""
    if not desk.is_mailed:
        return redirect(desk.url("team"))
    booking = desk.booking
    if desk.request.method == "POST":
        bookings.renew_share_link(booking)
        messages.success(desk.request, _("Linket er fornyet. Det gamle virker ikke længere."))
        return redirect(desk.url("team_share_link"))
    address = links.share_url(booking.pk, booking.share_version, booking.language)
    return desk.page(
        "share_link",
        address=address,
        qr_image=qr.svg_image(address),
        mail_subject=_("Skriv dig på: %(title)s") % {"title": desk.activity.display_title},
    )

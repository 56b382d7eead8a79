"""Behind a representative's link: who speaks for the association, and her own details."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.forms import posted
from medborgerforum import representatives
from medborgerforum.forms.own import DetailsForm, InviteForm, RightsForm
from medborgerforum.models import Representative
from medborgerforum.representatives import RepresentativeRefused
from medborgerforum.views import frame, own_frame

POSTED = ["GET", "HEAD", "POST"]


@require_http_methods(POSTED)
@own_frame.by_manager
def invite(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Invite somebody. Who is invited already is said so, and gets no second mail."""
    form = InviteForm(posted(request), initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            representatives.invite(
                representative.association, **form.cleaned_data, by_representative=representative
            )
        except RepresentativeRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return own_frame.back(request, representative, _("Invitationen er sendt."))
    return own_frame.page(request, representative, "own_invite.html", {"form": form})


@require_http_methods(POSTED)
@own_frame.by_manager
def person(request: HttpRequest, representative: Representative, other: UUID) -> HttpResponseBase:
    """Change what somebody may do, send her mail again, or take her off."""
    row = representatives.of(representative.association).filter(pk=other).first()
    if row is None:
        raise Http404
    rights = {"manages": row.manages, "may_sign_up_others": row.may_sign_up_others}
    form = RightsForm(posted(request), initial=rights)
    if request.method == "POST" and form.is_valid():
        try:
            said = _act(request.POST.get("do", ""), row, form.cleaned_data, representative)
        except RepresentativeRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if row.pk == representative.pk and request.POST.get("do") == "remove":
                return redirect("forum:invitation_deleted")
            return own_frame.back(request, representative, said)
    context = {"form": form, "person": row, "is_me": row.pk == representative.pk}
    return own_frame.page(request, representative, "own_person.html", context)


def _act(what: str, row: Representative, data: dict[str, Any], by: Representative) -> str:
    if what == "remove":
        representatives.remove(row, by_representative=by)
        return _("Repræsentanten er fjernet, og oplysningerne er slettet.")
    if what == "resend":
        representatives.resend(row)
        return _("Mailen er sendt igen.")
    representatives.change_rights(row, **data, by_representative=by)
    return _("Gemt.")


@require_http_methods(POSTED)
@frame.by_representative
def details(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Correct her own name, address and language."""
    form = DetailsForm(posted(request), representative=representative)
    if request.method == "POST" and form.is_valid():
        before = representative.email.lower()
        try:
            row = representatives.correct(representative, **form.cleaned_data)
        except RepresentativeRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("Gemt.") if row.email == before else _("Gemt. Vi har sendt dig et nyt link.")
            return own_frame.back(request, row, said)
    return own_frame.page(request, representative, "own_details.html", {"form": form})


@require_POST
@frame.by_representative
def new_link(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Make the old link worthless and mail a new one; this browser goes on with it."""
    try:
        row = representatives.renew_link(representative)
    except RepresentativeRefused as refusal:
        return _refused(request, representative, refusal)
    return own_frame.back(
        request, row, _("Det gamle link virker ikke mere. Vi har sendt dig et nyt.")
    )


@require_http_methods(POSTED)
@frame.by_representative
def stop(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Stop speaking for the association; her details are deleted at once."""
    refused = ""
    if request.method == "POST":
        try:
            representatives.remove(representative, by_representative=representative)
        except RepresentativeRefused as refusal:
            refused = str(refusal.message)
        else:
            return redirect("forum:invitation_deleted")
    return own_frame.page(request, representative, "own_stop.html", {"refused": refused})


def _refused(
    request: HttpRequest, representative: Representative, refusal: RepresentativeRefused
) -> HttpResponseBase:
    messages.warning(request, str(refusal.message))
    return redirect(own_frame.url("own", representative))


def patterns(here: str) -> list:
    """Return the addresses below a representative's page."""
    return [
        path(f"{here}repraesentanter/ny/", invite, name="own_invite"),
        path(f"{here}repraesentanter/<uuid:other>/", person, name="own_person"),
        path(f"{here}mig/", details, name="own_details"),
        path(f"{here}nyt-link/", new_link, name="own_new_link"),
        path(f"{here}stop/", stop, name="own_stop"),
    ]

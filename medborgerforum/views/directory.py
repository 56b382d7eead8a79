"""The members' directory, and joint events."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.addons import Section
from events.forms import posted
from events.links import Purpose
from events.views.own_page import own_path as host_path
from medborgerforum import directory as rules
from medborgerforum import joint, links, membership
from medborgerforum.enums import PartnerAnswer
from medborgerforum.forms.directory import DirectoryFilterForm, JointForm
from medborgerforum.models import JointProposal, Representative
from medborgerforum.views import frame

OWN = "t/forum/<uuid:row_id>/<str:token>/"
SHOWN = 10  # proposals on one's own page
type View = Callable[..., HttpResponse]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Show those that want to be found by everyone."""
    return frame.page(request, "medborgerforum/directory.html", _found(request, rules.FOR_ALL))


def _found(request: HttpRequest, to: tuple[str, ...]) -> dict[str, Any]:
    form = DirectoryFilterForm(request.GET)
    wanted = form.wanted
    found = rules.find(wanted, to=to)
    page = Paginator(found.entries, rules.PER_PAGE).get_page(request.GET.get("page"))
    return {
        "filter_form": form,
        "wanted": wanted,
        "is_filtered": any((wanted.district, wanted.theme, wanted.language)),
        "page_obj": page,
        "tiles": found.tiles,
        "number": len(found.entries),
    }


def _own(name: str, representative: Representative, *more: UUID) -> str:
    return links.own_path(name, Purpose.FORUM, representative, *more)


def _for_readers(view: View) -> View:
    """Let in the representatives whose association may read; tell the others why not."""

    @wraps(view)
    def opened(request: HttpRequest, row: Representative, **more: Any) -> HttpResponse:
        if membership.may_read(row):
            return view(request, row, **more)
        context = {"own_url": _own("own", row)}
        template = "medborgerforum/directory_shut.html"
        return frame.own_page(request, template, context, HTTPStatus.FORBIDDEN)

    return opened


@require_safe
@frame.by_representative
@_for_readers
def own_directory(request: HttpRequest, row: Representative) -> HttpResponse:
    """Show members those as well that want to be found by members alone."""
    context = {
        **_found(request, rules.FOR_MEMBERS),
        "own_url": _own("own", row),
        "own_id": row.association_id,
        "joint_url": _own("joint_new", row),
    }
    return frame.own_page(request, "medborgerforum/directory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@frame.by_representative
@_for_readers
def joint_new(request: HttpRequest, row: Representative) -> HttpResponse:
    """Propose an event with other members; send it, or show what is wrong."""
    form = JointForm(
        posted(request),
        representative=row,
        others=joint.others(row.association),
        chosen=request.GET.getlist("med")[: joint.MOST_PARTNERS],
    )
    if request.method == "POST" and form.is_valid():
        if not joint.PROPOSALS.allows(row.association_id):
            form.add_error(None, _("I har sendt flere forslag i dag. Vent til i morgen."))
            return _joint_form(request, row, form, HTTPStatus.TOO_MANY_REQUESTS)
        try:
            joint.propose(row, form.idea_of, form.partners)
        except joint.JointRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("Tak. VINK har fået forslaget, og de andre foreninger er spurgt.")
            )
            return redirect(_own("own", row))
    return _joint_form(request, row, form)


def _joint_form(
    request: HttpRequest,
    row: Representative,
    form: JointForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "may_propose": membership.may_sign_up(row),
        "own_url": _own("own", row),
        "directory_url": _own("own_directory", row),
    }
    return frame.own_page(request, "medborgerforum/joint_form.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@frame.by_representative
@_for_readers
def joint_answer(request: HttpRequest, row: Representative, partner_id: UUID) -> HttpResponse:
    """Show what the association is asked to join; answer by a button, never by opening it."""
    partner = get_object_or_404(joint.asked_of(row.association), pk=partner_id)
    if request.method == "POST":
        wanted = request.POST.get("answer")
        if wanted in {PartnerAnswer.YES, PartnerAnswer.NO}:
            try:
                joint.answer(partner, row, yes=wanted == PartnerAnswer.YES)
            except joint.JointRefused as refusal:
                messages.warning(request, str(refusal.message))
            else:
                messages.success(request, _("Tak for svaret. VINK kan se det."))
        return redirect(_own("joint_answer", row, partner.pk))
    context = {
        "partner": partner,
        "may_answer": row.manages and joint.is_open(partner.proposal),
        "is_open": joint.is_open(partner.proposal),
        "own_url": _own("own", row),
    }
    return frame.own_page(request, "medborgerforum/joint_answer.html", context)


def own_sections(
    request: HttpRequest, representative: Representative, standing: membership.Standing
) -> list[Section]:
    """Return what stands on a representative's own page: the directory and joint events.

    Nothing for those who may not read.
    """
    if not standing.may_read:
        return []
    association = representative.association
    asked = [
        {"row": partner, "url": _own("joint_answer", representative, partner.pk)}
        for partner in joint.asked_of(association)[:SHOWN]
    ]
    proposed = [
        {"row": proposal, "url": _followed_at(proposal, representative)}
        for proposal in joint.proposed_by(association)[:SHOWN]
    ]
    context = {
        "asked": asked,
        "proposed": proposed,
        "directory_url": _own("own_directory", representative),
        "joint_url": _own("joint_new", representative) if standing.may_sign_up else "",
    }
    return [Section("medborgerforum/joint_section.html", context)]


def _followed_at(proposal: JointProposal, representative: Representative) -> str:
    """Return where the request is followed and withdrawn, for her alone who sent it."""
    request = proposal.host_request
    if request.contact_email != representative.email:
        return ""
    return host_path("host_request_own", Purpose.HOST_REQUEST, request)


urlpatterns = [
    path("medborgerforum/medlemmer/", directory, name="directory"),
    path(f"{OWN}medlemmer/", own_directory, name="own_directory"),
    path(f"{OWN}faelles/nyt/", joint_new, name="joint_new"),
    path(f"{OWN}faelles/<uuid:partner_id>/", joint_answer, name="joint_answer"),
]

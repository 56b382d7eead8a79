"""A representative's own page: how the association stands, who speaks for it, and more."""

from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import addons, ratelimit
from events.forms import posted
from events.links import Purpose
from events.views.personal import private
from medborgerforum import (
    links,
    membership,
    membership_history,
    representatives,
    standing_words,
)
from medborgerforum.enums import MembershipState
from medborgerforum.forms.own import LostLinkForm
from medborgerforum.membership import Standing
from medborgerforum.models import Representative
from medborgerforum.views import frame, own_charter, own_entry, own_frame, own_people

# Other areas' parts of the page, in their order: ``own_sections`` of each view module.
SECTIONS = ("meetings", "minutes", "directory", "hearings")
HISTORY_SHOWN = 5


@require_safe
@frame.by_representative
def own(request: HttpRequest, representative: Representative) -> HttpResponse:
    """Show everything; a look changes nothing. A fixed number of queries."""
    association = representative.association
    standing = membership.standing(association)
    people = list(representatives.of(association))
    context = {
        "standing": standing,
        "words": standing_words.words(standing),
        "has_left": association.state == MembershipState.LEFT,
        "people": [
            {
                "row": one,
                "is_me": one.pk == representative.pk,
                "url": own_frame.url("own_person", representative, one.pk),
            }
            for one in people
        ],
        "may_invite": representative.manages and len(people) < representatives.MOST,
        "history": membership_history.rows(association)[-HISTORY_SHOWN:],
        "sections": _sections(request, representative, standing),
        **own_entry.entry_context(association),
    }
    return own_frame.page(request, representative, "own.html", context)


def _sections(
    request: HttpRequest, representative: Representative, standing: Standing
) -> list[SafeString]:
    """Return the other areas' parts, rendered."""
    found: list[addons.Section] = []
    for name in SECTIONS:
        module = import_module(f"medborgerforum.views.{name}")
        provide = getattr(module, "own_sections", None)
        found += provide(request, representative, standing) if provide else []
    return [render_to_string(one.template, dict(one.context), request) for one in found]


# --- Confirming --------------------------------------------------------------------------------
def _people() -> Any:
    return Representative.objects.select_related("association")


@require_http_methods(["GET", "HEAD", "POST"])
@frame.by_link(_people, Purpose.FORUM)
def confirm(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Ask whether it is she; by POST, take her word."""
    if representative.confirmed_at is not None:
        return redirect(own_frame.url("own", representative))
    if request.method == "POST":
        representatives.confirm(representative)
        return own_frame.back(request, representative, _("Tak. Her er din side."))
    context = {
        "association": representative.association,
        "manages": representative.manages,
        "not_me_url": links.own_path("forum_not_me", Purpose.FORUM, representative),
        "days": representatives.UNANSWERED.days,
    }
    return frame.own_page(request, "medborgerforum/own_confirm.html", context)


@require_POST
@frame.by_link(_people, Purpose.FORUM)
def not_me(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Delete an invitation at once: it is not she, or she will not."""
    if not representatives.not_me(representative):
        return redirect(own_frame.url("own", representative))
    return redirect("forum:invitation_deleted")


@never_cache
@require_safe
def invitation_deleted(request: HttpRequest) -> HttpResponse:
    """Say that nothing is kept. The address names nobody."""
    return private(frame.page(request, "medborgerforum/own_not_me.html"))


# --- A lost link -------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Mail someone her links again; the answer is the same for everyone."""
    form = LostLinkForm(posted(request))
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        if representatives.LOST_LINK.allows(ratelimit.client_address(request)):
            representatives.send_lost_links(form.cleaned_data["email"])
            return redirect("forum:lost_link_sent")
        form.add_error(None, _("Der er spurgt mange gange. Vent lidt, og prøv igen."))
        status = HTTPStatus.TOO_MANY_REQUESTS
    return frame.own_page(request, "medborgerforum/lost_link.html", {"form": form}, status)


@never_cache
@require_safe
def lost_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way if the address was known."""
    return frame.page(request, "medborgerforum/lost_link_sent.html")


HERE = "t/forum/<uuid:row_id>/<str:token>/"

urlpatterns = [
    path("medborgerforum/link/", lost_link, name="lost_link"),
    path("medborgerforum/link/sendt/", lost_link_sent, name="lost_link_sent"),
    path("medborgerforum/invitation/slettet/", invitation_deleted, name="invitation_deleted"),
    path(HERE, own, name="own"),
    path(f"{HERE}bekraeft/", confirm, name="confirm"),
    path(f"{HERE}ikke-mig/", not_me, name="forum_not_me"),
    *own_charter.patterns(HERE),
    *own_people.patterns(HERE),
    *own_entry.patterns(HERE),
]

"""Behind a representative's link: accept the charter, the signed copy, who signed, leaving."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import ratelimit
from events.forms import posted
from medborgerforum import (
    charter,
    forum_markup,
    leaving,
    membership,
    membership_papers,
    renewal,
    signatories,
    standing_words,
)
from medborgerforum.enums import CharterEventKind
from medborgerforum.forms.own import RenewForm, SignatoryForm
from medborgerforum.leaving import LeaveRefused
from medborgerforum.models import (
    CharterEvent,
    CharterText,
    CharterVersion,
    Representative,
    Signatory,
)
from medborgerforum.renewal import AcceptRefused
from medborgerforum.signatories import CorrectionRefused
from medborgerforum.views import frame, own_frame


# --- Accepting ---------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@own_frame.by_manager
def renew(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Show the charter that is asked for, and accept it by POST."""
    standing = membership.standing(representative.association)
    version = standing.to_accept
    form = RenewForm(posted(request), initial=_suggested(representative))
    if request.method == "POST" and form.is_valid():
        try:
            _accept(representative, form.cleaned_data)
        except AcceptRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return own_frame.back(
                request, representative, _("Tak. I har sagt ja til charteret. Se jeres kopi her.")
            )
    if version is None:
        return redirect(own_frame.url("own", representative))
    context = {
        "form": form,
        "standing": standing,
        "words": standing_words.words(standing),
        **_texts(version),
        "has_former": version.number > 1,
    }
    return own_frame.page(request, representative, "own_renew.html", context)


def _suggested(representative: Representative) -> dict[str, str]:
    return {"signatory_name": representative.name}


def _accept(representative: Representative, data: dict[str, Any]) -> CharterEvent:
    texts = CharterText.objects.filter(published_at__isnull=False).select_related("version")
    text = texts.filter(pk=data["text"]).first()
    if text is None:
        raise AcceptRefused
    return renewal.accept(
        representative,
        text,
        signatory_name=data["signatory_name"],
        signatory_role=data["signatory_role"],
        authority_stated=data["authority_stated"],
    )


def _texts(version: CharterVersion) -> dict[str, Any]:
    """Return the text in the page's language, and the Danish beside it; one query."""
    found = charter.texts(version)
    danish = found[charter.BINDING]
    read = found.get(get_language() or charter.BINDING) or danish
    return {
        "version": version,
        "read": _shown(read),
        "danish": None if read.pk == danish.pk else _shown(danish),
        "has_no_translation": read.language != get_language(),
    }


def _shown(text: CharterText) -> dict[str, Any]:
    return {
        "text": text,
        "blocks": forum_markup.blocks(text.body),
        "dir": frame.direction(text.language),
    }


@require_safe
@frame.by_representative
def signed_copy(
    request: HttpRequest, representative: Representative, event_id: UUID
) -> HttpResponseBase:
    """Return the signed copy of an acceptance as PDF, in the page's language."""
    events = CharterEvent.objects.select_related("association", "text__version")
    event = get_object_or_404(
        events,
        pk=event_id,
        association=representative.association_id,
        kind=CharterEventKind.ACCEPTED,
    )
    if not ratelimit.CERTIFICATE.allows(representative.pk):
        return frame.own_page(
            request, "medborgerforum/wrong_link.html", {"is_pause": True}, status=429
        )
    response = HttpResponse(
        membership_papers.signed_copy_pdf(event), content_type="application/pdf"
    )
    name = membership_papers.file_name(event)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@own_frame.by_manager
def signatory(
    request: HttpRequest, representative: Representative, event_id: UUID
) -> HttpResponseBase:
    """Correct who signed an acceptance."""
    row = Signatory.objects.filter(
        event=event_id, event__association=representative.association_id, blanked_on__isnull=True
    ).first()
    if row is None:
        raise Http404
    initial = {"signatory_name": row.name, "signatory_role": row.role}
    form = SignatoryForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            signatories.correct(
                row,
                name=form.cleaned_data["signatory_name"],
                role=form.cleaned_data["signatory_role"],
                by_representative=representative,
            )
        except CorrectionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return own_frame.back(request, representative, _("Rettet."), "own_history")
    return own_frame.page(request, representative, "own_signatory.html", {"form": form})


# --- Leaving -----------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@own_frame.by_manager
def leave(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Say what happens, and end the membership by POST."""
    refused = ""
    if request.method == "POST":
        try:
            leaving.leave(representative.association, by_representative=representative)
        except LeaveRefused as refusal:
            refused = str(refusal.message)
        else:
            return own_frame.back(request, representative, _("I er meldt ud."))
    if leaving.left_at(representative.association) is not None:
        return redirect(own_frame.url("own", representative))
    return own_frame.page(request, representative, "own_leave.html", {"refused": refused})


def patterns(here: str) -> list:
    """Return the addresses below a representative's page."""
    return [
        path(f"{here}charter/", renew, name="renew"),
        path(f"{here}charter/<uuid:event_id>.pdf", signed_copy, name="own_signed_copy"),
        path(f"{here}charter/<uuid:event_id>/underskriver/", signatory, name="own_signatory"),
        path(f"{here}meld-ud/", leave, name="own_leave"),
    ]

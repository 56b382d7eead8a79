"""Behind a representative's link: what the association tells of itself, and its history."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms import posted
from events.labels import vocabulary
from events.models import District, Theme
from medborgerforum import entry, membership_history
from medborgerforum.entry import EntryRefused
from medborgerforum.enums import MembershipState, WorkLanguage
from medborgerforum.forms.own import EntryForm
from medborgerforum.membership_history import HistoryRow
from medborgerforum.models import Association, Representative, Signatory
from medborgerforum.views import frame, own_frame

ROWS_A_PAGE = 50


def entry_context(association: Association) -> dict[str, Any]:
    """Return the words for what stands about an association; four queries."""
    mine = set(association.districts.values_list("pk", flat=True))
    themes = set(association.themes.values_list("pk", flat=True))
    languages = dict(WorkLanguage.choices)
    return {
        "districts": [term.title for term in vocabulary(District) if term.pk in mine],
        "themes": [term.title for term in vocabulary(Theme) if term.pk in themes],
        "works_in": [languages[code] for code in association.works_in if code in languages],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@own_frame.by_manager
def change_entry(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Change what stands about the association, and who finds it."""
    association = representative.association
    if association.state == MembershipState.LEFT:
        return redirect(own_frame.url("own", representative))
    form = EntryForm(posted(request), association=association)
    if request.method == "POST" and form.is_valid():
        try:
            entry.change(association, form.cleaned_data, by=representative)
        except EntryRefused as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            return own_frame.back(request, representative, _("Gemt."))
    return own_frame.page(request, representative, "own_entry.html", {"form": form})


# --- History -----------------------------------------------------------------------------------
@require_safe
@frame.by_representative
def history(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Show all that happened to the membership, the newest first; fifty a page."""
    association = representative.association
    rows = membership_history.rows(association)[::-1]
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    named = set(
        Signatory.objects.filter(
            event__association=association, blanked_on__isnull=True
        ).values_list("pk", flat=True)
    )
    context = {
        "page_obj": page,
        "rows": [_line(row, representative, row.key in named) for row in page],
    }
    return own_frame.page(request, representative, "own_history.html", context)


def _line(row: HistoryRow, representative: Representative, is_named: bool) -> dict[str, Any]:
    if row.key is None:
        return {"row": row}
    can_correct = representative.manages and is_named
    return {
        "row": row,
        "dir": frame.direction(row.language),
        "pdf_url": own_frame.url("own_signed_copy", representative, row.key),
        "correct_url": own_frame.url("own_signatory", representative, row.key)
        if can_correct
        else "",
    }


@require_safe
@frame.by_representative
def history_csv(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Return the history as CSV."""
    text = membership_history.csv_text(representative.association)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="medlemskab.csv"'
    return response


@require_safe
@frame.by_representative
def history_json(request: HttpRequest, representative: Representative) -> HttpResponseBase:
    """Return the history as JSON."""
    data = membership_history.as_json(representative.association)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="medlemskab.json"'
    return response


def patterns(here: str) -> list:
    """Return the addresses below a representative's page."""
    return [
        path(f"{here}oplysninger/", change_entry, name="own_entry"),
        path(f"{here}historik/", history, name="own_history"),
        path(f"{here}historik.csv", history_csv, name="own_history_csv"),
        path(f"{here}historik.json", history_json, name="own_history_json"),
    ]

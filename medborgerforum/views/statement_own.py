"""A statement's own page, for whoever wrote it: how it stands, consent, withdraw."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.links import Purpose
from medborgerforum import hearings, statements
from medborgerforum.links import own_path
from medborgerforum.models import Statement
from medborgerforum.statement_letters import reason_text
from medborgerforum.views import frame

OWN = "t/forum-svar/<uuid:row_id>/<str:token>/"
PAGES = ("statement", "statement_consent", "statement_withdraw")

_by_link = frame.by_link(
    lambda: Statement.objects.select_related("hearing__activity"), Purpose.FORUM_STATEMENT
)


def _path(name: str, row: Statement) -> str:
    return own_path(name, Purpose.FORUM_STATEMENT, row)


def _page(request: HttpRequest, template: str, row: Statement) -> HttpResponse:
    activity = row.hearing.activity
    context = {
        "row": row,
        "activity": activity,
        "is_public": hearings.is_public(activity),
        "takes_statements": not hearings.is_off(activity)
        and hearings.takes_statements(row.hearing),
        "reason": reason_text(row.not_published),
        "direction": frame.direction(row.language),
        "urls": {name: _path(name, row) for name in PAGES},
    }
    return frame.own_page(request, template, context)


@require_safe
@_by_link
def statement(request: HttpRequest, row: Statement) -> HttpResponse:
    """Show how it stands, with the city's reply."""
    return _page(request, "medborgerforum/statement.html", row)


@require_POST
@_by_link
def statement_consent(request: HttpRequest, row: Statement) -> HttpResponse:
    """Say yes or no to publication; a no takes it off at once."""
    consent = request.POST.get("consent") == "yes"
    try:
        statements.set_consent(row, consent)
    except statements.StatementRefused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        said = _("Tak. Nu må svaret stå på kommunens side.")
        unsaid = _("Svaret står ikke længere på kommunens side.")
        messages.success(request, said if consent else unsaid)
    return redirect(_path("statement", row))


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def statement_withdraw(request: HttpRequest, row: Statement) -> HttpResponse:
    """Ask once more, then empty the statement; opening the link alone withdraws nothing."""
    if request.method != "POST":
        return _page(request, "medborgerforum/statement_withdraw.html", row)
    statements.withdraw(row)
    messages.success(request, _("Svaret er trukket tilbage, og teksten er slettet."))
    return redirect(_path("statement", row))


urlpatterns = [
    path(OWN, statement, name="statement"),
    path(f"{OWN}samtykke/", statement_consent, name="statement_consent"),
    path(f"{OWN}traek-tilbage/", statement_withdraw, name="statement_withdraw"),
]

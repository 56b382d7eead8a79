"""Write to an open hearing: everyone, or a member behind her own link."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import ratelimit, stepup
from events.forms import posted
from events.links import absolute
from events.models import Activity
from events.ratelimit import Limit
from events.views.personal import private
from medborgerforum import hearings, membership, statements
from medborgerforum.forms.hearings import MemberStatementForm, StatementForm
from medborgerforum.models import Representative, Statement
from medborgerforum.statement_letters import own_path
from medborgerforum.views import frame

# At a meeting many write on the same tablet; beyond that a puzzle or a code is asked for.
STATEMENTS = Limit("forum-statement", times=10, window=timedelta(hours=1))
SENT = "forum_statement"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Show the form, or that the time is over; keep what was sent and go on to thank."""
    activity = get_object_or_404(hearings.listed(), pk=activity_id)
    form = StatementForm(posted(request))
    return _answer(request, activity, form, {})


@require_http_methods(["GET", "HEAD", "POST"])
@frame.by_representative
def own_statement(
    request: HttpRequest, representative: Representative, activity_id: UUID
) -> HttpResponse:
    """Let a member write under her association's name; anyone else is told where to write."""
    activity = get_object_or_404(hearings.listed(), pk=activity_id)
    if not membership.may_read(representative):
        context = {"activity": activity}
        return frame.own_page(request, "medborgerforum/statement_not_member.html", context)
    association = representative.association
    form = MemberStatementForm(posted(request), association=association)
    return _answer(request, activity, form, {"association": association})


def _answer(
    request: HttpRequest,
    activity: Activity,
    form: StatementForm | MemberStatementForm,
    more: dict[str, Any],
) -> HttpResponse:
    context = {**_facts(activity), **more, "form": form}
    if not context["takes_statements"]:
        return _page(request, context)
    if request.method != "POST" or not form.is_valid():
        return _page(request, context)
    if brake(request, activity, form):
        return _page(request, context, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        row = statements.receive(activity, form.given, key=form.key)
    except statements.NotOpen as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, context)
    request.session[SENT] = {str(activity.pk): str(row.pk)}
    return redirect("forum:statement_thanks", activity_id=activity.pk)


def brake(request: HttpRequest, activity: Activity, form: Any) -> bool:
    """Whether a sending is held back; then the form says what to do. The one place for it."""
    key = (ratelimit.client_address(request), activity.pk)
    email = form.cleaned_data["email"].lower()
    if not stepup.check(request, limit=STATEMENTS, key=key, form=form, email=email):
        return True
    return bool(email) and not stepup.check(
        request, limit=hearings.PER_MAILBOX, key=(email,), form=form, email=email
    )


def _facts(activity: Any) -> dict[str, Any]:
    row = hearings.of_activity(activity)
    here = get_language() or settings.LANGUAGE_CODE
    question, language = hearings.question_in(row, here) if row else ("", "da")
    return {
        "activity": activity,
        "hearing": row,
        "question": question,
        "question_language": language,
        "takes_statements": not hearings.is_off(activity) and hearings.takes_statements(row),
    }


def _page(
    request: HttpRequest, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    return frame.own_page(request, "medborgerforum/statement_form.html", context, status)


@require_safe
def statement_thanks(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Say thank you; without an address the personal link is shown here, this one time."""
    activity = get_object_or_404(hearings.listed(), pk=activity_id)
    key = request.session.get(SENT, {}).get(str(activity.pk))
    row = Statement.objects.filter(pk=key, hearing=activity.pk).first() if key else None
    if key and request.method == "GET":
        del request.session[SENT]
    context = {
        "activity": activity,
        "row": row,
        "own_url": absolute(own_path(row)) if row and not row.email else "",
    }
    return private(frame.page(request, "medborgerforum/statement_thanks.html", context))


urlpatterns = [
    path("medborgerforum/hoeringer/<uuid:activity_id>/svar/", statement, name="statement_form"),
    path(
        "medborgerforum/hoeringer/<uuid:activity_id>/svar/tak/",
        statement_thanks,
        name="statement_thanks",
    ),
    path(
        "t/forum/<uuid:row_id>/<str:token>/hoeringer/<uuid:activity_id>/svar/",
        own_statement,
        name="own_statement",
    ),
]

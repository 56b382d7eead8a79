"""Apply for membership, and follow the application behind its own link."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import ratelimit, stepup, when
from events.forms import posted
from events.labels import vocabulary
from events.links import Purpose
from events.models import District
from medborgerforum import (
    admission,
    application_papers,
    applications,
    forum_markup,
    forum_texts,
    links,
)
from medborgerforum.applications import ApplicationRefused, CharterMoved
from medborgerforum.charter import BINDING
from medborgerforum.enums import ApplicationState, ForumTextKey, Requirement, WorkLanguage
from medborgerforum.forms.join import AcceptNewerForm, CorrectForm, JoinForm
from medborgerforum.models import Application, CharterText
from medborgerforum.views import frame

OWN = "t/forum-ansoegning/<uuid:row_id>/<str:token>/"
PAGES = (
    "application",
    "application_correct",
    "application_withdraw",
    "application_charter",
)

# Each application mails whatever address is typed.
SENDING = ratelimit.Limit("forum-application", times=10, window=timedelta(hours=1))
SENDING_TO_ADDRESS = ratelimit.Limit("forum-application-mail", times=5, window=timedelta(days=1))

_by_link = frame.by_link(
    lambda: Application.objects.select_related("accepted_text__version"),
    Purpose.FORUM_APPLICATION,
)


# --- The public form -----------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Show who sees what, the list, the charter and the form; save, and go on to thank."""
    text = applications.text_to_accept(_language())
    if text is None or not forum_texts.joining_is_ready():
        return frame.page(request, "medborgerforum/join_not_yet.html")
    form = JoinForm(posted(request), text=text)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    if brake(request, form, form.cleaned_data["contact_email"].lower()):
        return _form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        applications.receive(form.application, form.district_keys)
    except CharterMoved:  # published between the two questions
        text = applications.text_to_accept(_language()) or text
        return _form(request, JoinForm(request.POST, text=text))
    return redirect("forum:join_thanks")


def brake(request: HttpRequest, form: Any, email: str) -> bool:
    """Whether a sending is held back; then the form says why."""
    client = (ratelimit.client_address(request),)
    if not stepup.check(request, limit=SENDING, key=client, form=form, email=email):
        return True
    if SENDING_TO_ADDRESS.allows(email):
        return False
    form.add_error(None, _("Der er sendt mange ansøgninger herfra. Vent lidt, eller ring til os."))
    return True


def _form(request: HttpRequest, form: JoinForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    context = {
        "form": form,
        "before": forum_texts.shown(ForumTextKey.BEFORE_JOINING, _language()),
        "requirements": Requirement.labels,
        **_charter(form.charter_text),
    }
    return frame.page(request, "medborgerforum/join.html", context, status)


def _charter(text: CharterText) -> dict[str, Any]:
    """Return what ``medborgerforum/join_charter.html`` shows."""
    with override(BINDING):
        danish_url = reverse("forum:charter")
    return {
        "text": text,
        "text_direction": frame.direction(text.language),
        "text_blocks": forum_markup.blocks(text.body),
        "is_danish": text.language == BINDING,
        "is_missing": text.language != _language(),
        "danish_url": danish_url,
    }


def _language() -> str:
    return get_language() or BINDING


@require_safe
def join_thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what comes now."""
    return frame.page(request, "medborgerforum/join_thanks.html")


@require_safe
def join_withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that the application is deleted."""
    return frame.page(request, "medborgerforum/join_withdrawn.html")


# --- Behind the link -----------------------------------------------------------------------------
def _own(row: Application) -> dict[str, Any]:
    is_open = row.state != ApplicationState.DECLINED
    districts = set(row.districts.values_list("pk", flat=True))
    languages = dict(WorkLanguage.choices)
    return {
        "row": row,
        "is_open": is_open,
        "is_ready": row.state == ApplicationState.READY,
        "is_verified": row.verified_at is not None,
        "asks_newer": is_open and not applications.has_accepted(row),
        "districts": [term.title for term in vocabulary(District) if term.pk in districts],
        "works_in": [languages[key] for key in row.works_in if key in languages],
        "accepted_at": when.moment(row.accepted_at),
        "deleted_on": when.plain_day(admission.deleted_at(row)),
        "urls": {name: links.own_path(name, Purpose.FORUM_APPLICATION, row) for name in PAGES},
    }


def _back(row: Application) -> HttpResponse:
    return redirect(links.own_path("application", Purpose.FORUM_APPLICATION, row))


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def application(request: HttpRequest, row: Application) -> HttpResponse:
    """Show how far it is. Opening the link changes nothing; the button verifies the mailbox."""
    if request.method == "POST":
        try:
            applications.verify(row)
        except ApplicationRefused as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Tak. Din e-mail er bekræftet."))
        return _back(row)
    context = _own(row)
    if not context["is_open"]:
        context |= application_papers.refusal(row, _language())
    return frame.own_page(request, "medborgerforum/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def application_correct(request: HttpRequest, row: Application) -> HttpResponse:
    """Put right what was written. Another address is mailed a link of its own."""
    if row.state == ApplicationState.DECLINED:
        return _back(row)
    form = CorrectForm(posted(request), application=row)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["contact_email"].lower()
        if email != row.contact_email and brake(request, form, email):
            status = HTTPStatus.TOO_MANY_REQUESTS
        else:
            answer = _correct(request, row, form)
            if answer is not None:
                return answer
    context = {**_own(row), "form": form}
    return frame.own_page(request, "medborgerforum/application_correct.html", context, status)


def _correct(request: HttpRequest, row: Application, form: CorrectForm) -> HttpResponse | None:
    """Return where to go on; None when the form has an error now."""
    try:
        moved = applications.correct(
            row, form.values, form.district_keys, authority=form.cleaned_data["authority"]
        )
    except applications.AuthorityNotStated as refusal:
        form.add_error("authority", str(refusal.message))
        return None
    except ApplicationRefused as refusal:
        messages.warning(request, str(refusal.message))
        return _back(row)
    if moved:  # the new link goes by mail alone: it is what verifies the mailbox
        return redirect("forum:join_thanks")
    messages.success(request, _("Rettelserne er gemt."))
    return _back(row)


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def application_charter(request: HttpRequest, row: Application) -> HttpResponse:
    """Read and accept the version that has come into force since."""
    text = applications.text_to_accept(_language())
    context = _own(row)
    if text is None or not context["asks_newer"]:
        return _back(row)
    form = AcceptNewerForm(posted(request), text=text)
    if request.method == "POST" and form.is_valid():
        try:
            applications.accept_newer(row, text.pk, _language())
        except ApplicationRefused as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Tak. I har tilsluttet jer den nye version."))
        return _back(row)
    context |= {"form": form, **_charter(text)}
    return frame.own_page(request, "medborgerforum/application_charter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def application_withdraw(request: HttpRequest, row: Application) -> HttpResponse:
    """Ask once more, then delete the application; opening the link alone deletes nothing."""
    if row.state == ApplicationState.DECLINED:
        return _back(row)
    if request.method != "POST":
        return frame.own_page(request, "medborgerforum/application_withdraw.html", _own(row))
    try:
        applications.withdraw(row)
    except ApplicationRefused as refusal:
        messages.warning(request, str(refusal.message))
        return _back(row)
    return redirect("forum:join_withdrawn")


urlpatterns = [
    path("medborgerforum/bliv-medlem/", join, name="join"),
    path("medborgerforum/bliv-medlem/tak/", join_thanks, name="join_thanks"),
    path("medborgerforum/bliv-medlem/slettet/", join_withdrawn, name="join_withdrawn"),
    path(OWN, application, name="application"),
    path(f"{OWN}ret/", application_correct, name="application_correct"),
    path(f"{OWN}charter/", application_charter, name="application_charter"),
    path(f"{OWN}traek-tilbage/", application_withdraw, name="application_withdraw"),
]

"""Behind a representative's link: the minutes of one meeting, as a draft or published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import when
from events.links import Purpose
from events.ratelimit import Limit
from medborgerforum import links, membership, minutes, minutes_comments, minutes_papers
from medborgerforum.enums import MinutesState
from medborgerforum.forms.minutes import CommentForm
from medborgerforum.models import Meeting, MinutesComment, Representative
from medborgerforum.views.frame import OwnView, by_representative, own_page

OWN = "t/forum/<uuid:row_id>/<str:token>/"
APPROVE, COMMENT = "approve", "comment"

# A PDF takes a second of a processor.
PDF_LIMIT = Limit("forum-minutes-pdf", times=20, window=timedelta(minutes=10))
COMMENT_LIMIT = Limit("forum-minutes-comment", times=60, window=timedelta(hours=1))


def by_reader(view: OwnView) -> Callable[..., HttpResponseBase]:
    """Hand the view its representative if her association may read; else say that it may not.

    The answer is the same whether there is something to read at the address or not.
    """

    @by_representative
    @wraps(view)
    def opened(
        request: HttpRequest, representative: Representative, **more: Any
    ) -> HttpResponseBase:
        if membership.may_read(representative):
            return view(request, representative, **more)
        context = {"own_url": links.own_path("own", Purpose.FORUM, representative)}
        template = "medborgerforum/minutes/shut.html"
        return own_page(request, template, context, HTTPStatus.FORBIDDEN)

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@by_reader
def own_minutes(
    request: HttpRequest, representative: Representative, activity_id: UUID
) -> HttpResponse:
    """Show the minutes; by POST, comment on the draft or approve it."""
    meeting = _readable(representative, activity_id)
    if request.method != "POST":
        return _show(request, representative, meeting)
    if not COMMENT_LIMIT.allows(representative.association_id):
        messages.warning(request, _("Der er skrevet mange bemærkninger. Vent en time."))
        return redirect(request.path)
    return _act(request, representative, meeting)


def _readable(representative: Representative, activity_id: UUID) -> Meeting:
    meeting = minutes_comments.readable(representative, activity_id)
    if meeting is None:
        raise Http404
    return meeting


def _act(request: HttpRequest, representative: Representative, meeting: Meeting) -> HttpResponse:
    step = request.POST.get("step")
    if step not in {APPROVE, COMMENT}:
        raise Http404
    form = CommentForm(request.POST, point=_point(request)) if step == COMMENT else None
    if form and not form.is_valid():
        return _show(request, representative, meeting, form)
    try:
        if form:
            said = form.cleaned_data
            minutes_comments.comment(
                representative,
                meeting,
                said["text"],
                key=said["idempotency_key"],
                point=said["point"],
            )
            messages.success(request, _("Tak. Vi svarer på jeres bemærkning her på siden."))
        else:
            seen = request.POST.get("edition", "")
            # The page itself says it where the text has been changed meanwhile.
            if minutes_comments.approve(representative, meeting, seen=seen).approves:
                messages.success(request, _("Tak. I har godkendt referatet."))
    except minutes_comments.CommentRefused as refusal:
        if form:  # what was typed stays
            form.add_error("text", str(refusal.message))
            return _show(request, representative, meeting, form)
        messages.warning(request, str(refusal.message))
    point = _point(request)
    return redirect(request.path + (f"#punkt-{point}" if point else ""))


def _point(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("point", ""))
    except ValueError:
        return None


@dataclass(frozen=True)
class Talk:
    """What was said of a point, or of the whole, and the form for more while there is time."""

    comments: list[MinutesComment]
    form: CommentForm | None


def _show(
    request: HttpRequest,
    representative: Representative,
    meeting: Meeting,
    failed: CommentForm | None = None,
) -> HttpResponse:
    content = minutes_papers.content(meeting)
    context: dict[str, Any] = {
        "content": content,
        "own_url": links.own_path("own", Purpose.FORUM, representative),
        "archive_url": links.own_path("own_archive", Purpose.FORUM, representative),
        "failed": failed,
    }
    if meeting.minutes_state == MinutesState.PUBLISHED:
        pdf = links.own_path("own_minutes_pdf", Purpose.FORUM, representative, meeting.pk)
        context |= {"pdf_url": pdf, "points": [(point, None) for point in content.points]}
    else:
        context |= _draft(representative, meeting, content, failed)
    return own_page(request, "medborgerforum/minutes/read.html", context)


def _draft(
    representative: Representative,
    meeting: Meeting,
    content: minutes_papers.Content,
    failed: CommentForm | None,
) -> dict[str, Any]:
    """Return what stands beside a draft: comments by point, forms while the window is open."""
    said = minutes_comments.comments_on(meeting)
    is_open = minutes.window_is_open(meeting)
    day = minutes.last_day(meeting)
    keys = {one.point.pk for one in content.points}

    def talk(key: UUID | None) -> Talk:
        # What was said of a point that is no longer on the agenda stands with the whole.
        here = [c for c in said if c.text and (c.point_id if c.point_id in keys else None) == key]
        mine = failed if failed and failed.initial["point"] == key else CommentForm(point=key)
        return Talk(here, mine if is_open else None)

    return {
        "is_draft": True,
        "is_open": is_open,
        "edition": minutes.edition(meeting),
        "until": when.day(day) if day else "",
        "progress": minutes_comments.progress(meeting, said, representative.association),
        "points": [(point, talk(point.point.pk)) for point in content.points],
        "whole": talk(None),
    }


@require_safe
@by_reader
def own_minutes_pdf(
    request: HttpRequest, representative: Representative, activity_id: UUID
) -> HttpResponse:
    """Serve published minutes as PDF."""
    meeting = _readable(representative, activity_id)
    if meeting.minutes_state != MinutesState.PUBLISHED:
        raise Http404
    if not PDF_LIMIT.allows(representative.association_id):
        messages.warning(request, _("Referatet er hentet mange gange. Vent ti minutter."))
        return redirect(links.own_path("own_minutes", Purpose.FORUM, representative, meeting.pk))
    return pdf_response(meeting)


def pdf_response(meeting: Meeting) -> HttpResponse:
    """Return the minutes as a PDF to be opened; the caller has checked the reader."""
    response = HttpResponse(minutes_papers.minutes_pdf(meeting), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="referat.pdf"'
    return response


urlpatterns = [
    path(f"{OWN}referat/<uuid:activity_id>/", own_minutes, name="own_minutes"),
    path(f"{OWN}referat/<uuid:activity_id>/pdf/", own_minutes_pdf, name="own_minutes_pdf"),
]

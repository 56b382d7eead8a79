"""Behind a representative's link: the archive of meetings, and what was promised at them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import when
from events.links import Purpose
from medborgerforum import archive, follow_ups, links, minutes_papers
from medborgerforum.forms.minutes import ArchiveForm
from medborgerforum.models import Representative
from medborgerforum.views.frame import own_page
from medborgerforum.views.minutes_own import OWN, by_reader

PER_PAGE = 10
FOLLOW_UPS_PER_PAGE = 20
OURS, ALL = "vores", "alle"


@require_safe
@by_reader
def own_archive(request: HttpRequest, representative: Representative) -> HttpResponse:
    """Search and list the meetings with published minutes; a fixed number of queries."""
    form = ArchiveForm(request.GET, years=archive.years())
    query = form.query
    page_obj = Paginator(archive.search(query), PER_PAGE).get_page(request.GET.get("page"))
    found = [
        {
            "title": one.meeting.activity.title,
            "when": capfirst(when.day(one.meeting.held_at)),  # type: ignore[attr-defined]
            "url": _url("own_minutes", representative, one.meeting.pk),
            "hits": one.hits,
            "more": one.more,
        }
        for one in archive.found_in(page_obj.object_list, query)
    ]
    context = {
        "form": form,
        "found": found,
        "page_obj": page_obj,
        "is_narrowed": bool(query.words or query.year or query.only),
        **_ways(representative),
    }
    return own_page(request, "medborgerforum/minutes/own_archive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_reader
def own_follow_ups(request: HttpRequest, representative: Representative) -> HttpResponse:
    """List what is still to be done, ours or everybody's; by POST, mark one of ours as done."""
    whose = ALL if request.GET.get("vis") == ALL else OURS
    if request.method == "POST":
        _finish(request, representative)
        return redirect(f"{request.path}?vis={whose}")
    rows = follow_ups.still_open() if whose == ALL else follow_ups.of(representative.association)
    page_obj = Paginator(rows, FOLLOW_UPS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [
            {
                "promise": minutes_papers.promise(row),
                "meeting": row.point.meeting.activity.title,
                "point": row.point,
                "can_finish": follow_ups.can_finish(representative, row),
                "url": _url("own_minutes", representative, row.point.meeting_id),
            }
            for row in page_obj.object_list
        ],
        "page_obj": page_obj,
        "shows_all": whose == ALL,
        "OURS": OURS,
        "ALL": ALL,
        **_ways(representative),
    }
    return own_page(request, "medborgerforum/minutes/follow_ups.html", context)


def _finish(request: HttpRequest, representative: Representative) -> None:
    try:
        key = UUID(request.POST.get("done", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        follow_ups.finish(representative, key)
    except follow_ups.FollowUpRefused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Opfølgningen er meldt gjort."))


def _url(name: str, representative: Representative, *more: UUID) -> str:
    return links.own_path(name, Purpose.FORUM, representative, *more)


def _ways(representative: Representative) -> dict[str, Any]:
    return {
        "own_url": _url("own", representative),
        "archive_url": _url("own_archive", representative),
        "follow_ups_url": _url("own_follow_ups", representative),
    }


urlpatterns = [
    path(f"{OWN}arkiv/", own_archive, name="own_archive"),
    path(f"{OWN}opfoelgninger/", own_follow_ups, name="own_follow_ups"),
]

"""Minutes and the archive: the public page about it, and sections of a representative's page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from events import when
from events.addons import Section
from events.links import Purpose
from medborgerforum import follow_ups, links, minutes, minutes_comments, minutes_papers
from medborgerforum.membership import Standing
from medborgerforum.models import Representative
from medborgerforum.views import minutes_archive, minutes_own
from medborgerforum.views.frame import page

SHOWN = 5  # follow-ups on the own page; all of them have a page


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Say for whom the archive is, and how to come in."""
    return page(request, "medborgerforum/minutes/archive.html")


def own_sections(
    request: HttpRequest, representative: Representative, standing: Standing
) -> list[Section]:
    """Return minutes that wait for comments, what the association has promised, the archive.

    Nothing for an association that may not read. Two queries.
    """
    if not standing.may_read:
        return []
    association = standing.association
    waiting = [
        {
            "title": meeting.activity.title,
            "until": when.plain_day(day) if (day := minutes.last_day(meeting)) else "",
            "url": links.own_path("own_minutes", Purpose.FORUM, representative, meeting.pk),
        }
        for meeting in minutes_comments.waiting_for(association)[:SHOWN]
    ]
    promised = list(follow_ups.of(association)[: SHOWN + 1])
    context = {
        "waiting": waiting,
        "promised": [minutes_papers.promise(row) for row in promised[:SHOWN]],
        "more_promised": len(promised) > SHOWN,
        "archive_url": links.own_path("own_archive", Purpose.FORUM, representative),
        "follow_ups_url": links.own_path("own_follow_ups", Purpose.FORUM, representative),
    }
    return [Section("medborgerforum/minutes/section.html", context)]


urlpatterns = [
    path("medborgerforum/arkiv/", archive, name="archive"),
    *minutes_own.urlpatterns,
    *minutes_archive.urlpatterns,
]

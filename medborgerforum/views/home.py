"""The forum's front page: what it is, what happens next, and the ways on."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events import queries
from events.enums import ActivityKind
from events.queries import ActivityCard
from medborgerforum import forum_texts
from medborgerforum.enums import ForumTextKey
from medborgerforum.views import frame

CARDS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show it; a fixed number of queries."""
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "intro": forum_texts.shown(ForumTextKey.INTRO, language),
        "meetings": _next(ActivityKind.FORUMMOEDE, request),
        "hearings": _next(ActivityKind.HOERING, request),
    }
    return frame.page(request, "medborgerforum/home.html", context)


def _next(kind: ActivityKind, request: HttpRequest) -> list[ActivityCard]:
    return queries.cards(list(queries.coming().filter(kind=kind)[:CARDS]), request)


urlpatterns = [path("medborgerforum/", home, name="home")]

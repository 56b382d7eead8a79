"""The calendar: what comes, and what has been."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from events import queries, when
from events.forms import CalendarFilterForm

PER_PAGE = 20


def _month(card: queries.ActivityCard) -> str:
    return when.month(card.starts_at) if card.starts_at else ""


def calendar_context(request: HttpRequest) -> dict[str, Any]:
    """Return the filter form, one page of activities grouped by month, and the feed.

    ``?past=1`` shows what is over. Months are Copenhagen's. A fixed number of queries.
    """
    is_past = bool(request.GET.get("past"))
    activities = queries.past() if is_past else queries.coming()
    form = CalendarFilterForm(request.GET, facets=queries.facets(activities))
    page_obj = Paginator(form.apply(activities), PER_PAGE).get_page(request.GET.get("page"))
    shown = queries.cards(list(page_obj.object_list), request)
    feed = request.build_absolute_uri(reverse("events:calendar_feed"))
    return {
        "filter_form": form,
        "is_past": is_past,
        "is_filtered": bool(form.chosen),
        "page_obj": page_obj,
        "months": [(title, list(group)) for title, group in groupby(shown, key=_month)],
        "feed_url": feed,
        # Calendar programs subscribe to this scheme instead of importing once.
        "subscribe_url": "webcal://" + feed.partition("://")[2],
    }

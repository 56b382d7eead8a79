"""Learning paths as they are read: each step with its page, and the next date of what one attends.

Dates and seats come from the rows when the path is read, so that nobody has to keep a path up to
date. Nothing that is not public is shown, whatever was chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Locale, Page, ReferenceIndex

from events import addons, queries
from events.availability import State, availability
from events.models import Activity, ActivityPage

from .models import LearningPathPage

READ = "read"
SHUT = {State.MEMBERS, State.CLOSED, State.CANCELLED, State.HELD}
# Of several dates the first with a seat is the next one; else where one can stand in line.
LATER = {State.LINE: 1, State.NOT_YET: 2}
MOST = 3


@dataclass(frozen=True)
class Step:
    """One step as it stands now. ``date`` is None for reading, and where there is no date."""

    kind: str
    title: str
    language: str
    url: str
    why: str
    date: queries.ActivityCard | None = None

    @property
    def is_reading(self) -> bool:
        """Whether the step is taken by reading."""
        return self.kind == READ


def steps_of(path: LearningPathPage, request: HttpRequest) -> list[Step]:
    """Return the steps that can be shown, in order, in the path's language.

    A fixed number of queries, however many steps there are.
    """
    chosen = [(block.block_type, block.value) for block in path.steps if _fits(block)]
    versions = _versions((value["page"] for _kind, value in chosen), path.locale_id)
    keys = [value["page"].activity_id for kind, value in chosen if kind != READ]
    activities = Activity.objects.filter(discreet=False).in_bulk(keys)
    public = set(Activity.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    dates = _next_dates({a.series for a in activities.values()}, request)
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    steps = []
    for kind, value in chosen:
        key = None if kind == READ else value["page"].activity_id
        date = dates.get(activities[key].series) if key in activities else None
        page = versions.get(value["page"].translation_key)
        if date:
            steps.append(Step(kind, date.title, date.title_language, date.url, value["why"], date))
        elif page and (kind == READ or key in public):
            url = page.get_url(request) or ""
            steps.append(Step(kind, page.title, languages[page.locale_id], url, value["why"]))
    return steps


def _fits(block: Any) -> bool:
    """Whether the step has its page; an activity is no reading, whoever put it there."""
    page = block.value["page"]
    return page is not None and (block.block_type != READ or page.specific_class != ActivityPage)


def _versions(pages: Iterable[Page], locale_id: int) -> dict[Any, Page]:
    """Return the live version of each page by translation key: in the language, else as chosen."""
    chosen = list(pages)
    found = {page.translation_key: page for page in chosen if page.live}
    keys = [page.translation_key for page in chosen]
    live = Page.objects.live().filter(translation_key__in=keys, locale_id=locale_id)
    return found | {page.translation_key: page for page in live}


def _next_dates(series: Iterable[UUID], request: HttpRequest) -> dict[UUID, queries.ActivityCard]:
    """Return the next open date of each series, as a card."""
    best: dict[UUID, tuple[int, Activity]] = {}
    for activity in queries.open_for_signup().filter(series__in=list(series)):
        state = availability(activity).state
        rank = LATER.get(state, 0)
        if state not in SHUT and (activity.series not in best or rank < best[activity.series][0]):
            best[activity.series] = rank, activity
    rows = [activity for _rank, activity in best.values()]
    return dict(zip((row.series for row in rows), queries.cards(rows, request), strict=True))


def newest(page: Page) -> list[LearningPathPage]:
    """Return the live paths in a page's language, by title. One query."""
    paths = LearningPathPage.objects.live().filter(locale_id=page.locale_id)
    return list(paths.defer("steps").order_by("title")[:MOST])


def part_of(activity: Activity, request: HttpRequest) -> list[dict[str, str]]:
    """Return the live paths, in the active language, that the activity or its series is in.

    Asked of Wagtail's reference index, which the worker keeps: two queries, one where no path
    leads here.
    """
    of_series = ActivityPage.objects.filter(activity__series=activity.series)
    keys = of_series.annotate(key=Cast("pk", CharField())).values("key")
    found = list(
        ReferenceIndex.objects.filter(
            content_type=ContentType.objects.get_for_model(LearningPathPage),
            to_content_type=ContentType.objects.get_for_model(Page),
            to_object_id__in=keys,
        ).values_list("object_id", flat=True)
    )
    if not found:
        return []
    paths = LearningPathPage.objects.live().filter(
        pk__in=[int(key) for key in found],
        locale__language_code=translation.get_language(),
    )
    shown = paths.defer("steps").order_by("title")[:MOST]
    return [{"title": path.title, "url": path.get_url(request) or ""} for path in shown]


def section(request: HttpRequest, activity: Activity) -> addons.Section | None:
    """Return "part of the path …" for an activity's page; nothing for a discreet one."""
    paths = [] if activity.discreet else part_of(activity, request)
    if not paths:
        return None
    return addons.Section("knowledge/part_of_path.html", {"paths": paths})

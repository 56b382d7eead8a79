"""The public page of one target, its figures as data, and what the columns mean."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import data, timeline
from .definitions import SHARE_KINDS, STATUS_WORDS
from .distribution import answers_of
from .explained import explain, questions_of
from .history_chart import history_chart
from .knowing import knowing
from .measurement import STATUS_OF, Measurement
from .models import Target
from .overview import TargetRow, plan_page, rows_of

FRESH = 300
"""Seconds for which anyone may keep a page or a file: figures change once a day."""


@require_safe
@cache_control(public=True, max_age=FRESH)
def target(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a target says, how it is counted, and what it has come to."""
    found, today = _found(code), timezone.localdate()
    row = rows_of([found], today)[0]
    measured = row.measurement
    points = timeline.points_of(found, measured, today)
    explanation = explain(found, measured)
    context = {
        "target": found,
        "plan": found.track.plan,
        "track": found.track,
        "row": row,
        "explained": explanation,
        "answers": answers_of(found, measured, explanation.questions),
        "readings": _both_readings(row) if measured.other else [],
        "knowing": knowing(measured, today),
        "history": history_chart(points),
        "points": [_listed(point) for point in reversed(points[-timeline.SHOWN :])],
        "has_intervals": found.kind in SHARE_KINDS,
        "siblings": list(found.track.targets.exclude(pk=found.pk).order_by("position", "code")),
        "today": today,
        **_way_back(request, found),
    }
    return render(request, "targets/target.html", context)


def _found(code: str) -> Target:
    return get_object_or_404(Target.objects.select_related("track__plan"), code=code)


def _listed(point: timeline.Point) -> dict[str, Any]:
    return {
        "day": point.day,
        "measured": point.measured,
        "verdict": STATUS_WORDS[point.measured.status],
    }


def _way_back(request: HttpRequest, found: Target) -> dict[str, Any]:
    """Return the plan's page, and the breadcrumbs that lead to it."""
    page = plan_page()
    url = (page.get_url(request) or "") if page else ""
    plan_url = f"{url}?plan={found.track.plan.key}" if url else ""
    above = (
        [
            {"title": page.title, "url": url},
            {"title": found.track.plan.display_title, "url": plan_url},
        ]
        if page and url
        else []
    )
    here = {"title": _("Mål %(code)s") % {"code": found.code}, "url": ""}
    return {"plan_url": plan_url, "breadcrumbs": [*above, here]}


def _both_readings(row: TargetRow) -> list[dict[str, Any]]:
    """Return the share without and with "ikke relevant for mig", the deciding one marked."""
    measured, counts = row.measurement, row.target.not_relevant_counts
    decides = _reading(measured, measured.answered or 0)
    shift = -measured.not_relevant if counts else measured.not_relevant
    other = _reading(measured, (measured.answered or 0) + shift, other=True)
    without, including = (other, decides) if counts else (decides, other)
    return [
        {"label": _("Uden »ikke relevant for mig«"), "decides": not counts, **without},
        {"label": _("Med »ikke relevant for mig« i grundlaget"), "decides": counts, **including},
    ]


def _reading(measured: Measurement, answered: int, *, other: bool = False) -> dict[str, Any]:
    assessment = measured.other if other else measured.assessment
    assert assessment is not None
    return {
        "answered": answered,
        "share": assessment.share,
        "low": assessment.low,
        "high": assessment.high,
        "status": assessment.verdict,
        "verdict": STATUS_WORDS[STATUS_OF[assessment.verdict]],
    }


@require_safe
@cache_control(public=True, max_age=FRESH)
def target_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out the target's figures, one line for each day they were read."""
    found, today = _found(code), timezone.localdate()
    rows = data.rows_of(found, _points(found, today))
    response = StreamingHttpResponse(data.csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vink-maal-{found.code}.csv"'
    return response


@require_safe
@cache_control(public=True, max_age=FRESH)
def target_json(request: HttpRequest, code: str) -> JsonResponse:
    """Hand out the target with its definition and figures as JSON."""
    found, today = _found(code), timezone.localdate()
    points = _points(found, today)
    asked = questions_of(found, points[-1].measured.measure)
    content = data.as_json(found, asked, points)
    content["dictionary"] = request.build_absolute_uri(reverse("targets:dictionary_json"))
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


def _points(found: Target, today: date) -> list[timeline.Point]:
    return timeline.points_of(found, rows_of([found], today)[0].measurement, today)


@require_safe
@cache_control(public=True, max_age=FRESH)
def dictionary(request: HttpRequest) -> HttpResponse:
    """Tell what each column of the targets' files means."""
    page = plan_page()
    here = {"title": _("Målenes data"), "url": ""}
    above = [{"title": page.title, "url": page.get_url(request) or ""}] if page else []
    context = {"columns": data.dictionary(), "breadcrumbs": [*above, here]}
    return render(request, "targets/dictionary.html", context)


@require_safe
@cache_control(public=True, max_age=FRESH)
def dictionary_json(request: HttpRequest) -> JsonResponse:
    """Tell the same to a program."""
    content = {"schema": data.SCHEMA, "columns": data.dictionary()}
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})

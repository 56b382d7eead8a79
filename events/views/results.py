"""The public results: how people answered after one kind of activity, as far as it is published."""

import csv
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.exports import csv_cell
from events.forms.results import ResultsForm
from events.surveys import public
from events.surveys.blocks import YEARLY
from events.surveys.likert import Likert, common_axis, likert
from events.surveys.public import Choice, PublicQuestion
from events.surveys.share_texts import shares_text


@dataclass(frozen=True)
class Shown:
    """One question with its chart; None while its answers wait."""

    question: PublicQuestion
    chart: Likert | None
    shares: list[str]

    @property
    def response(self) -> str:
        """How many of those asked answered, "128 af 160 inviterede"."""
        numbers = {"answers": self.chart.answered if self.chart else 0,
                   "asked": self.question.pool.eligible}  # fmt: skip
        return _("%(answers)s svar fra %(asked)s inviterede") % numbers


def _form(request: HttpRequest) -> ResultsForm:
    data = request.GET.copy()
    offer = public.offered()
    form = ResultsForm(data, offer=offer)
    if form.kinds and data.get("kind") not in form.kinds:
        data["kind"] = form.kinds[0]  # so that the list shows what the page shows
    return form


def _shown(questions: list[PublicQuestion]) -> list[Shown]:
    axis = common_axis(
        (one.pool.tally.counts, one.choices) for one in questions if one.pool.tally is not None
    )
    found = []
    for one in questions:
        tally = one.pool.tally
        chart = likert(tally.counts, one.choices, axis) if tally is not None else None
        found.append(Shown(one, chart, shares_text(tally) if tally is not None else []))
    return found


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the chosen answers; a constant number of queries."""
    form = _form(request)
    choice = form.chosen
    questions = _shown(public.questions_of(choice, get_language() or "da")) if choice.kind else []
    query = request.GET.urlencode()
    context: dict[str, Any] = {
        "filter_form": form,
        "choice": choice,
        "kind": form.label_of("kind", choice.kind) if choice.kind else "",
        "audience": form.label_of("audience", choice.audience) if choice.audience else "",
        "is_yearly": choice.kind == YEARLY,
        "questions": questions,
        "surveys": max((one.question.pool.surveys for one in questions), default=0),
        # Of the question that most surveys are counted in: a question left blank waits as well.
        "waiting": min((one.question.pool.waiting for one in questions), default=0),
        "csv_url": reverse("events:results_csv") + (f"?{query}" if query else ""),
        "is_filtered": bool(query),
    }
    return render(request, "events/results.html", context)


@require_safe
def results_csv(request: HttpRequest) -> HttpResponse:
    """Hand out the tables of the page: one line for each question and answer."""
    form = _form(request)
    choice = form.chosen
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="vink-resultater.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        ["kind", "audience", "year", "question", "text", "outcome", "label", "number", "answered",
         "invited", "surveys_counted", "surveys_waiting"]
    )  # fmt: skip
    if choice.kind:
        for one in _shown(public.questions_of(choice, get_language() or "da")):
            writer.writerows(_lines(choice, one))
    return response


def _lines(choice: Choice, one: Shown) -> list[list[Any]]:
    pool = one.question.pool
    if one.chart is None:
        return []
    return [
        [choice.kind, choice.audience, choice.year or "", pool.measure, csv_cell(one.question.text),
         row.value, csv_cell(row.label), row.number, one.chart.answered, pool.eligible,
         pool.surveys, pool.waiting]
        for row in one.chart.rows
    ]  # fmt: skip


urlpatterns = [
    path("resultater/", results, name="results"),
    path("resultater.csv", results_csv, name="results_csv"),
]

"""What one survey says, for staff: charts with tables, remarks, and taking names out of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events import when
from events.cpr import contains_cpr
from events.enums import SurveyStatus
from events.models import Question, Survey, SurveyComment
from events.permissions import Viewer, may_run
from events.reports import kind_of
from events.surveys import redaction
from events.surveys.blocks import minimum_of
from events.surveys.likert import Axis, Likert, common_axis, likert
from events.surveys.results import QuestionResult, comments_of, is_hidden, question_results
from events.surveys.share_texts import shares_text

REMARKS_A_PAGE = 30


@dataclass(frozen=True)
class Shown:
    """One question on the page. ``chart`` is None where too few answered (under ``minimum``)."""

    text: str
    key: str
    moment: str
    minimum: int
    chart: Likert | None
    shares: list[str]


def may_see(user: Viewer, survey: Survey) -> bool:
    """Whether the user may see a survey's results: of a yearly one, also who opens those."""
    if user.has_perm("events.view_results"):  # type: ignore[union-attr]
        return True
    return survey.activity_id is None and may_run(user)


def may_read_remarks(user: Viewer) -> bool:
    """Whether the user may read remarks, take names out, and see how speakers were rated.

    Who runs activities does; who reads figures only does not: both may tell of persons.
    """
    return may_run(user)


class SurveyMixin(WagtailAdminTemplateMixin):
    """For pages about one survey ``pk``: permission first, then it is looked up."""

    survey: Survey
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is told of the survey. Discreet ones are seen elsewhere."""
        if not (request.user.has_perm("events.view_results") or may_run(request.user)):
            raise PermissionDenied
        survey = get_object_or_404(
            Survey.objects.select_related("activity", "instrument", "block"), pk=kwargs["pk"]
        )
        if survey.discreet:
            raise Http404
        if not may_see(request.user, survey):
            raise PermissionDenied
        self.survey = survey
        super().setup(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Come from the report."""
        survey = reverse("survey_result", args=[self.survey.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("survey_results_report"), "label": _("Svar")},
            {"url": survey, "label": self.survey.display_title},
        ]


class ResultView(SurveyMixin, View):
    """Every question of a sealed survey; a constant number of queries."""

    template_name = "wagtailadmin/events/results.html"
    page_title = _("Svar")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the results, or why there are none."""
        return TemplateResponse(request, self.template_name, self.context())

    def context(self) -> dict[str, Any]:
        """Return what the page shows; no number of a survey that is hidden."""
        survey = self.survey
        sealed = survey.status == SurveyStatus.SEALED
        hidden = sealed and is_hidden(survey)
        reads_remarks = may_read_remarks(self.request.user)
        remarks: list[SurveyComment] = list(comments_of(survey)) if reads_remarks else []
        page = Paginator(remarks, REMARKS_A_PAGE).get_page(self.request.GET.get("p"))
        parts: dict[str, Any] = {} if hidden or not sealed else self.parts(speakers=reads_remarks)
        return self.get_context_data(
            survey=survey,
            kind=kind_of(survey),
            held_on=self.held_on(),
            sealed=sealed,
            hidden=hidden,
            minimum=minimum_of(survey),
            answers=None if hidden or not sealed else survey.responses_in,
            rate=None if hidden or not sealed else _percent(survey),
            reads_remarks=reads_remarks,
            remarks=[{"row": row, "cpr": contains_cpr(row.text)} for row in page],
            page_obj=page,
            is_paginated=page.has_other_pages(),
            index_url=reverse("survey_result", args=[survey.pk]),
            view=self,
            **parts,
        )

    def held_on(self) -> str:
        """Return the day of the last session, or on which the survey closed."""
        activity = self.survey.activity
        last = activity.sessions.aggregate(last=Max("end"))["last"] if activity else None
        return when.plain_day(last or self.survey.closes_at)

    def parts(self, *, speakers: bool) -> dict[str, Any]:
        """Return the questions by what they are for; each part has one axis."""
        every = question_results(self.survey, get_language() or "da")
        of = {p: [one for one in every if one.purpose == p] for p in Question.Purpose.values}
        support = of[Question.Purpose.SUPPORT]
        return {
            "outcomes": _charts(of[Question.Purpose.OUTCOME], with_shares=True),
            "pairs": _pairs(support),
            "others": _charts([one for one in support if not one.question.pair]),
            "speakers": _charts(of[Question.Purpose.SPEAKER]) if speakers else [],
        }


def _percent(survey: Survey) -> str:
    if not survey.eligible or survey.responses_in is None:
        return "–"
    return f"{100 * survey.responses_in // survey.eligible} %"


def _charts(results: Iterable[QuestionResult], *, with_shares: bool = False) -> list[Shown]:
    rows = list(results)
    axis = common_axis(
        (one.result.tally.counts, one.question.choices) for one in rows if one.result.tally
    )
    return [_shown(one, axis, with_shares=with_shares) for one in rows]


def _shown(one: QuestionResult, axis: Axis, *, with_shares: bool) -> Shown:
    tally, question = one.result.tally, one.question
    return Shown(
        question.text,
        question.key,
        question.moment,
        one.minimum,
        likert(tally.counts, question.choices, axis) if tally else None,
        shares_text(tally) if tally and with_shares else [],
    )


def _pairs(results: Iterable[QuestionResult]) -> list[list[Shown]]:
    """Return then-test pairs, before and now on one axis."""
    together: dict[str, list[QuestionResult]] = {}
    for one in results:
        if one.question.pair:
            together.setdefault(one.question.pair, []).append(one)
    return [_charts(sorted(pair, key=lambda o: o.question.moment)) for pair in together.values()]


class RedactView(SurveyMixin, View):
    """One remark, word by word: those that are ticked are removed for good."""

    template_name = "wagtailadmin/events/results_redact.html"
    page_title = _("Fjern navne")
    comment: SurveyComment

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the remark up among those the user may read."""
        super().setup(request, *args, **kwargs)
        if not may_read_remarks(request.user):
            raise PermissionDenied
        self.comment = get_object_or_404(comments_of(self.survey), pk=kwargs["comment_pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the words."""
        return self.show("")

    def show(self, error: Any) -> HttpResponse:
        """Render the words with a box each."""
        context = self.get_context_data(
            survey=self.survey,
            pieces=redaction.pieces(self.comment.text),
            version=redaction.version_of(self.comment.text),
            removed=redaction.REMOVED,
            error=error,
            back_url=self.next_url,
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove the marked words."""
        places = {int(word) for word in request.POST.getlist("word") if word.isdecimal()}
        try:
            number = redaction.redact(self.comment, places, request.POST.get("version", ""))
        except (redaction.Changed, redaction.NothingMarked) as refusal:
            self.comment.refresh_from_db()
            return self.show(refusal.message)
        said = ngettext("%(number)s ord er fjernet.", "%(number)s ord er fjernet.", number)
        messages.success(request, said % {"number": number})
        return redirect(self.next_url)

    @cached_property
    def next_url(self) -> str:
        """Back to the remarks."""
        return reverse("survey_result", args=[self.survey.pk]) + "#remarks"


def urlpatterns() -> list:
    """Return the addresses below ``/admin/``."""
    one = "reports/svar/<uuid:pk>/"
    return [
        path(one, ResultView.as_view(), name="survey_result"),
        path(
            f"{one}bemaerkninger/<uuid:comment_pk>/",
            RedactView.as_view(),
            name="survey_redact",
        ),
    ]

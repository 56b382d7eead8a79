"""What the surveys say, one line for each: for staff, suppressed where few answered."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from events import when
from events.confidence import Assessment, Verdict, percent_text
from events.enums import ActivityKind, SurveyStatus
from events.models import Activity, Audience, Survey
from events.surveys.blocks import YEARLY
from events.surveys.measures import STAFF_MINIMUM
from events.surveys.populations import THEME_DAY
from events.surveys.results import Headline, headlines

JUDGED = {("able_to_help", THEME_DAY.key): Fraction(4, 5)}
"""Which question of whom the action plan holds against a share; others get no verdict."""

VERDICTS = {
    # The sign is a word here. xgettext:no-python-format
    Verdict.MET: _("80 % er nået"),
    # The sign is a word here. xgettext:no-python-format
    Verdict.NOT_MET: _("80 % er ikke nået"),
    Verdict.TOO_LITTLE: _("For lidt grundlag"),
}
HIDDEN = _("Under %(minimum)s svar")
YEARLY_LABEL = _("Årlig undersøgelse")


def share_text(share: Fraction, *, threshold: Fraction | None = None, decimals: int = 1) -> str:
    """Write a share as the reader's language does."""
    return percent_text(
        share, threshold=threshold, decimals=decimals, decimal_comma=get_language() != "en"
    )


def kind_of(survey: Survey) -> str:
    """Return what the survey followed, in words."""
    if survey.activity is None:
        return str(YEARLY_LABEL)
    return survey.activity.get_kind_display()


class ResultRow:
    """One survey with what staff may see of it."""

    def __init__(self, survey: Any, headline: Headline | None) -> None:
        self.pk = survey.pk
        self.survey = survey
        self.title = survey.display_title
        self.kind = kind_of(survey)
        self.question = headline.text if headline else ""
        self.tally = headline.result.tally if headline else None
        key = (headline.key if headline else "", survey.population)
        self.threshold = JUDGED.get(key)
        self.assessment: Assessment | None = (
            self.tally.assess(self.threshold or Fraction(1, 2)) if self.tally else None
        )

    @property
    def held_on(self) -> str:
        """The day of the last session, or on which a yearly survey closed."""
        return when.plain_day(self.survey.held_on)

    @property
    def answered(self) -> str:
        """How many answered the question, from five on."""
        return str(self.tally.answered) if self.tally else str(HIDDEN) % {"minimum": STAFF_MINIMUM}

    @property
    def response_rate(self) -> str:
        """Share of the invited who answered."""
        if not self.tally or not self.tally.eligible:
            return "–"
        return share_text(Fraction(self.tally.answered, self.tally.eligible), decimals=0)

    @property
    def high(self) -> str:
        """Share in the top two of five, or the bare numbers below ten answers."""
        if not self.tally or not self.assessment:
            return "–"
        if self.assessment.share is None:
            numbers = {"some": self.tally.successes, "all": self.tally.answered}
            return str(_("%(some)s af %(all)s") % numbers)
        return share_text(self.assessment.share, threshold=self.threshold)

    @property
    def interval(self) -> str:
        """The 95 % interval, where there is a share."""
        a = self.assessment
        if a is None or a.low is None or a.high is None:
            return "–"
        low = share_text(a.low, threshold=self.threshold)
        return f"{low} – {share_text(a.high, threshold=self.threshold)}"

    @property
    def verdict(self) -> str:
        """The verdict in words; a single day is usually too little, and that is normal."""
        if self.threshold is None:
            return "–"
        return str(VERDICTS[self.assessment.verdict if self.assessment else Verdict.TOO_LITTLE])


class ResultsFilterSet(WagtailFilterSet):
    """Narrow the report by kind, audience and period."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Slags"),
        choices=[*ActivityKind.choices, (YEARLY, YEARLY_LABEL)],
        widget=forms.CheckboxSelectMultiple,
        method="of_kinds",
    )
    audience = django_filters.ModelMultipleChoiceFilter(
        label=_("Målgruppe"),
        field_name="activity__audiences",
        queryset=lambda _request: _audiences(),
        widget=forms.CheckboxSelectMultiple,
    )
    held_on = django_filters.DateFromToRangeFilter(label=_("Periode"), widget=DateRangePickerWidget)

    class Meta:
        model = Survey
        fields: list[str] = []

    def of_kinds(self, queryset: Any, _name: str, kinds: list[str]) -> Any:
        """Let in these kinds of activity, and the yearly ones if they are among them."""
        if not kinds:
            return queryset
        yearly = Q(activity=None) if YEARLY in kinds else Q(pk__in=[])
        return queryset.filter(Q(activity__kind__in=kinds) | yearly)


def _audiences() -> Any:
    return Audience.objects.filter(locale__language_code="da").order_by("title")


class _TitleColumn(TitleColumn):
    """The activity, and below it its kind and the question that the line is about."""

    cell_template_name = "wagtailadmin/events/results_title.html"


class SurveyResultsReport(ReportView):
    """Sealed surveys, newest first; a constant number of queries."""

    page_title = _("Svar")
    header_icon = "clipboard-list"
    index_url_name = "survey_results_report"
    index_results_url_name = "survey_results_report_results"
    default_ordering = "-held_on"
    verbose_name = _("undersøgelse")
    verbose_name_plural = _("undersøgelser")
    filterset_class = ResultsFilterSet
    list_export: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the right to see results: without a model Wagtail would let anyone in."""
        if not request.user.has_perm("events.view_results"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        """Return what is sealed; before that nobody sees anything."""
        visible = Activity.objects.visible_to(self.request.user).filter(discreet=False)
        # Discreet activities are asked other questions, and their leaders see them elsewhere.
        sealed = Survey.objects.filter(
            Q(activity=None) | Q(activity__in=visible), status=SurveyStatus.SEALED
        )
        last = Coalesce(Max("activity__sessions__end"), "closes_at")
        return sealed.select_related("activity").annotate(held_on=last)

    @cached_property
    def columns(self) -> list[Column]:
        """What the report shows."""
        return [
            _TitleColumn("title", label=_("Aktivitet"), get_url=_result_url),
            Column("held_on", label=_("Afholdt"), sort_key="held_on"),
            Column("eligible", accessor="survey.eligible", label=_("Inviterede")),
            Column("answered", label=_("Svar")),
            Column("response_rate", label=_("Svarprocent")),
            Column("high", label=_("I de to øverste trin")),
            Column("interval", label=_("Usikkerhed (95 %)")),
            Column("verdict", label=_("Vurdering")),
        ]

    def get_table(self, object_list: Iterable[Survey]) -> Any:
        """Add the results of the page's surveys, in a few queries for all of them."""
        surveys = list(object_list)
        found = headlines(surveys)
        return super().get_table([ResultRow(s, found.get(s.pk)) for s in surveys])


def _result_url(row: ResultRow) -> str:
    return reverse("survey_result", args=[row.pk])

"""What the surveys say, one line for each activity: for staff, suppressed where few answered."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from events import when
from events.confidence import Assessment, Verdict, percent_text
from events.enums import SurveyStatus
from events.models import Activity, Survey
from events.surveys.results import STAFF_MINIMUM, StaffResult, staff_results

QUESTION = "able_to_help"
THRESHOLD = Fraction(4, 5)
"""The action plan's 80 %; the public page judges the whole period, a day is seldom enough."""

VERDICTS = {
    # The sign is a word here. xgettext:no-python-format
    Verdict.MET: _("80 % er nået"),
    # The sign is a word here. xgettext:no-python-format
    Verdict.NOT_MET: _("80 % er ikke nået"),
    Verdict.TOO_LITTLE: _("For lidt grundlag"),
}
HIDDEN = _("Under %(minimum)s svar")


def _percent(share: Fraction, *, threshold: Fraction | None = None, decimals: int = 1) -> str:
    """Write a share as the reader's language does."""
    return percent_text(
        share, threshold=threshold, decimals=decimals, decimal_comma=get_language() != "en"
    )


class ResultRow:
    """One survey with what staff may see of it."""

    def __init__(self, survey: Any, result: StaffResult | None) -> None:
        self.survey = survey
        self.tally = result.tally if result else None
        self.assessment: Assessment | None = self.tally.assess(THRESHOLD) if self.tally else None

    @property
    def held_on(self) -> str:
        """The day of the last session."""
        return when.plain_day(self.survey.held_on) if self.survey.held_on else "–"

    @property
    def answered(self) -> str:
        """How many answered the question, from five on."""
        return str(self.tally.answered) if self.tally else str(HIDDEN) % {"minimum": STAFF_MINIMUM}

    @property
    def response_rate(self) -> str:
        """Share of the invited who answered."""
        if not self.tally or not self.tally.eligible:
            return "–"
        return _percent(Fraction(self.tally.answered, self.tally.eligible), decimals=0)

    @property
    def able(self) -> str:
        """Share in the top two of five, or the bare numbers below ten answers."""
        if not self.tally or not self.assessment:
            return "–"
        if self.assessment.share is None:
            numbers = {"some": self.tally.successes, "all": self.tally.answered}
            return str(_("%(some)s af %(all)s") % numbers)
        return _percent(self.assessment.share, threshold=THRESHOLD)

    @property
    def interval(self) -> str:
        """The 95 % interval, where there is a share."""
        a = self.assessment
        if a is None or a.low is None or a.high is None:
            return "–"
        low = _percent(a.low, threshold=THRESHOLD)
        return f"{low} – {_percent(a.high, threshold=THRESHOLD)}"

    @property
    def verdict(self) -> str:
        """The verdict in words; a single day is usually too little, and that is normal."""
        return str(VERDICTS[self.assessment.verdict if self.assessment else Verdict.TOO_LITTLE])


class SurveyResultsReport(ReportView):
    """Sealed surveys, newest first; a constant number of queries."""

    page_title = _("Svar fra temadage")
    header_icon = "clipboard-list"
    index_url_name = "survey_results_report"
    index_results_url_name = "survey_results_report_results"
    default_ordering = "-held_on"
    verbose_name = _("temadag")
    verbose_name_plural = _("temadage")
    list_export: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the right to see results: without a model Wagtail would let anyone in."""
        if not request.user.has_perm("events.view_results"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        """Return what is sealed; before that nobody sees anything."""
        visible = Activity.objects.visible_to(self.request.user)
        # Discreet activities are asked other questions, and their leaders see them elsewhere.
        sealed = Survey.objects.filter(
            status=SurveyStatus.SEALED, activity__in=visible, activity__discreet=False
        )
        return sealed.select_related("activity").annotate(held_on=Max("activity__sessions__end"))

    @cached_property
    def columns(self) -> list[Column]:
        """What the report shows."""
        return [
            Column("activity", accessor="survey.activity.title", label=_("Aktivitet")),
            Column("held_on", label=_("Afholdt"), sort_key="held_on"),
            Column("eligible", accessor="survey.eligible", label=_("Inviterede")),
            Column("answered", label=_("Svar")),
            Column("response_rate", label=_("Svarprocent")),
            Column("able", label=_("Kan hjælpe (høj eller meget høj grad)")),
            Column("interval", label=_("Usikkerhed (95 %)")),
            Column("verdict", label=_("Vurdering")),
        ]

    def get_table(self, object_list: Iterable[Survey]) -> Any:
        """Add the results of the page's surveys, in two queries for all of them."""
        surveys = list(object_list)
        results = staff_results(surveys, QUESTION)
        return super().get_table([ResultRow(s, results.get(s.pk)) for s in surveys])

"""The printed codes of a parent course's questions, and what was answered. For the group alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from courses import discreet_surveys, discretion, interface, neutral_papers
from courses.admin_views.neutral import DiscreetMixin
from courses.enums import NeutralLanguage
from events.admin_views.papers import private_pdf
from events.enums import SurveyStatus
from events.models import Activity, Survey
from events.planning import StepRefused
from events.surveys.likert import common_axis, likert
from events.surveys.measures import DISCREET_MINIMUM
from events.surveys.results import comments_for
from events.surveys.share_texts import shares_text


class CodesView(DiscreetMixin, View):
    """Make the codes by POST; print them while the questions are open; then what came of it."""

    page_title = gettext_lazy("Koder til spørgeskemaet")
    header_icon = "clipboard-list"
    template_name = "wagtailadmin/courses/discreet_survey.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show how far it is. Nothing of the answers before the survey is sealed."""
        survey = discreet_surveys.survey_of(self.activity)
        context = self.get_context_data(
            activity=self.activity,
            survey=survey,
            number=0 if survey else discreet_surveys.number_to_ask(self.activity),
            is_open=survey is not None and survey.status == SurveyStatus.OPEN,
            sheets=[
                {
                    "label": discretion.language_name(code),
                    "url": reverse("courses_admin:survey_sheet", args=[self.activity.pk, code]),
                }
                for code in interface.shown_languages()
            ],
            results=self.results(survey),
            comments=comments_for(survey) if survey else [],
            minimum=DISCREET_MINIMUM,
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)

    def results(self, survey: Survey | None) -> list[dict[str, Any]]:
        """Return each question with its chart, or without where too few answered."""
        found = discreet_surveys.results(survey) if survey else []
        axis = common_axis(
            (one.result.tally.counts, one.choices) for one in found if one.result.tally
        )
        return [
            {
                "key": one.key,
                "text": one.text,
                "shares": shares_text(one.result.tally) if one.result.tally else [],
                "chart": (
                    likert(one.result.tally.counts, one.choices, axis) if one.result.tally else None
                ),
            }
            for one in found
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the codes."""
        try:
            survey = discreet_surveys.open_codes(self.activity)
        except StepRefused as refusal:
            messages.error(request, refusal.message)
        else:
            said = _("Der er lavet %(number)s koder.") % {"number": survey.eligible}
            messages.success(request, said)
        return redirect(codes_url(self.activity))


class SheetView(DiscreetMixin, View):
    """The cards in one language; printing again gives the same codes in another order."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand them out while the questions are open. Raises Http404 otherwise."""
        survey = discreet_surveys.survey_of(self.activity)
        language = kwargs["language"]
        if survey is None or survey.status != SurveyStatus.OPEN:
            raise Http404
        if language not in NeutralLanguage.values:
            raise Http404
        return private_pdf(neutral_papers.code_sheet_pdf(survey, language), "kort.pdf")


def codes_url(activity: Activity) -> str:
    """Return the address of the page."""
    return reverse("courses_admin:survey_codes", args=[activity.pk])


def urlpatterns() -> list:
    """Return the addresses below ``/admin/kurser/``."""
    one = "<uuid:activity_pk>/koder/"
    return [
        path(one, CodesView.as_view(), name="survey_codes"),
        path(f"{one}<slug:language>.pdf", SheetView.as_view(), name="survey_sheet"),
    ]

"""The printed codes of an activity's open survey, in the language of those who get them."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from events import jobs
from events.admin_views.buttons import step_url
from events.admin_views.closed import RunActivityMixin
from events.admin_views.papers import private_pdf
from events.admin_views.participants import ActivityPageMixin
from events.enums import SurveyStatus
from events.models import DocumentJob, Survey
from events.surveys.code_sheet import (
    KIND,
    MOST_AT_ONCE,
    ask_for_sheet,
    code_sheet_pdf,
    number_of_codes,
)

LANGUAGE = "sprog"


def takes_long(codes: int) -> bool:
    """Whether so many cards had better be made in the background."""
    return codes > MOST_AT_ONCE


def offers(survey: Survey) -> list[dict[str, str]]:
    """Return the sheet in each language, with the language's own name."""
    url = reverse("activity:survey_codes", args=[survey.activity_id, survey.pk])
    return [
        {"url": f"{url}?{LANGUAGE}={code}", "code": code, "label": str(label), "action": url}
        for code, label in settings.LANGUAGES
    ]


class CodesPdfView(RunActivityMixin, View):
    """One sheet; several populations at one activity have a survey, and a sheet, each."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print it; a long one is not begun by looking."""
        survey = self.survey()
        if not survey.discreet and takes_long(number_of_codes(survey)):
            return redirect(step_url(self.activity, "survey_setup"))
        with translation.override(_language(request.GET.get(LANGUAGE))):
            return private_pdf(code_sheet_pdf(survey), "koder.pdf")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have it made, and show how far it is."""
        survey = self.survey()
        if survey.discreet:
            raise Http404  # has a page of its own
        language = _language(request.POST.get(LANGUAGE))
        job = ask_for_sheet(survey, by=request.user, language=language)
        return redirect("activity:survey_codes_job", self.activity.pk, job.pk)

    def survey(self) -> Survey:
        """Return the survey while it is open."""
        rows = Survey.objects.filter(activity=self.activity, status=SurveyStatus.OPEN)
        return get_object_or_404(rows, pk=self.kwargs["survey_pk"])


class CodesJobView(ActivityPageMixin, View):
    """How far the cards are; when they are ready, the way to them."""

    page_title = gettext_lazy("Koder til spørgeskemaet")
    header_icon = "doc-full"
    template_name = "wagtailadmin/events/paper_job.html"

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the page of the survey."""
        return [{"url": step_url(self.activity, "survey_setup"), "label": _("Spørgeskema")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        job = _own(request, kwargs["job_pk"])
        context = self.get_context_data(
            job=job,
            paper_title=self.page_title,
            file_url=reverse("activity:survey_codes_file", args=[self.activity.pk, job.pk]),
            back_url=step_url(self.activity, "survey_setup"),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)


class CodesFileView(RunActivityMixin, View):
    """The cards, for the one who asked for them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand them out while they are kept."""
        job = _own(request, kwargs["job_pk"])
        if job.state != DocumentJob.State.DONE or job.file is None:
            raise Http404
        return private_pdf(bytes(job.file), job.filename)


def _own(request: HttpRequest, pk: Any) -> DocumentJob:
    job = jobs.own_other(request.user, KIND, pk)
    if job is None:
        raise Http404
    return job


def _language(code: str | None) -> str:
    known = code in dict(settings.LANGUAGES)
    return code if code and known else (translation.get_language() or settings.LANGUAGE_CODE)


def urlpatterns() -> list:
    """Return what stands below an activity."""
    one = "<uuid:activity_pk>/koder/"
    return [
        path(f"{one}<uuid:survey_pk>.pdf", CodesPdfView.as_view(), name="survey_codes"),
        path(f"{one}job/<uuid:job_pk>/", CodesJobView.as_view(), name="survey_codes_job"),
        path(f"{one}job/<uuid:job_pk>/fil/", CodesFileView.as_view(), name="survey_codes_file"),
    ]

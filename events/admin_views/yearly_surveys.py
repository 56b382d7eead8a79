"""The yearly survey of frontline staff: open it, hand its codes on, see how far it is."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton

from events import jobs, when
from events.admin_views.asking import AskingView
from events.admin_views.papers import private_pdf
from events.enums import SurveyStatus
from events.models import DocumentJob, Survey
from events.permissions import may_run
from events.planning import StepRefused
from events.surveys import yearly
from events.surveys.code_sheet import code_sheet_pdf
from events.surveys.invitations import draw_codes
from events.surveys.measures import STAFF_MINIMUM
from events.surveys.results import is_hidden

KIND = "aarskoder"
CODES_A_PAGE = 12


class RunnersOnly:
    """Mixin, first among the bases: let in who may run activities."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is looked up."""
        if not may_run(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class BelowTheList:
    """Mixin, first among the bases: the header leads back to the list of surveys."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        above = {"url": reverse("yearly_surveys"), "label": YearlyIndexView.page_title}
        here = {"url": "", "label": self.get_page_title()}  # type: ignore[attr-defined]
        return [*self.breadcrumbs_items, above, here]  # type: ignore[attr-defined]


class YearlyIndexView(RunnersOnly, generic.IndexView):
    """The yearly surveys, the newest first. Of an open one only about how many have answered."""

    model = Survey
    page_title = gettext_lazy("Årlige undersøgelser")
    header_icon = "clipboard-list"
    any_permission_required = None
    paginate_by = 30
    is_searchable = False
    index_url_name = "yearly_surveys"
    index_results_url_name = "yearly_surveys_results"

    def get_base_queryset(self) -> Any:
        """Return the surveys about no single activity, each with its block."""
        return yearly.surveys().select_related("block")

    def order_queryset(self, queryset: Any) -> Any:
        """Keep the newest first."""
        return queryset

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer to open one."""
        return [
            HeaderButton(
                label=_("Åbn undersøgelse blandt frontpersonale"),
                url=reverse("yearly_survey_open"),
                icon_name="plus",
            )
        ]

    @property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            Column("title", accessor="display_title", label=_("Undersøgelse")),
            Column("eligible", label=_("Koder")),
            Column("closes_at", accessor=_closes, label=_("Lukker")),
            Column("standing", accessor=_standing, label=_("Svar")),
            _Actions("actions", label=_("Koder og resultat")),
        ]


class _Actions(Column):
    """Links to the codes while it is open, and to the result once it is sealed."""

    cell_template_name = "wagtailadmin/events/yearly_actions.html"

    def get_value(self, instance: Survey) -> dict[str, str]:
        """Return the addresses."""
        if instance.status == SurveyStatus.SEALED:
            return {"result": reverse("survey_result", args=[instance.pk])}
        if instance.status != SurveyStatus.OPEN or instance.population == yearly.FORUM.population:
            return {}
        return {
            "codes": reverse("yearly_survey_codes", args=[instance.pk]),
            "links": reverse("yearly_survey_links", args=[instance.pk]),
        }


def _closes(survey: Survey) -> str:
    return when.plain_day(survey.closes_at)


def _standing(survey: Survey) -> str:
    if survey.status == SurveyStatus.SEALED and is_hidden(survey):
        return _("Under %(minimum)s") % {"minimum": STAFF_MINIMUM}
    if survey.status == SurveyStatus.SEALED:
        return ngettext("%(number)s svar", "%(number)s svar", survey.responses_in or 0) % {
            "number": survey.responses_in
        }
    if survey.status == SurveyStatus.CLOSED:
        return _("Lukket, bliver gjort op")
    if not survey.shown_count:
        return _("Færre end 5 ved seneste opgørelse")
    return _("Mindst %(number)s ved seneste opgørelse") % {"number": survey.shown_count}


class OpenForm(forms.Form):
    """Which year, how many codes, until when."""

    year = forms.IntegerField(label=gettext_lazy("År"), min_value=2000, max_value=2100)
    number = forms.IntegerField(
        label=gettext_lazy("Antal koder"),
        help_text=gettext_lazy(
            "En kode til hver, der skal spørges, og ingen til overs: svarprocenten regnes af "
            "dette antal. Der kan ikke laves flere bagefter."
        ),
        min_value=1,
        max_value=yearly.MOST,
    )
    last_day = forms.DateField(label=gettext_lazy("Sidste dag at svare"), widget=AdminDateInput())


class OpenView(RunnersOnly, BelowTheList, AskingView):
    """Open the year's survey of frontline staff."""

    page_title = gettext_lazy("Undersøgelse blandt frontpersonale")
    header_icon = "clipboard-list"
    form_class = OpenForm
    refusals = (StepRefused,)
    button = gettext_lazy("Åbn, og lav koder")
    question = gettext_lazy(
        "Undersøgelsen måler, om planens spor virker. Koderne trykkes på kort eller sendes "
        "videre som links, én til hver; ingen noterer, hvem der får hvilken."
    )

    def make_form(self, data: Any = None) -> OpenForm:
        """Suggest this year."""
        return OpenForm(data, initial={"year": timezone.localdate().year})

    def act(self, form: Any) -> str:
        """Open it."""
        told = form.cleaned_data
        survey = yearly.open_year(yearly.FRONTLINE, told["year"], told["number"], told["last_day"])
        return _("Undersøgelsen er åben med %(number)s koder.") % {"number": survey.eligible}

    def next_url(self) -> str:
        """Return to the list."""
        return reverse("yearly_surveys")


class CodesView(RunnersOnly, BelowTheList, AskingView):
    """Have the cards printed in the background."""

    page_title = gettext_lazy("Kort med koder")
    header_icon = "doc-full"
    button = gettext_lazy("Lav kortene")
    question = gettext_lazy(
        "Hvert kort har én kode. De ligger i tilfældig rækkefølge, hver gang de laves."
    )
    job: DocumentJob | None = None

    def act(self, form: Any) -> str:
        """Ask for them."""
        survey = _open_survey(self.kwargs["pk"])
        self.job = jobs.ask_for(
            KIND,
            by=self.request.user,
            language=get_language() or "da",
            pages=1 + survey.eligible // CODES_A_PAGE,
            filename="koder.pdf",
            survey=str(survey.pk),
        )
        return _("Kortene bliver lavet.")

    def next_url(self) -> str:
        """Go where one sees how far they are, or back."""
        if self.job is not None:
            return reverse("yearly_survey_job", args=[self.job.pk])
        return reverse("yearly_surveys")


class JobView(RunnersOnly, BelowTheList, WagtailAdminTemplateMixin, View):
    """How far the cards are; when they are ready, the way to them."""

    page_title = gettext_lazy("Koder")
    header_icon = "doc-full"
    template_name = "wagtailadmin/events/paper_job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        job = _own(request, kwargs["job_pk"])
        context = self.get_context_data(
            job=job,
            paper_title=_("Koder"),
            file_url=reverse("yearly_survey_file", args=[job.pk]),
            back_url=reverse("yearly_surveys"),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)


class FileView(RunnersOnly, View):
    """The cards, for the one who asked for them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand them out while they are kept."""
        job = _own(request, kwargs["job_pk"])
        if job.state != DocumentJob.State.DONE or job.file is None:
            raise Http404
        return private_pdf(bytes(job.file), job.filename)


class LinksView(RunnersOnly, View):
    """The same codes as links, one a line, shuffled anew each time: to send on one by one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return them as text."""
        links = draw_codes(_open_survey(kwargs["pk"]), language=get_language() or "da")
        response = HttpResponse("\n".join(links) + "\n", content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="links.txt"'
        response["Cache-Control"] = "private, no-store"
        return response


def _open_survey(pk: Any) -> Survey:
    """Return an open survey of frontline staff; the links of the forum's went out by mail."""
    return get_object_or_404(
        yearly.surveys(),
        pk=pk,
        status=SurveyStatus.OPEN,
        population=yearly.FRONTLINE.population,
    )


def _own(request: HttpRequest, pk: Any) -> DocumentJob:
    job = jobs.own_other(request.user, KIND, pk)
    if job is None:
        raise Http404
    return job


def _make(params: Mapping[str, Any], tell: Callable[[int], None]) -> bytes:
    tell(0)
    return code_sheet_pdf(_open_survey(params["survey"]))


jobs.register(KIND, jobs.Maker(may=may_run, make=_make))


class YearlyMenuItem(MenuItem):
    """Shown to those who may run activities."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask what the pages ask."""
        return may_run(request.user)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/``."""
    base = "aarlige-undersoegelser/"
    return [
        path(base, YearlyIndexView.as_view(), name="yearly_surveys"),
        path(
            f"{base}results/",
            YearlyIndexView.as_view(results_only=True),
            name="yearly_surveys_results",
        ),
        path(f"{base}aabn/", OpenView.as_view(), name="yearly_survey_open"),
        path(f"{base}<uuid:pk>/koder/", CodesView.as_view(), name="yearly_survey_codes"),
        path(f"{base}<uuid:pk>/links.txt", LinksView.as_view(), name="yearly_survey_links"),
        path(f"{base}papir/<uuid:job_pk>/", JobView.as_view(), name="yearly_survey_job"),
        path(f"{base}papir/<uuid:job_pk>/fil/", FileView.as_view(), name="yearly_survey_file"),
    ]

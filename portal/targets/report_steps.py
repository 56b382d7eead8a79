"""One status report in the admin: its page, the comments, the papers, and publishing it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events import jobs
from events.admin_views.asking import AskingView
from events.forms_cpr import RefuseCprMixin
from events.models import DocumentJob

from . import report_jobs, status_reports
from .models import StatusReport
from .report_content import LANGUAGES, day_of, measured_on, targets_of
from .report_words import target_words

LANGUAGE_NAMES = {"da": _("Dansk"), "en": _("Engelsk")}
LONGEST_COMMENT = 4000  # characters


def page_url(report: StatusReport) -> str:
    """Return the address of the report's own page."""
    return reverse("statusreport:report", args=[report.pk])


class ReportStep(WagtailAdminTemplateMixin, View):
    """Mixin, first among the bases: permission before lookup, title and breadcrumbs."""

    page_title: Any = _("Statusrapport")
    header_icon = "doc-full-inverse"
    report: StatusReport

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is looked up."""
        if not self.may(request.user):
            raise PermissionDenied
        rows = StatusReport.objects.select_related("plan").defer("figures")
        self.report = get_object_or_404(rows, pk=kwargs["report_pk"])
        super().setup(request, *args, **kwargs)

    def may(self, user: Any) -> bool:
        """Whether the user comes in."""
        return status_reports.may_edit(user)

    def get_page_subtitle(self) -> str:
        """Name the report."""
        return self.report.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back through the report to the list."""
        crumbs = [
            *self.breadcrumbs_items,
            {"url": reverse("statusreport:index"), "label": _("Statusrapporter")},
        ]
        if type(self) is not ReportView:
            crumbs.append({"url": page_url(self.report), "label": self.report.title})
        title, subtitle = self.get_page_title(), self.get_page_subtitle()
        return [*crumbs, {"url": "", "label": title, "sublabel": subtitle}]

    def render(self, **context: Any) -> HttpResponse:
        """Show the step's template."""
        context = self.get_context_data(report=self.report, view=self, **context)
        return TemplateResponse(self.request, self.template_name, context)


class DraftStep(ReportStep):
    """A step of drafts: a published report leads back to its page and says why."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Turn away from what is frozen."""
        if self.report.is_published:
            messages.error(request, str(status_reports.IsPublished.message))
            return redirect(page_url(self.report))
        return super().dispatch(request, *args, **kwargs)


class ReportView(ReportStep):
    """Where the report stands, and what can be done with it."""

    template_name = "wagtailadmin/targets/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(
            targets=len(targets_of(self.report.plan)),
            comments=self.report.comments.exclude(text="").count(),
            as_of=self.report.as_of or day_of(self.report.year, timezone.localdate()),
            languages=LANGUAGE_NAMES.items(),
            files=published_files(self.report),
            may_publish=status_reports.may_publish(request.user),
            public_url=reverse("targets:report", args=[self.report.plan.key, self.report.year]),
        )


def published_files(report: StatusReport) -> list[dict[str, Any]]:
    """Return the published papers with their sizes in bytes. One query; the bytes stay there."""
    rows = report.files.annotate(size=Length(F("content"))).order_by("language", "kind")
    return [
        {
            **row,
            "label": LANGUAGE_NAMES.get(row["language"], row["language"]),
            "url": reverse(
                "targets:report_file",
                args=[report.plan.key, report.year, row["language"], row["kind"]],
            ),
        }
        for row in rows.values("language", "kind", "size")
    ]


class CommentsForm(RefuseCprMixin, forms.Form):
    """A text for each target. What was there before is posted along: only changes are saved."""

    def __init__(self, data: Any, targets: Any, texts: dict[Any, str]) -> None:
        super().__init__(data)
        self.targets = {self.name_of(target): target for target in targets}
        for name, target in self.targets.items():
            self.fields[name] = forms.CharField(
                label=_("Kommentar til mål %(code)s") % {"code": target.code},
                required=False,
                max_length=LONGEST_COMMENT,
                initial=texts.get(target.pk, ""),
                show_hidden_initial=True,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @staticmethod
    def name_of(target: Any) -> str:
        """Return the name of a target's field."""
        return f"maal-{target.pk}"

    @property
    def changed(self) -> dict[Any, str]:
        """The texts that this editor has changed."""
        return {
            self.targets[name]: "\n".join(self.cleaned_data[name].splitlines())
            for name in self.changed_data
        }


class CommentsView(DraftStep):
    """Every target with what it has come to, and the editor's words about it."""

    page_title = _("Kommentarer")
    template_name = "wagtailadmin/targets/report_comments.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.show(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save all that was changed, or say what is wrong and keep what was typed."""
        form = self.make_form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Intet er gemt endnu. Ret det, der er markeret."))
            return self.show(form)
        try:
            status_reports.comment(self.report, form.changed)
        except status_reports.IsPublished as refusal:
            messages.error(request, str(refusal.message))
            return redirect(page_url(self.report))
        messages.success(request, _("Kommentarerne er gemt."))
        return redirect(page_url(self.report))

    @cached_property
    def targets(self) -> list[Any]:
        """The plan's targets in order."""
        return targets_of(self.report.plan)

    def make_form(self, data: Any = None) -> CommentsForm:
        """Return the form, bound if there is data."""
        texts = dict(self.report.comments.values_list("target", "text"))
        return CommentsForm(data, self.targets, texts)

    def show(self, form: CommentsForm) -> HttpResponse:
        """Render each target beside its field."""
        today = timezone.localdate()
        measured = measured_on(self.targets, day_of(self.report.year, today), today)
        rows = [
            {
                "target": target,
                "status": str(measured[target.pk].status),
                "words": target_words(target, measured[target.pk], {}),
                "field": form[form.name_of(target)],
                "before": form[form.name_of(target)].as_hidden(only_initial=True),
            }
            for target in self.targets
        ]
        return self.render(form=form, rows=rows)


class MakeView(DraftStep):
    """Have a paper of the draft made in the background."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for it, and show how far it is."""
        kind, language = request.POST.get("slags", ""), request.POST.get("sprog", "")
        if kind not in (report_jobs.PDF, report_jobs.XLSX) or language not in LANGUAGES:
            raise Http404
        job = report_jobs.ask(self.report, kind, by=request.user, language=language)
        return redirect("statusreport:job", self.report.pk, job.pk)


class PublishView(AskingView, DraftStep):
    """Ask before the report is frozen; then have it done in the background."""

    page_title = _("Udgiv")
    button = _("Udgiv rapporten")
    serious = True
    job: DocumentJob | None = None
    question = _(
        "Rapporten fryses: tal, ord og kommentarer bliver, som de er nu, også hvis oplysninger "
        "siden bliver slettet eller rettet. PDF og regneark laves på dansk og engelsk, og alle "
        "kan læse dem. Rapporten kan bagefter hverken rettes eller slettes."
    )

    def may(self, user: Any) -> bool:
        """Let in those who have the last word."""
        return status_reports.may_publish(user)

    def act(self, form: Any) -> str:
        """Ask for it."""
        self.job = report_jobs.ask_to_publish(self.report, by=self.request.user)
        return str(_("Rapporten er ved at blive udgivet."))

    def next_url(self) -> str:
        """Go where one sees how far it is, or back."""
        if self.job is not None:
            return reverse("statusreport:job", args=[self.report.pk, self.job.pk])
        return page_url(self.report)


class JobView(ReportStep):
    """How far a paper or the publishing is; when it is ready, the way to it."""

    template_name = "wagtailadmin/targets/report_job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        job = own_job(request, self.report, kwargs["job_pk"])
        return self.render(
            job=job,
            is_publishing=job.kind == report_jobs.PUBLISH,
            job_title=report_jobs.KINDS[job.kind],
            language=LANGUAGE_NAMES.get(job.params["language"], ""),
            file_url=reverse("statusreport:file", args=[self.report.pk, job.pk]),
            back_url=page_url(self.report),
        )


class FileView(ReportStep):
    """The paper, for the one who asked for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out while it is kept."""
        job = own_job(request, self.report, kwargs["job_pk"])
        if job.state != DocumentJob.State.DONE or not job.file:
            raise Http404
        ending = job.filename.rpartition(".")[2]
        response = HttpResponse(bytes(job.file), content_type=report_jobs.TYPES[ending])
        way = "inline" if ending == "pdf" else "attachment"
        response["Content-Disposition"] = f'{way}; filename="{job.filename}"'
        response["Cache-Control"] = "no-store, private"
        return response


def own_job(request: HttpRequest, report: StatusReport, pk: Any) -> DocumentJob:
    """Return the user's own job for this report; raises Http404 for any other."""
    for kind in report_jobs.KINDS:
        job = jobs.own_other(request.user, kind, pk)
        if job is not None and job.params.get("report") == str(report.pk):
            return job
    raise Http404


def urlpatterns() -> list:
    """Return the addresses of one report's pages, below those of the list."""
    one = "<uuid:report_pk>/"
    job = f"{one}opgave/<uuid:job_pk>/"
    return [
        path(one, ReportView.as_view(), name="report"),
        path(f"{one}kommentarer/", CommentsView.as_view(), name="comments"),
        path(f"{one}lav/", MakeView.as_view(), name="make"),
        path(f"{one}udgiv/", PublishView.as_view(), name="publish"),
        path(job, JobView.as_view(), name="job"),
        path(f"{job}fil/", FileView.as_view(), name="file"),
    ]

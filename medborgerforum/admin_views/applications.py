"""The inbox of applications: list, one application with the list ticked, and the two answers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from events import when
from events.admin_views.asking import AskingView
from medborgerforum import admission, application_papers
from medborgerforum.admin_forms.applications import AdmitForm, DeclineForm
from medborgerforum.applications import ApplicationRefused
from medborgerforum.enums import ApplicationState, WorkLanguage
from medborgerforum.models import Application
from medborgerforum.permissions import ForumStaffOnly, may_run_forum

PREFIX = "forum_admin:application"
INDEX = "forum_admin:applications"
SHOWN = 5
State = ApplicationState


def application_url(row: Application, step: str = "") -> str:
    """Return the address of one page of one application."""
    return reverse(f"{PREFIX}_{step}" if step else PREFIX, args=[row.pk])


def _districts(row: Application) -> str:
    return ", ".join(district.title for district in row.districts.all())


class ApplicationIndexView(ForumStaffOnly, generic.IndexView):
    """The inbox, the oldest first; no person stands in it."""

    model = Application
    page_title = _("Ansøgninger om medlemskab")
    header_icon = "mail"
    any_permission_required = None
    paginate_by = 30
    default_ordering = "created_at"
    is_searchable = False
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"

    def get_base_queryset(self) -> Any:
        """Fetch what the columns show."""
        return Application.objects.prefetch_related("districts")

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            TitleColumn(
                "name",
                label=_("Navn"),
                sort_key="name",
                get_url=application_url,
                width="34%",
            ),
            Column("kind", accessor="get_kind_display", label=_("Slags"), sort_key="kind"),
            Column("districts", accessor=_districts, label=_("Bydele")),
            DateColumn("created_at", label=_("Modtaget"), sort_key="created_at"),
            StatusTagColumn(
                "state",
                accessor="get_state_display",
                label=_("Status"),
                sort_key="state",
                primary=lambda row: row.state == State.READY,
            ),
        ]

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run the forum (checked on entering), not for the model's."""
        return True

    user_has_any_permission = user_has_permission


class ApplicationPage(ForumStaffOnly, WagtailAdminTemplateMixin):
    """Title and breadcrumbs of a page about one application."""

    header_icon = "mail"
    row: Application

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the application up."""
        super().setup(request, *args, **kwargs)
        rows = Application.objects.select_related("accepted_text__version")
        self.row = get_object_or_404(rows, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the association."""
        return self.row.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the inbox."""
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        inbox = {"url": reverse(INDEX), "label": _("Ansøgninger om medlemskab")}
        return [*self.breadcrumbs_items, inbox, here]


class ApplicationView(ApplicationPage, TemplateView):
    """One application, the list ticked or not, and the two answers."""

    template_name = "wagtailadmin/medborgerforum/application.html"
    page_title = _("Ansøgning")

    @cached_property
    def judged(self) -> admission.Judged:
        """Which points are met."""
        return admission.requirements(self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list, and how long there is left."""
        languages = dict(WorkLanguage.choices)
        return super().get_context_data(
            row=self.row,
            is_declined=self.row.state == State.DECLINED,
            points=[
                # What staff answered stays answered: the point is no longer theirs to judge.
                {"label": point.label, "met": False if point == self.row.unmet else met}
                for point, met in self.judged.items()
            ],
            districts=_districts(self.row),
            works_in=", ".join(str(languages[k]) for k in self.row.works_in if k in languages),
            has_member=admission.has_member(self.row),
            deleted_on=when.plain_day(admission.deleted_at(self.row)),
            **kwargs,
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer the answers, or what is left to do with the letter."""
        if self.row.state == State.DECLINED:
            steps = [
                (_("Hent brevet (PDF)"), "letter", "download"),
                (_("Brevet er journaliseret"), "journalised", "check"),
            ]
        else:
            may_admit = all(met is not False for met in self.judged.values())
            steps = [(_("Optag"), "admit", "check")] if may_admit else []
            steps.append((_("Afslå"), "decline", "cross"))
        return [
            HeaderButton(label, application_url(self.row, step), icon_name=icon, priority=place)
            for place, (label, step, icon) in enumerate(steps)
        ]


class ApplicationStep(ApplicationPage, AskingView):
    """A step of one application."""

    refusals = (ApplicationRefused,)

    def next_url(self) -> str:
        """Go back to the application, or to the inbox when it is gone."""
        if Application.objects.filter(pk=self.row.pk).exists():
            return application_url(self.row)
        return reverse(INDEX)


class AdmitView(ApplicationStep):
    """Make the applicant a member."""

    page_title = _("Optag")
    button = _("Optag foreningen")

    def make_form(self, data: Any = None) -> AdmitForm:
        """Remember which edition of the application is being answered."""
        return AdmitForm(data, seen=admission.edition(self.row))

    def act(self, form: AdmitForm) -> str:
        """Admit, if it is still what was read."""
        admission.admit(self.row, **form.cleaned_data, by=self.request.user)
        return str(_("Foreningen er medlem. Den får en velkomst med sin kopi af charteret."))


class DeclineView(ApplicationStep):
    """Refuse, because a point is not met."""

    page_title = _("Afslå")
    button = _("Afslå, og send brevet")
    serious = True

    def make_form(self, data: Any = None) -> DeclineForm:
        """Offer the points that are not met."""
        return DeclineForm(data, judged=admission.requirements(self.row))

    def act(self, form: DeclineForm) -> str:
        """Decline."""
        admission.decline(self.row, unmet=form.point, by=self.request.user)
        return str(_("Brevet er på vej. Hent det som PDF, og journalisér det."))


class JournalisedView(ApplicationStep):
    """Delete it, because the letter lies in the journal."""

    page_title = _("Brevet er journaliseret")
    question = _("Er brevet lagt i journalen? Så slettes ansøgningen her. Kun et tal bliver.")
    button = _("Ja, slet ansøgningen")
    serious = True

    def act(self, form: Any) -> str:
        """Delete."""
        admission.journalised(self.row, by=self.request.user)
        return str(_("Ansøgningen er slettet."))


class LetterView(ApplicationPage, View):
    """The letter of a refusal, for the journal."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the PDF; there is none before the answer."""
        if self.row.state != State.DECLINED:
            return redirect(application_url(self.row))
        response = HttpResponse(
            application_papers.refusal_pdf(self.row), content_type="application/pdf"
        )
        response["Content-Disposition"] = 'attachment; filename="svar-paa-ansoegning.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


class ApplicationsPanel(Component):
    """Warns on the admin's first page of applications without an answer for seven days."""

    name = "forum_applications"
    template_name = "wagtailadmin/medborgerforum/applications_panel.html"
    order = 52

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the oldest first; one query."""
        rows = list(admission.unanswered().order_by("created_at")[: SHOWN + 1])
        shown = [
            {
                "name": row.name,
                "url": application_url(row),
                "deleted_on": when.plain_day(admission.deleted_at(row)),
            }
            for row in rows[:SHOWN]
        ]
        return {"rows": shown, "more": len(rows) > SHOWN, "inbox_url": reverse(INDEX)}


def should_be_warned(user: Any) -> bool:
    """Whether the panel belongs on the user's first page."""
    return may_run_forum(user) and admission.unanswered().exists()


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    one = "ansoegninger/<uuid:pk>/"
    index = ApplicationIndexView
    return [
        path("ansoegninger/", index.as_view(), name="applications"),
        path(
            "ansoegninger/results/", index.as_view(results_only=True), name="applications_results"
        ),
        path(one, ApplicationView.as_view(), name="application"),
        path(f"{one}optag/", AdmitView.as_view(), name="application_admit"),
        path(f"{one}afslaa/", DeclineView.as_view(), name="application_decline"),
        path(f"{one}brev/", LetterView.as_view(), name="application_letter"),
        path(f"{one}journaliseret/", JournalisedView.as_view(), name="application_journalised"),
    ]

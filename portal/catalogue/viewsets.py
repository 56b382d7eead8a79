"""Catalogues in Wagtail's admin: the list, the form, and having the booklet printed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from events import jobs, when
from events.admin_views.closed import ClosedViewSetMixin
from events.admin_views.papers import private_pdf
from events.models import DocumentJob

from . import contents, files, printing
from .forms import CatalogueForm
from .models import Catalogue

LANGUAGE = "sprog"
WORDS = [
    TitleFieldPanel("title", targets=["slug"], placeholder=False),
    FieldPanel("title_en"),
    FieldPanel("slug"),
    FieldPanel("introduction"),
    FieldPanel("introduction_en"),
]
CHOICE = [
    FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
    FieldPanel("whole_period"),
    FieldPanel("activities"),
]


class CatalogueIndexView(generic.IndexView):
    """The list of catalogues."""

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            self._get_title_column("title"),
            Column("period", accessor=contents.period, label=_("Periode"), sort_key="period_start"),
            Column(
                "published",
                accessor=lambda row: _("Ja") if row.published else _("Nej"),
                label=_("Udgivet"),
                sort_key="published",
            ),
        ]

    def get_list_more_buttons(self, instance: Catalogue) -> list:
        """Add the booklet."""
        buttons = super().get_list_more_buttons(instance)
        if not printing.may_print(self.request.user):
            return buttons
        return [*buttons, Button(_("PDF"), print_url(instance), icon_name="doc-full", priority=40)]


class CatalogueEditView(generic.EditView):
    """The form, with the ways to the booklet and to the page."""

    @property
    def header_buttons(self) -> list:
        """Add them to Wagtail's own."""
        return [*super().header_buttons, *_ways(self.object)]


def _ways(catalogue: Catalogue) -> list[HeaderButton]:
    ways = [HeaderButton(_("Lav PDF"), print_url(catalogue), icon_name="doc-full")]
    if catalogue.published:
        ways.append(HeaderButton(_("Se siden"), catalogue.get_absolute_url(), icon_name="view"))
    return ways


def print_url(catalogue: Catalogue) -> str:
    """Return the address where the booklet is printed."""
    return reverse("catalogue:print", args=[catalogue.pk])


class BookletPage(WagtailAdminTemplateMixin, View):
    """Mixin, first among the bases: permission before lookup, title and breadcrumbs."""

    page_title = _("PDF")
    header_icon = "doc-full"
    catalogue: Catalogue

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is looked up."""
        if not printing.may_print(request.user):
            raise PermissionDenied
        self.catalogue = get_object_or_404(Catalogue, pk=kwargs["catalogue_pk"])
        super().setup(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Name the catalogue."""
        return self.catalogue.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back through the form to the list."""
        edit = reverse("catalogue:edit", args=[self.catalogue.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("catalogue:index"), "label": _("Kataloger")},
            {"url": edit, "label": self.catalogue.title},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def own_job(self) -> DocumentJob:
        """Return the user's own job for this catalogue; raises Http404 for any other."""
        job = jobs.own_other(self.request.user, printing.KIND, self.kwargs["job_pk"])
        if job is None or job.params.get("catalogue") != self.catalogue.pk:
            raise Http404
        return job


class PrintView(BookletPage):
    """What has been printed of a catalogue, and the buttons to print it (again)."""

    template_name = "wagtailadmin/catalogue/print.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show both languages."""
        context = self.get_context_data(
            catalogue=self.catalogue,
            booklets=self.booklets,
            number=contents.activities_of(self.catalogue).count(),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have it printed, and show how far it is. Looking alone begins nothing."""
        language = request.POST.get(LANGUAGE, "")
        if language not in files.LANGUAGES:
            raise Http404
        job = printing.ask(self.catalogue, by=request.user, language=language)
        return redirect("catalogue:print_job", self.catalogue.pk, job.pk)

    @property
    def booklets(self) -> list[dict[str, Any]]:
        """One for each language: when it was made, and whether it still holds."""
        made = {one.language: one for one in self.catalogue.files.defer("file")}
        hidden = files.outdated(made.values())
        return [
            {
                "language": code,
                "label": label,
                "file": made.get(code),
                "made": when.moment(made[code].made_at) if code in made else "",
                "is_hidden": code in made and made[code].pk in hidden,
                "is_older": code in made and made[code].made_at < self.catalogue.changed_at,
                "url": reverse("catalogue:booklet", args=[self.catalogue.pk, code]),
            }
            for code, label in files.LANGUAGES.items()
        ]


class PrintJobView(BookletPage):
    """How far the booklet is; when it is ready, the way to it."""

    template_name = "wagtailadmin/events/paper_job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        job = self.own_job()
        language = job.params["language"]
        context = self.get_context_data(
            job=job,
            paper_title=f"{self.catalogue.title} – {files.LANGUAGES.get(language, language)}",
            ready_text=_("PDF'en er klar og gemt hos kataloget."),
            file_url=reverse("catalogue:print_file", args=[self.catalogue.pk, job.pk]),
            back_url=print_url(self.catalogue),
            view=self,
        )
        return TemplateResponse(request, self.template_name, context)


class PrintFileView(BookletPage):
    """The booklet just made, for the one who asked for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out while the job is kept."""
        job = self.own_job()
        if job.state != DocumentJob.State.DONE or job.file is None:
            raise Http404
        return private_pdf(bytes(job.file), job.filename)


class BookletView(BookletPage):
    """The booklet that is kept, for staff: also of a catalogue not published yet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out, unless it tells of what is no longer public."""
        booklet = files.stored(self.catalogue, kwargs["language"])
        if booklet is None:
            raise Http404
        name = files.filename(self.catalogue, booklet.language)
        return private_pdf(bytes(booklet.file), name)


class CatalogueViewSet(ClosedViewSetMixin, ModelViewSet):
    """Catalogues: chosen activities, published together."""

    model = Catalogue
    icon = "doc-full-inverse"
    menu_label = _("Kataloger")
    menu_order = 115
    add_to_admin_menu = True
    # It would tell which activities were chosen, also such as have become discreet since.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    search_fields = ["title", "title_en"]
    ordering = ["-period_start", "-pk"]
    index_view_class = CatalogueIndexView
    edit_view_class = CatalogueEditView
    edit_handler = ObjectList(
        [
            MultiFieldPanel(WORDS, heading=_("Hvad der står"), icon="doc-full"),
            MultiFieldPanel(CHOICE, heading=_("Aktiviteter"), icon="calendar"),
            FieldPanel("published"),
        ],
        base_form_class=CatalogueForm,
    )

    def get_urlpatterns(self) -> list:
        """Add the booklet."""
        one = "<int:catalogue_pk>/pdf/"
        job = f"{one}<uuid:job_pk>/"
        return [
            *super().get_urlpatterns(),
            path(one, PrintView.as_view(), name="print"),
            path(f"{one}katalog-<str:language>.pdf", BookletView.as_view(), name="booklet"),
            path(job, PrintJobView.as_view(), name="print_job"),
            path(f"{job}fil/", PrintFileView.as_view(), name="print_file"),
        ]

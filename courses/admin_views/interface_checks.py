"""Who has read through the portal's own sentences, language by language. For the group alone."""

import re
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses import discretion, interface, neutral_survey
from courses.admin_forms.neutral import RIGHT_TO_LEFT, InterfaceCheckForm
from courses.models import InterfaceCheck
from events.permissions import may_see_discreet
from events.planning import StepRefused

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


class GroupOnly(WagtailAdminTemplateMixin, View):
    """For those who run discreet activities; neither administrators nor superusers."""

    page_title = gettext_lazy("Gennemsyn af oversættelser")
    header_icon = "globe"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Ask for the group, before anything is looked up."""
        if not may_see_discreet(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class ChecksView(GroupOnly):
    """Every language that must be checked, and how it stands."""

    template_name = "wagtailadmin/courses/interface_checks.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them; one query, and those for the right."""
        checks = {row.language: row for row in InterfaceCheck.objects.all()}
        rows = [
            {
                "label": discretion.language_name(code),
                "check": checks.get(code),
                "exists": bool(interface.digest(code)),
                "holds": code in checks and checks[code].digest == interface.digest(code),
                "url": reverse("courses_admin:interface_check", args=[code]),
            }
            for code in interface.MUST_BE_CHECKED
        ]
        context = self.get_context_data(rows=rows, view=self)
        return TemplateResponse(request, self.template_name, context)


class CheckView(GroupOnly):
    """All sentences in one language beside the Danish; by POST, who has read them through."""

    template_name = "wagtailadmin/courses/interface_check.html"
    language = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the language. Raises Http404 for any other."""
        super().setup(request, *args, **kwargs)
        if kwargs["language"] not in interface.MUST_BE_CHECKED:
            raise Http404
        self.language = kwargs["language"]

    def get_page_title(self) -> str:
        """Name the language."""
        return _("Sætningerne på %(language)s") % {
            "language": discretion.language_name(self.language)
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Come from the list of languages."""
        url = reverse("courses_admin:interface_checks")
        last = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, {"url": url, "label": ChecksView.page_title}, last]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sentences and the form."""
        return self.show(InterfaceCheckForm(instance=InterfaceCheck(language=self.language)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note the check, if the sentences are still those that were shown."""
        form = InterfaceCheckForm(request.POST, instance=InterfaceCheck(language=self.language))
        if request.POST.get("digest") != interface.digest(self.language):
            form.add_error(None, _("Sætningerne er ændret imens. Læs dem igen."))
        if form.is_valid() and form.approval is not None:
            try:
                interface.check(self.language, *form.approval)
            except StepRefused as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Noteret. Sproget vises nu."))
                return redirect("courses_admin:interface_checks")
        messages.error(request, _("Det er ikke gemt. Ret det, der er markeret."))
        return self.show(form)

    def show(self, form: InterfaceCheckForm) -> HttpResponse:
        """Render the sentences and the form."""
        context = self.get_context_data(
            form=form,
            media=form.media,
            pairs=sentences(self.language),
            questions=list(
                zip(neutral_survey.worded("da"), neutral_survey.worded(self.language), strict=True)
            ),
            digest=interface.digest(self.language),
            language=self.language,
            dir="rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            view=self,
        )
        return TemplateResponse(self.request, self.template_name, context)


def sentences(language: str) -> list[tuple[str, str]]:
    """Return every Danish sentence with its translation, in the catalogue's order; [] without."""
    file = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.mo"
    if not file.is_file():
        return []
    return [
        (entry.msgid, _isolated(text))
        for entry in polib.mofile(str(file))
        for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
    ]


def _isolated(text: str) -> str:
    # From the right to the left a bare "%(day)s" falls apart into ")s day(%" before the reader.
    return PLACEHOLDER.sub("\u2066\\g<0>\u2069", text)


class ChecksMenuItem(MenuItem):
    """Shown to the group."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the group."""
        return may_see_discreet(request.user)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/kurser/``."""
    return [
        path("gennemsyn/", ChecksView.as_view(), name="interface_checks"),
        path("gennemsyn/<slug:language>/", CheckView.as_view(), name="interface_check"),
    ]

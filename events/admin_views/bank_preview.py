"""A questionnaire as participants see it, on a phone's width, in each language; nothing is sent.

The page holds a frame, and in it are the very form and template that participants get.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from events.admin_views.question_bank import BankPage, Readers
from events.forms.posted import posted
from events.forms_survey import SurveyForm, turn
from events.models import Instrument, Layout
from events.surveys.instruments import questions_for
from events.surveys.responses import Sheet

type Shown = Callable[[HttpRequest, Sheet, Mapping[str, Any] | None], HttpResponse]

REFUSAL = gettext_lazy("Dette er en forhåndsvisning: intet er sendt eller gemt.")
WIDTHS = (360, 390)
EXAMPLE_DAYS = 14
EXAMPLE_SPEAKERS = (
    pgettext_lazy("oplægsholder", "Anne Eksempel"),
    pgettext_lazy("oplægsholder", "Bo Eksempel"),
)

# As strict as where participants meet the sheet; and without scripts, which would keep what is
# typed on the device.
STRICT: dict[str, Any] = {**settings.SECURE_CSP, "script-src": [CSP.NONE]}

_shown: dict[str, Shown] = {}


def register(key: str, shown: Shown) -> None:
    """Let another app draw the questionnaire that it asks on pages of its own."""
    _shown[key] = shown


class _Chosen:
    """Mixin: the questionnaire, and the language, layout and width that were chosen."""

    instrument: Instrument
    language: str
    layout: str
    width: int

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, and read the address; what is not offered is as if it were not there."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.instrument = get_object_or_404(Instrument, pk=kwargs["pk"])
        told = request.GET
        known = dict(settings.LANGUAGES)
        language = told.get("sprog", "")
        self.language = language if language in known else settings.LANGUAGE_CODE
        layout = told.get("opstilling", "")
        self.layout = layout if layout in Layout.values else self.instrument.layout
        widths = {str(width): width for width in WIDTHS}
        self.width = widths.get(told.get("bredde", ""), WIDTHS[0])

    def address(self, name: str, **changed: Any) -> str:
        """Return the address of the page or its frame with one choice changed."""
        told = {"sprog": self.language, "opstilling": self.layout, "bredde": self.width}
        return f"{reverse(name, args=[self.instrument.pk])}?{urlencode({**told, **changed})}"


class PreviewView(Readers, _Chosen, BankPage, View):
    """The frame with its switches."""

    template_name = "wagtailadmin/events/bank_preview.html"
    page_title = gettext_lazy("Forhåndsvisning")

    def get_page_subtitle(self) -> str:
        """Name the questionnaire."""
        return str(self.instrument)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self.show(
            instrument=self.instrument,
            frame_url=self.address("bank_preview_frame"),
            width=self.width,
            switches=[
                (_("Sprog"), self._links("sprog", self.language, settings.LANGUAGES)),
                (_("Opstilling"), self._links("opstilling", self.layout, Layout.choices)),
                (
                    _("Telefon"),
                    self._links("bredde", self.width, [(one, f"{one} px") for one in WIDTHS]),
                ),
            ],
        )

    def _links(self, name: str, chosen: Any, offered: Any) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": self.address("bank_preview", **{name: value}),
                "current": value == chosen,
            }
            for value, label in offered
        ]


@method_decorator([csrf_exempt, never_cache, csp_override(STRICT)], name="dispatch")
class FrameView(Readers, _Chosen, View):
    """What is in the frame. Nothing is stored, so a form from elsewhere could do no harm."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the sheet, or its first question."""
        return self._drawn(request)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Turn the page; refuse to send."""
        return self._drawn(request)

    def _drawn(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self.language):
            shown = _shown.get(self.instrument.key, self._portal)
            return shown(request, self._sheet(), posted(request))

    def _sheet(self) -> Sheet:
        speakers = [str(name) for name in EXAMPLE_SPEAKERS]
        return Sheet(
            activity_title=self.instrument.title,
            closes_at=timezone.now() + timedelta(days=EXAMPLE_DAYS),
            questions=questions_for(self.instrument, self.language, speakers),
            paged=self.layout == Layout.PAGED,
            asks_comment=self.instrument.asks_comment,
            about_activity=bool(self.instrument.activity_kinds),
        )

    def _portal(
        self, request: HttpRequest, sheet: Sheet, data: Mapping[str, Any] | None
    ) -> HttpResponse:
        page = turn(
            SurveyForm(sheet.questions, data, asks_comment=sheet.asks_comment),
            data,
            paged=sheet.paged,
        )
        if page.handed_in:
            page = page.refused(str(REFUSAL))
        in_portal = self.language in dict(settings.WAGTAIL_CONTENT_LANGUAGES)
        context = {
            "sheet": sheet,
            "page": page,
            "form": page.form,
            "kept_as": "",
            "is_portal_language": in_portal,
            "language_links": [],
            "footer_links": [],
            "user": None,
            "messages": (),
        }
        return render(request, "events/survey.html", context)


def urlpatterns(base: str) -> list:
    """Return the addresses."""
    one = f"{base}<int:pk>/forhaandsvisning/"
    return [
        path(one, PreviewView.as_view(), name="bank_preview"),
        path(f"{one}ramme/", FrameView.as_view(), name="bank_preview_frame"),
    ]

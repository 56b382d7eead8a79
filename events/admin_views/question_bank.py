"""The question bank in the admin: who comes in, its menu item, its lists, the standard ones."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from events.admin_bank_forms import kind_names
from events.admin_views.asking import AskingView
from events.models import Instrument, Question
from events.surveys.bank import danish, missing_languages
from events.surveys.standard import ensure_standard, languages

READ = "events.view_question"
WRITE = "events.change_question"
ICON = "clipboard-list"


def may_read_bank(user: Any) -> bool:
    """Whether the user may see questions and questionnaires."""
    return bool(user.has_perm(READ) or user.has_perm(WRITE))


def may_write_bank(user: Any) -> bool:
    """Whether the user may change them."""
    return bool(user.has_perm(WRITE))


class Readers:
    """Mixin, first among the bases: let in who may read the bank, before anything is read."""

    header_icon = ICON
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse the others."""
        if not self.may(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def may(self, user: Any) -> bool:
        """Whether the user comes in."""
        return may_read_bank(user)

    @property
    def writes(self) -> bool:
        """Whether the user may change anything."""
        return may_write_bank(self.request.user)


class Writers(Readers):
    """Mixin for what changes the bank."""

    def may(self, user: Any) -> bool:
        """Whether the user may change it."""
        return may_write_bank(user)


class BankPage(WagtailAdminTemplateMixin):
    """A page below the two lists: breadcrumbs lead back, and ``show`` renders it."""

    template_name: str
    crumbs: tuple[tuple[str, Any], ...] = (("bank_sheets", gettext_lazy("Spørgsmålsbank")),)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        above = [{"url": reverse(name), "label": label} for name, label in self.crumbs]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def show(self, **context: Any) -> HttpResponse:
        """Render the page."""
        return TemplateResponse(
            self.request,
            self.template_name,
            self.get_context_data(view=self, **context),
        )


class _BankIndex(Readers, generic.IndexView):
    """What both lists have in common."""

    any_permission_required = None
    paginate_by = 30

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep the order that the list has."""
        return queryset


class SheetIndexView(_BankIndex):
    """The questionnaires, newest version first; a constant number of queries."""

    model = Instrument
    page_title = gettext_lazy("Spørgeskemaer")
    search_fields = ["title", "key"]
    index_url_name = "bank_sheets"
    index_results_url_name = "bank_sheets_results"

    def get_base_queryset(self) -> QuerySet[Instrument]:
        """Return all, with their questions."""
        rows = Instrument.objects.order_by("title", "key", "-version")
        return rows.prefetch_related("questions__texts")

    @property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            TitleColumn("title", accessor=str, label=_("Skema"), get_url=_sheet_url),
            Column("kinds", accessor=_kinds, label=_("Bruges efter")),
            Column("questions", accessor=_number_of_questions, label=_("Spørgsmål")),
            Column("languages", accessor=_sheet_languages, label=_("Sprog")),
            StatusTagColumn("state", accessor=sheet_state, primary=_is_asked, label=_("Tilstand")),
        ]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer the list of questions, and to those who may, what makes new ones."""
        buttons = [_button(_("Spørgsmål"), "bank_questions", "help")]
        if self.writes:
            buttons += [
                _button(_("Nyt skema"), "bank_sheet_add", "plus"),
                _button(_("Standardskemaer"), "bank_standard", "download"),
            ]
        return buttons


class QuestionIndexView(_BankIndex):
    """Every version of every question; a constant number of queries."""

    model = Question
    page_title = gettext_lazy("Spørgsmål")
    search_fields = ["key", "texts__text"]
    index_url_name = "bank_questions"
    index_results_url_name = "bank_questions_results"

    def get_base_queryset(self) -> QuerySet[Question]:
        """Return all, with their words and where they are asked."""
        rows = Question.objects.order_by("key", "-version")
        return rows.prefetch_related("texts", "instruments")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Find a question once, however many of its languages have the word."""
        found = super().search_queryset(queryset)
        if not self.is_searching:
            return found
        return queryset.filter(pk__in=found.order_by().values("pk"))

    @property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            TitleColumn("text", accessor=danish, label=_("Spørgsmål"), get_url=_question_url),
            Column("key", accessor=str, label=_("Nøgle og version")),
            Column("languages", accessor=worded_in, label=_("Sprog")),
            Column("sheets", accessor=_asked_by, label=_("Skemaer")),
            StatusTagColumn(
                "in_use", accessor=question_state, primary=_in_use, label=_("Tilstand")
            ),
        ]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer the questionnaires, and to those who may, a new question."""
        buttons = [_button(_("Spørgeskemaer"), "bank_sheets", ICON)]
        if self.writes:
            buttons.append(_button(_("Nyt spørgsmål"), "bank_question_add", "plus"))
        return buttons


def _button(label: str, name: str, icon: str) -> HeaderButton:
    return HeaderButton(label=label, url=reverse(name), icon_name=icon)


def _sheet_url(instrument: Instrument) -> str:
    return reverse("bank_sheet", args=[instrument.pk])


def _question_url(question: Question) -> str:
    return reverse("bank_question", args=[question.pk])


def _kinds(instrument: Instrument) -> str:
    return ", ".join(kind_names(instrument)) or _("Åbnes særskilt")


def _number_of_questions(instrument: Instrument) -> int:
    return len(instrument.questions.all())


def _sheet_languages(instrument: Instrument) -> str:
    missing = {code for one in instrument.questions.all() for code in missing_languages(one)}
    return _language_text(missing)


def worded_in(question: Question) -> str:
    """Return in how many languages it is worded, and which are missing."""
    return _language_text(set(missing_languages(question)))


def _language_text(missing: set[str]) -> str:
    known = languages()
    lacking = [code for code in known if code in missing]
    if not lacking:
        return _("Alle %(number)d") % {"number": len(known)}
    return _("Mangler: %(codes)s") % {"codes": ", ".join(lacking)}


def sheet_state(instrument: Instrument) -> str:
    """Return in words whether a questionnaire is asked, and whether it has been."""
    if not instrument.published:
        return _("Brugt, ikke klar") if instrument.in_use else _("Ikke klar")
    return _("Klar, i brug") if instrument.in_use else _("Klar")


def question_state(question: Question) -> str:
    """Return in words whether anybody has been asked it."""
    return _("I brug: ordlyden ligger fast") if question.in_use else _("Ikke brugt endnu")


def _is_asked(instrument: Instrument) -> bool:
    return instrument.published


def _in_use(question: Question) -> bool:
    return question.in_use


def _asked_by(question: Question) -> str:
    names = sorted({one.title for one in question.instruments.all()})
    return ", ".join(names) or "–"


class StandardView(Writers, AskingView):
    """Enter the standard questionnaires that are not there yet."""

    page_title = gettext_lazy("Hent standardskemaer")
    header_icon = ICON
    button = gettext_lazy("Hent standardskemaer")
    question = gettext_lazy(
        "Der er skemaer til temadag, oplæg, netværksmøde, konference, kursus, møde i "
        "medborgerforum og åben høring, og til de to årlige undersøgelser. Det, der mangler, "
        "kommer ind. Det, der står i banken i forvejen, bliver, som I har gjort det."
    )

    def act(self, form: Any) -> str:
        """Enter them."""
        before = Instrument.objects.count()
        ensure_standard(keep=True)
        made = Instrument.objects.count() - before
        if not made:
            return _("Alle standardskemaer er der i forvejen.")
        return ngettext("%(number)d skema er hentet.", "%(number)d skemaer er hentet.", made) % {
            "number": made
        }

    def next_url(self) -> str:
        """Return to the list."""
        return reverse("bank_sheets")


class BankMenuItem(MenuItem):
    """Shown to those who may read the bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask what the pages ask."""
        return may_read_bank(request.user)


def menu_item() -> BankMenuItem:
    """Return the item among the reports."""
    return BankMenuItem(
        gettext_lazy("Spørgsmålsbank"),
        reverse("bank_sheets"),
        name="question-bank",
        icon_name="help",
        order=16,
    )


BASE = "spoergsmaalsbank/"


def urlpatterns() -> list:
    """Return all the bank's addresses below ``/admin/``."""
    from events.admin_views import bank_preview, bank_questions, bank_sheets

    questions, results = f"{BASE}spoergsmaal/", "results/"
    return [
        path(BASE, SheetIndexView.as_view(), name="bank_sheets"),
        path(
            f"{BASE}{results}",
            SheetIndexView.as_view(results_only=True),
            name="bank_sheets_results",
        ),
        path(questions, QuestionIndexView.as_view(), name="bank_questions"),
        path(
            f"{questions}{results}",
            QuestionIndexView.as_view(results_only=True),
            name="bank_questions_results",
        ),
        path(f"{BASE}standard/", StandardView.as_view(), name="bank_standard"),
        *bank_questions.urlpatterns(questions),
        *bank_sheets.urlpatterns(f"{BASE}skema/"),
        *bank_preview.urlpatterns(f"{BASE}skema/"),
    ]

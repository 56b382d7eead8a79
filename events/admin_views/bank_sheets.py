"""One questionnaire: its questions in order, what is counted together, its head, its versions."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.log_actions import log

from events.admin_bank_forms import SheetForm, kind_names
from events.admin_views.asking import AskingView
from events.admin_views.question_bank import BankPage, Readers, Writers, sheet_state, worded_in
from events.models import Instrument, Question
from events.surveys import bank, sheet_checks, sheets, standard


def _sheet(pk: int) -> Instrument:
    return get_object_or_404(Instrument, pk=pk)


class SheetView(Readers, BankPage, View):
    """Read a questionnaire; put its questions together, where the user may."""

    template_name = "wagtailadmin/events/bank_sheet.html"
    instrument: Instrument

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.instrument = _sheet(kwargs["pk"])

    def get_page_title(self) -> str:
        """Name it."""
        return str(self.instrument)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; a constant number of queries."""
        questions = sheet_checks.questions_of(self.instrument)
        fixed = standard.is_fixed(self.instrument.key)
        open_to_change = self.writes and not self.instrument.in_use and not fixed
        return self.show(
            instrument=self.instrument,
            kinds=kind_names(self.instrument),
            state=sheet_state(self.instrument),
            rows=_rows(questions),
            seconds=sheet_checks.seconds(questions),
            problems=sheet_checks.problems(self.instrument, questions),
            warnings=sheet_checks.warnings(questions),
            groups=_groups(self.instrument, questions),
            countable=[one for one in _rows(questions) if one["countable"]],
            versions=Instrument.objects.filter(key=self.instrument.key).order_by("-version"),
            addable=sheets.addable(questions) if open_to_change else [],
            open_to_change=open_to_change,
            fixed=fixed,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take one step, and show the questionnaire again."""
        step = STEPS.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        if self.writes:
            try:
                step(self.instrument, request)
            except bank.BankRefused as refusal:
                messages.error(request, str(refusal.message))
            else:
                log(self.instrument, "wagtail.edit", user=request.user)
        return redirect(f"{reverse('bank_sheet', args=[pk])}#spoergsmaal")


def _rows(questions: list[Question]) -> list[dict[str, Any]]:
    keys = [one.key for one in questions]
    tops = dict(
        Question.objects.filter(key__in=keys).order_by("version").values_list("key", "version")
    )
    return [
        {
            "question": one,
            "text": bank.danish(one),
            "languages": worded_in(one),
            "newer": tops[one.key] > one.version,
            "countable": one.purpose == Question.Purpose.OUTCOME,
        }
        for one in questions
    ]


def _groups(instrument: Instrument, questions: list[Question]) -> list[dict[str, Any]]:
    texts = {one.key: bank.danish(one) for one in questions}
    return [
        {"keys": " ".join(group), "texts": [texts.get(key, key) for key in group]}
        for group in instrument.joint
    ]


def _picked(request: HttpRequest) -> Question:
    given = request.POST.get("question", "")
    if not given.isdigit():
        raise Http404
    return get_object_or_404(Question, pk=int(given))


type Step = Callable[[Instrument, HttpRequest], None]

STEPS: dict[str, Step] = {
    "add": lambda sheet, request: sheets.add(sheet, _picked(request)),
    "remove": lambda sheet, request: sheets.remove(sheet, _picked(request)),
    "up": lambda sheet, request: sheets.move(sheet, _picked(request), up=True),
    "down": lambda sheet, request: sheets.move(sheet, _picked(request), up=False),
    "newest": lambda sheet, request: sheets.take_newest(sheet, _picked(request)),
    "together": lambda sheet, request: sheets.count_together(sheet, request.POST.getlist("key")),
    "apart": lambda sheet, request: sheets.count_apart(sheet, request.POST["keys"].split()),
    "ready": lambda sheet, request: sheets.set_ready(sheet, True),
    "not_ready": lambda sheet, request: sheets.set_ready(sheet, False),
}


class SheetAddView(Writers, AskingView):
    """Begin a questionnaire."""

    page_title = gettext_lazy("Nyt spørgeskema")
    form_class = SheetForm
    refusals = (bank.BankRefused,)
    button = gettext_lazy("Opret")
    question = gettext_lazy("Spørgsmålene vælger du bagefter.")
    made: Instrument | None = None

    def act(self, form: Any) -> str:
        """Make it."""
        self.made = sheets.create(form.cleaned_data["key"], form.cleaned_data)
        log(self.made, "wagtail.create", user=self.request.user)
        return _("Skemaet er oprettet. Tilføj spørgsmålene her.")

    def next_url(self) -> str:
        """Go on to it, or back to the list."""
        return reverse("bank_sheet", args=[self.made.pk]) if self.made else reverse("bank_sheets")


class _OneSheet(Writers, AskingView):
    """A step with a form or a question of its own."""

    refusals = (bank.BankRefused,)
    sheet_pk: int | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.instrument = _sheet(kwargs["pk"])
        self.sheet_pk = self.instrument.pk

    def get_page_subtitle(self) -> str:
        """Name it."""
        return str(self.instrument)

    def next_url(self) -> str:
        """Go on to the questionnaire, or back to the list."""
        if self.sheet_pk is None:
            return reverse("bank_sheets")
        return reverse("bank_sheet", args=[self.sheet_pk])


class SheetSettingsView(_OneSheet):
    """Title, kinds, layout, closing text, ready or not."""

    page_title = gettext_lazy("Indstillinger")

    def make_form(self, data: Any = None) -> SheetForm:
        """Show what stands."""
        return SheetForm(data, instrument=self.instrument)

    def act(self, form: Any) -> str:
        """Store it."""
        sheets.change(self.instrument, form.cleaned_data)
        log(self.instrument, "wagtail.edit", user=self.request.user)
        return _("Skemaet er gemt.")


class SheetSucceedView(_OneSheet):
    """Make a new version of a questionnaire in use."""

    page_title = gettext_lazy("Lav en ny version")
    button = gettext_lazy("Lav en ny version")
    question = gettext_lazy(
        "Den nye version får de samme spørgsmål. Den bliver først brugt, når du gør den klar; "
        "indtil da bruges den gamle, og åbne undersøgelser går videre med den."
    )

    def act(self, form: Any) -> str:
        """Make it."""
        made = sheets.succeed(self.instrument)
        log(made, "wagtail.create", user=self.request.user)
        self.sheet_pk = made.pk
        return _("Version %(number)d er lavet.") % {"number": made.version}


class SheetDeleteView(_OneSheet):
    """Delete a questionnaire that nobody was asked."""

    page_title = gettext_lazy("Slet spørgeskema")
    button = gettext_lazy("Slet")
    question = gettext_lazy("Skemaet er aldrig brugt. Spørgsmålene bliver i banken.")
    serious = True

    def get_question(self) -> str:
        """Say at once why it cannot be done."""
        return str(bank.InUse.message) if self.instrument.in_use else str(self.question)

    def act(self, form: Any) -> str:
        """Delete it."""
        title = str(self.instrument)
        sheets.delete(self.instrument)
        log(self.instrument, "wagtail.delete", user=self.request.user, deleted=True)
        self.sheet_pk = None
        return _("%(title)s er slettet.") % {"title": title}


def urlpatterns(base: str) -> list:
    """Return the addresses."""
    one = f"{base}<int:pk>/"
    return [
        path(f"{base}nyt/", SheetAddView.as_view(), name="bank_sheet_add"),
        path(one, SheetView.as_view(), name="bank_sheet"),
        path(f"{one}indstillinger/", SheetSettingsView.as_view(), name="bank_sheet_settings"),
        path(f"{one}ny-version/", SheetSucceedView.as_view(), name="bank_sheet_succeed"),
        path(f"{one}slet/", SheetDeleteView.as_view(), name="bank_sheet_delete"),
    ]

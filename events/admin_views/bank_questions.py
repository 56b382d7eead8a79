"""One question of the bank: its words in six languages on one form, and its versions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.log_actions import log

from events.admin_bank_forms import QuestionForm
from events.admin_views.asking import AskingView
from events.admin_views.question_bank import BankPage, Readers, Writers, question_state
from events.models import Question
from events.surveys import bank


def _question(pk: int) -> Question:
    return get_object_or_404(Question.objects.prefetch_related("texts", "instruments"), pk=pk)


class _QuestionPage(BankPage, View):
    """What the form of a new question and of one that is there have in common."""

    template_name = "wagtailadmin/events/bank_question.html"
    crumbs = (*BankPage.crumbs, ("bank_questions", gettext_lazy("Spørgsmål")))

    def form_page(self, form: QuestionForm, question: Question | None) -> HttpResponse:
        """Render the form, and of a question that is there, its versions."""
        versions: QuerySet[Question] | None = None
        if question is not None:
            versions = Question.objects.filter(key=question.key).order_by("-version")
        return self.show(
            form=form,
            question=question,
            versions=versions,
            fixed=question is not None and bank.is_fixed(question),
            state=question_state(question) if question else "",
        )


class QuestionAddView(Writers, _QuestionPage):
    """Enter a new question."""

    page_title = gettext_lazy("Nyt spørgsmål")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the empty form."""
        return self.form_page(QuestionForm(), None)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Enter it, or say what is wrong."""
        form = QuestionForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, None)
        about, words = form.told
        try:
            made = bank.create_question(form.cleaned_data["key"], about, words)
        except bank.BankRefused as refusal:
            form.add_error(None, str(refusal.message))
            return self.form_page(form, None)
        log(made, "wagtail.create", user=request.user)
        messages.success(request, _("Spørgsmålet er gemt."))
        return redirect("bank_question", made.pk)


class QuestionView(Readers, _QuestionPage):
    """Read a question; change it, where the user may and nobody has been asked it."""

    question: Question

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.question = _question(kwargs["pk"])

    def get_page_title(self) -> str:
        """Name it by its key and version."""
        return str(self.question)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self.form_page(QuestionForm(question=self.question), self.question)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store what was changed, or say why not."""
        if not self.writes:
            return redirect("bank_question", pk)
        form = QuestionForm(request.POST, question=self.question)
        if not form.is_valid():
            return self.form_page(form, self.question)
        try:
            bank.change_question(self.question, *form.told)
        except bank.BankRefused as refusal:
            form.add_error(None, str(refusal.message))
            return self.form_page(form, self.question)
        log(self.question, "wagtail.edit", user=request.user)
        messages.success(request, _("Spørgsmålet er gemt."))
        return redirect("bank_question", pk)


class _OneQuestion(Writers, AskingView):
    """A step that is asked about first."""

    refusals = (bank.BankRefused,)
    question_pk: int | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.subject = _question(kwargs["pk"])
        self.question_pk = self.subject.pk

    def get_page_subtitle(self) -> str:
        """Name it."""
        return str(self.subject)

    def next_url(self) -> str:
        """Go on to the question, or back to the list."""
        if self.question_pk is None:
            return reverse("bank_questions")
        return reverse("bank_question", args=[self.question_pk])


class QuestionSucceedView(_OneQuestion):
    """Make a new version of a question in use."""

    page_title = gettext_lazy("Lav en ny version")
    button = gettext_lazy("Lav en ny version")
    question = gettext_lazy(
        "Den nye version får samme ordlyd, og du kan rette den. Den gamle bliver, som den er. "
        "Svar på de to versioner bliver aldrig lagt sammen: Når der er nok svar på den nye, tæller "
        "mål og resultater i perioden den alene. Skift derfor helst ved et årsskifte."
    )

    def act(self, form: Any) -> str:
        """Make it."""
        made = bank.succeed_question(self.subject)
        log(made, "wagtail.create", user=self.request.user)
        self.question_pk = made.pk
        return _("Version %(number)d er lavet. Ret ordlyden her.") % {"number": made.version}


class QuestionDeleteView(_OneQuestion):
    """Delete a version that nobody was asked."""

    page_title = gettext_lazy("Slet spørgsmål")
    button = gettext_lazy("Slet")
    question = gettext_lazy("Spørgsmålet er aldrig brugt. Det slettes på alle sprog.")
    serious = True

    def get_question(self) -> str:
        """Say at once why it cannot be done."""
        return str(bank.InUse.message) if self.subject.in_use else str(self.question)

    def act(self, form: Any) -> str:
        """Delete it."""
        key = str(self.subject)
        bank.delete_question(self.subject)
        log(self.subject, "wagtail.delete", user=self.request.user, deleted=True)
        self.question_pk = None
        return _("%(key)s er slettet.") % {"key": key}


def urlpatterns(base: str) -> list:
    """Return the addresses."""
    one = f"{base}<int:pk>/"
    return [
        path(f"{base}nyt/", QuestionAddView.as_view(), name="bank_question_add"),
        path(one, QuestionView.as_view(), name="bank_question"),
        path(f"{one}ny-version/", QuestionSucceedView.as_view(), name="bank_question_succeed"),
        path(f"{one}slet/", QuestionDeleteView.as_view(), name="bank_question_delete"),
    ]

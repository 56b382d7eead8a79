"""What participants answered, what they eat: sums for the organiser, numbers for the kitchen."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from events import needs, questions
from events.admin_views.buttons import step_url
from events.admin_views.closed import RunActivityMixin, registration_to_run
from events.admin_views.participants import ActivityPageMixin
from events.admin_views.person_actions import participant_url
from events.forms.questions import AnswersForm
from events.kitchen import kitchen_sheet_pdf
from events.models import Registration

QUESTION = [
    FieldPanel("text"),
    FieldPanel("text_en"),
    FieldPanel("help_text"),
    FieldRowPanel([FieldPanel("key"), FieldPanel("kind"), FieldPanel("ask")]),
    FieldPanel("options"),
    FieldPanel("required"),
    FieldRowPanel([FieldPanel("condition_key"), FieldPanel("condition_value")]),
]


class AnswersView(ActivityPageMixin, View):
    """Counts and texts per question; who owes an answer; food in numbers; access by name."""

    template_name = "wagtailadmin/events/answers.html"
    page_title = _("Svar, mad og tilgængelighed")
    header_icon = "clipboard-list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sums."""
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            tallies=questions.tallies(self.activity),
            missing=len(questions.unanswered(self.activity)),
            kitchen=needs.kitchen_sheet(self.activity),
            access=needs.access_needs(self.activity),
            urls={
                "pdf": "" if self.activity.discreet else step_url(self.activity, "kitchen_pdf"),
                "participants": step_url(self.activity, "participants"),
            },
        )
        return TemplateResponse(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write to those who owe an answer."""
        number = questions.ask_again(self.activity)
        messages.success(
            request,
            ngettext("%(number)s mail er på vej.", "%(number)s mails er på vej.", number)
            % {"number": number},
        )
        return redirect(step_url(self.activity, "answers"))


class PersonAnswersView(ActivityPageMixin, View):
    """One person's answers, food and access: to read, and to write down for one who rang."""

    template_name = "wagtailadmin/events/participant_form.html"
    page_title = _("Svar, mad og tilgængelighed")
    header_icon = "clipboard-list"
    registration: Registration

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the person up among this activity's; only who has a seat is asked."""
        super().setup(request, *args, **kwargs)
        self.registration = registration_to_run(request.user, self.activity, kwargs["pk"])
        if not self.registration.is_confirmed or self.activity.discreet:
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what she answered."""
        return self.show(AnswersForm(registration=self.registration))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store what is written, or say what is wrong."""
        form = AnswersForm(request.POST, registration=self.registration)
        if not form.is_valid():
            return self.show(form)
        questions.answer(self.registration, form.answers, food=form.food, access=form.access)
        messages.success(request, _("Svarene er gemt."))
        return redirect(participant_url(self.registration, "participant"))

    def show(self, form: AnswersForm) -> HttpResponse:
        """Render the form."""
        context = self.get_context_data(
            form=form,
            view=self,
            activity=self.activity,
            submit_label=_("Gem"),
            back_url=participant_url(self.registration, "participant"),
        )
        return TemplateResponse(self.request, self.template_name, context)


class KitchenPdfView(RunActivityMixin, View):
    """The sheet for the caterer: numbers, no names."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it; it names nobody, and is kept in no cache all the same.

        A caterer is told of no discreet activity: its title stands on the sheet.
        """
        if self.activity.discreet:
            raise Http404
        response = HttpResponse(kitchen_sheet_pdf(self.activity), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="koekken.pdf"'
        add_never_cache_headers(response)
        return response


def urlpatterns() -> list:
    """Return the addresses below an activity."""
    one = "<uuid:activity_pk>/"
    return [
        path(f"{one}svar/", AnswersView.as_view(), name="answers"),
        path(f"{one}deltagere/<uuid:pk>/svar/", PersonAnswersView.as_view(), name="person_answers"),
        path(f"{one}svar/koekken.pdf", KitchenPdfView.as_view(), name="kitchen_pdf"),
    ]

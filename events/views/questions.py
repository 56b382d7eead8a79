"""Behind a personal link: answer what the organiser asks of those with a seat."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import questions, ratelimit
from events.forms.posted import posted
from events.forms.questions import AnswersForm
from events.models import Registration
from events.views.personal import by_personal_link, form_page, own_url, personal_context

TEMPLATE = "events/questions/answers.html"


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_questions(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask, and store what is answered; the answers may be changed until the day is held."""
    context = personal_context(request, registration)
    if not (context["can_change"] and registration.is_confirmed):
        return redirect(own_url("self_service", registration))
    form = AnswersForm(posted(request), registration=registration)
    if request.method == "POST" and form.is_valid():
        if ratelimit.CORRECTION.allows(registration.pk):
            questions.answer(registration, form.answers, food=form.food, access=form.access)
            messages.success(request, _("Tak. Dine svar er gemt."))
            return redirect(own_url("self_service", registration))
        form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
    return form_page(request, TEMPLATE, {**context, "form": form})


def urls(personal: str) -> list:
    """Return the address of the page below the personal link's."""
    return [path(f"{personal}svar/", self_service_questions, name="self_service_questions")]

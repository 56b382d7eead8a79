"""Behind a personal link: choose among the activity's workshops."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import ratelimit, workshops
from events.choices import ChoiceRefused, choose
from events.forms import posted
from events.forms.choices import ChooseForm
from events.models import Registration
from events.views.personal import by_personal_link, form_page, own_url, personal_context

TEMPLATE = "events/workshops/choose.html"


def urls(personal: str) -> list[URLPattern]:
    """Return the addresses below the path of a personal link."""
    return [path(f"{personal}workshops/", self_service_workshops, name="self_service_workshops")]


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def self_service_workshops(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Change one's workshops until the activity begins."""
    if not workshops.can_choose(registration):
        return redirect(own_url("self_service", registration))
    form = ChooseForm(posted(request), registration=registration)
    context = {
        **personal_context(request, registration),
        "form": form,
        "workshops": workshops.chosen(registration),
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, TEMPLATE, context)
    if not ratelimit.CORRECTION.allows(registration.pk):
        form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
        return form_page(request, TEMPLATE, context, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        choose(registration, form.chosen_ids)
    except ChoiceRefused as refusal:
        form.add_error(None, str(refusal.message))
        return form_page(request, TEMPLATE, context)
    messages.success(request, _("Dine workshops er gemt."))
    return redirect(own_url("self_service", registration))

"""The applicant's own view of her application: how it stands, what she wrote, correct it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses import applications
from courses.forms.application import ApplicationForm
from courses.models import Application
from events import ratelimit, when
from events.addons import Section
from events.applying import takes_applications
from events.forms import posted
from events.links import Purpose, token_for
from events.models import Registration
from events.views.personal import by_personal_link, form_page, own_url, personal_context


def application_url(registration: Registration) -> str:
    """Return the path of the page, behind the registration's personal link."""
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse("courses:application", args=[registration.pk, token])


def section(request: HttpRequest, registration: Registration) -> Section | None:
    """Return her application for "your sign-up"; nothing elsewhere than at such courses."""
    if not takes_applications(registration.activity) or not registration.is_active:
        return None
    application = applications.of(registration)
    may_write = applications.may_write(registration, application)
    if application is None and not may_write:
        return None
    closes_at = registration.activity.closes_at
    context = {
        "application": application,
        "may_write": may_write,
        "url": application_url(registration),
        "deadline": when.deadline(closes_at) if closes_at and may_write else "",
    }
    return Section("courses/application_section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def application(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the form with what was written, and store a correction."""
    written = applications.of(registration)
    if not applications.may_write(registration, written):
        if request.method == "POST":
            messages.warning(request, str(applications.TooLateToWrite.message))
        return redirect(own_url("self_service", registration))
    form = ApplicationForm(posted(request), application=written)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.CORRECTION.allows(registration.pk):
            form.add_error(None, _("Der er rettet mange gange. Vent lidt, og prøv igen."))
        elif _write(request, registration, form):
            return redirect(own_url("self_service", registration))
    return _page(request, registration, form, written)


def _write(request: HttpRequest, registration: Registration, form: ApplicationForm) -> bool:
    try:
        applications.write(registration, form.values)
    except applications.TooLateToWrite as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("Din ansøgning er gemt."))
    return True


def _page(
    request: HttpRequest,
    registration: Registration,
    form: ApplicationForm,
    written: Application | None,
) -> HttpResponse:
    context = personal_context(request, registration)
    return form_page(
        request, "courses/application.html", {**context, "form": form, "written": written}
    )

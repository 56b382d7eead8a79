"""Behind a personal link: one's certificate, how long it can be checked, and a reminder."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import certificate_papers, certificates, refreshers
from courses.models import Certificate
from courses.views.own_sessions import PERSONAL, courses_url
from events import ratelimit, when
from events.models import Registration
from events.views.personal import by_personal_link, form_page, own_url, personal_context

KEEP, LET_GO, REMIND, FORGET = "keep", "let_go", "remind", "forget"
LANGUAGES = ("da", "en")


@require_http_methods(["GET", "HEAD", "POST"])
@by_personal_link
def own_certificate(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the certificate and what its holder can choose; by POST, choose one thing."""
    certificate = certificates.hers(registration)
    if certificate is None:
        return redirect(own_url("self_service", registration))
    if request.method == "POST":
        _act(request, registration, certificate)
        return redirect(courses_url("own_certificate", registration))
    context = {
        **personal_context(request, registration),
        "code": certificates.spaced(certificate.code),
        "verify_url": certificate_papers.verify_url(certificate),
        "pdf_url": courses_url("own_certificate_pdf", registration),
        "issued": when.plain_day(certificate.issued_on),
        "refresh_by": when.plain_day(certificate.refresh_by) if certificate.refresh_by else "",
        "kept_until": when.plain_day(certificate.kept_until) if certificate.kept_until else "",
        "would_keep": when.plain_day(certificates.keep_until(certificate)),
        "deleted_on": _deleted_on(registration),
        **_reminder(registration, certificate),
    }
    return form_page(request, "courses/own/certificate.html", context)


def _deleted_on(registration: Registration) -> str:
    day = when.deleted_on(registration.activity)
    return when.plain_day(day) if day else ""


def _reminder(registration: Registration, certificate: Certificate) -> dict[str, object]:
    asked = refreshers.asked(registration)
    day = asked.due_on if asked else None
    if day is None and certificate.refresh_by and refreshers.can_ask(registration):
        day = refreshers.due_on(certificate.refresh_by)
    return {
        "reminded_on": when.plain_day(day) if day else "",
        "is_reminded": asked is not None,
        "email": registration.email,
    }


def _act(request: HttpRequest, registration: Registration, certificate: Certificate) -> None:
    step = request.POST.get("step")
    if step == KEEP:
        certificates.keep(certificate)
        messages.success(request, _("Beviset kan kontrolleres, så længe du har bedt om."))
    elif step == LET_GO:
        certificates.let_go(certificate)
        messages.success(request, _("Beviset slettes sammen med din tilmelding."))
    elif step == REMIND:
        try:
            refreshers.ask(registration)
        except refreshers.NothingToRemind as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Vi minder dig om det på mail."))
    elif step == FORGET:
        asked = refreshers.asked(registration)
        if asked:
            refreshers.stop(asked)
        messages.success(request, _("Du får ingen påmindelse, og adressen er slettet fra listen."))
    else:
        raise Http404


@require_safe
@by_personal_link
def own_certificate_pdf(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Serve the certificate as PDF, in Danish or English, to whoever met the rule."""
    if certificates.hers(registration) is None:
        raise Http404
    if not ratelimit.CERTIFICATE.allows(registration.pk):
        messages.warning(request, _("Beviset er hentet mange gange. Vent ti minutter."))
        return redirect(courses_url("own_certificate", registration))
    asked = request.GET.get("sprog", "")
    language = asked if asked in LANGUAGES else translation.get_language() or LANGUAGES[0]
    with translation.override(language):
        document = certificate_papers.own_pdf(registration)
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="deltagerbevis.pdf"'
    return response


urlpatterns = [
    path(f"{PERSONAL}bevis/", own_certificate, name="own_certificate"),
    path(f"{PERSONAL}bevis.pdf", own_certificate_pdf, name="own_certificate_pdf"),
]

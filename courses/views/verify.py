"""Is this certificate genuine? Says yes or no, and of a typed name whether it is the one.

Public, never cached, never indexed, and kept out of the logs: a code belongs to its holder.
"""

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from courses import certificates
from courses.forms.verify import CodeForm, NameForm
from events import ratelimit
from events.forms.posted import posted
from events.views.personal import form_page, private

CODE_PAGE, ANSWER_PAGE = "courses/verify/code.html", "courses/verify/answer.html"


@require_http_methods(["GET", "HEAD", "POST"])
def verify_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code on a certificate."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return private(redirect("courses:verify", code=form.cleaned_data["code"]))
    return private(form_page(request, CODE_PAGE, {"form": form}))


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the code is genuine; by POST, whether the typed name is the certificate's."""
    if not ratelimit.CERTIFICATE_CODE.allows(ratelimit.client_address(request)):
        form: forms.Form = CodeForm()
        context: dict[str, Any] = {"form": form, "is_pause": True}
        return private(form_page(request, CODE_PAGE, context, HTTPStatus.TOO_MANY_REQUESTS))
    certificate = certificates.find(code)
    if certificate is None:
        return private(
            form_page(
                request,
                ANSWER_PAGE,
                {"is_genuine": False, "form": CodeForm()},
                HTTPStatus.NOT_FOUND,
            )
        )
    form = NameForm(posted(request))
    context = {"is_genuine": True, "form": form}
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        context |= {"name": name, "is_named": certificates.is_named(certificate, name)}
    return private(form_page(request, ANSWER_PAGE, context))


urlpatterns = [
    path("bevis/", verify_code, name="verify_code"),
    path("bevis/<str:code>/", verify, name="verify"),
]

"""The printed slip of one participant."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views import View

from events.admin_views.closed import RunActivityMixin, registration_to_run


class SlipView(RunActivityMixin, View):
    """A PDF to hand over or to put into an envelope; kept in no cache."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Print it for someone with a place."""
        from events.slips import slip_pdf

        registration = registration_to_run(request.user, self.activity, kwargs["pk"])
        if not registration.is_active or not registration.name:
            raise Http404
        response = HttpResponse(slip_pdf(registration), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="seddel.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response


def urlpatterns() -> list:
    """Return the address under one participant."""
    return [
        path("<uuid:activity_pk>/deltagere/<uuid:pk>/seddel.pdf", SlipView.as_view(), name="slip"),
    ]

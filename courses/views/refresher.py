"""Behind the link in a reminder: stop it, and delete the address."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from courses import refreshers
from courses.models import Refresher
from events.links import Purpose, token_is_valid
from events.views.personal import form_page, private, wrong_link


@require_http_methods(["GET", "HEAD", "POST"])
def refresher_stop(request: HttpRequest, row_id: UUID, token: str) -> HttpResponse:
    """Ask, then delete. Once the mail has left the row is gone; the page says just that."""
    if not token_is_valid(token, Purpose.REFRESH, row_id, refreshers.LINK_VERSION):
        return private(wrong_link(request))
    row = Refresher.objects.select_related("activity").filter(pk=row_id).first()
    if request.method == "POST":
        if row:
            refreshers.stop(row)
        return private(redirect(request.path))
    return private(form_page(request, "courses/own/refresher_stop.html", {"row": row}))


urlpatterns = [
    path("t/opfriskning/<uuid:row_id>/<str:token>/", refresher_stop, name="refresher_stop"),
]

"""A course's document behind the personal link of someone who is admitted."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from courses import materials
from events.models import Registration
from events.views.personal import by_personal_link


@require_safe
def material(
    request: HttpRequest, registration_id: UUID, token: str, material_id: UUID
) -> HttpResponseBase:
    """Hand the file out as a download that no cache keeps; not found until it opens."""

    @by_personal_link
    def hand_out(request: HttpRequest, registration: Registration) -> HttpResponseBase:
        document = materials.document_for(registration, material_id)
        if document is None:
            raise Http404
        try:
            file = document.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            file,
            as_attachment=True,
            filename=document.filename,
            content_type=document.content_type,
        )
        # As Wagtail does: whatever is in the file, nothing of it runs here.
        response["Content-Security-Policy"] = "default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return hand_out(request, registration_id, token)

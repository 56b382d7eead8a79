"""A course's document behind the personal link of someone who is admitted."""

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from courses import materials
from events.models import Registration
from events.views.downloads import as_download
from events.views.personal import by_personal_link


@require_safe
def material(
    request: HttpRequest, registration_id: UUID, token: str, material_id: UUID
) -> HttpResponseBase:
    """Hand the file out as a download that no cache keeps; not found until it opens."""

    @by_personal_link
    def hand_out(request: HttpRequest, registration: Registration) -> HttpResponseBase:
        return as_download(materials.document_for(registration, material_id))

    return hand_out(request, registration_id, token)

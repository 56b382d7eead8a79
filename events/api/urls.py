"""The API's addresses; its description is served as OpenAPI at ``openapi.json``."""

from django.urls import path
from ninja import NinjaAPI

from events.api import public, staff

api = NinjaAPI(
    title="VINK",
    version="1",
    description=(
        "Activities and calendar for anyone. Registrations and check-in for staff, with "
        "«Authorization: Bearer …» (a token from Wagtail's settings)."
    ),
    urls_namespace="api-1",
    docs_url=None,  # Swagger's page needs scripts that the site's policy forbids
)
api.add_router("", public.router)
api.add_router("/staff", staff.router)

urlpatterns = [path("", api.urls)]

"""Public addresses of courses on the portal's own host."""

from django.urls import path

from courses.views import (
    application,
    guests,
    materials,
    own_certificate,
    own_sessions,
    refresher,
    verify,
)

app_name = "courses"

# Below the personal link of the floor, so that no log keeps them either.
PERSONAL = "t/<uuid:registration_id>/<str:token>/"

urlpatterns: list = [
    path(f"{PERSONAL}ansoegning/", application.application, name="application"),
    path(f"{PERSONAL}materiale/<uuid:material_id>/", materials.material, name="material"),
    *own_sessions.urlpatterns,
    *own_certificate.urlpatterns,
    *refresher.urlpatterns,
    *verify.urlpatterns,
    *guests.urlpatterns,
]

"""Addresses of courses in Wagtail's admin, below ``/admin/kurser/``."""

from courses.admin_views import (
    applications,
    attendance,
    discreet_survey,
    interface_checks,
    neutral,
    setup,
)

app_name = "courses_admin"

urlpatterns: list = [
    # Before those that begin with an activity, or "gennemsyn" would be looked up as one.
    *interface_checks.urlpatterns(),
    *neutral.urlpatterns(),
    *discreet_survey.urlpatterns(),
    *setup.urlpatterns(),
    *applications.urlpatterns(),
    *attendance.urlpatterns(),
]

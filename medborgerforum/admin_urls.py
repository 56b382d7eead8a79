"""Addresses of the forum in Wagtail's admin, below ``/admin/medborgerforum/``."""

from medborgerforum.admin_views import (
    applications,
    associations,
    charter,
    hearings,
    meetings,
    minutes,
    reach,
    yearly,
)

app_name = "forum_admin"

urlpatterns: list = [
    *charter.urlpatterns(),
    *applications.urlpatterns(),
    *associations.urlpatterns(),
    *meetings.urlpatterns(),
    *minutes.urlpatterns(),
    *hearings.urlpatterns(),
    *reach.urlpatterns(),
    *yearly.urlpatterns(),
]

"""Addresses of the neutral host: courses for parents and relatives, and nothing else."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from portal.views import robots_neutral

handler400 = "portal.views.neutral_refused"
handler403 = "portal.views.neutral_refused"
handler404 = "portal.views.neutral_not_found"
handler500 = "portal.views.neutral_broken"

urlpatterns = [
    path("robots.txt", robots_neutral, name="robots"),
    *i18n_patterns(
        path("", include("courses.urls_neutral")),
        prefix_default_language=False,
    ),
]

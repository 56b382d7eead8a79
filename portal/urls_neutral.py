"""Addresses of the neutral host: courses for parents and relatives, and nothing else."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from portal.views import robots_neutral

urlpatterns = [path("robots.txt", robots_neutral, name="robots")]
urlpatterns += i18n_patterns(
    path("", include("courses.urls_neutral")),
    prefix_default_language=False,
)

"""Addresses of the published status reports, in every language of the portal."""

from django.urls import path

from . import report_views

one = "statusrapporter/<slug:plan>/<int:year>/"

urlpatterns = [
    path("statusrapporter/", report_views.reports, name="reports"),
    path(one, report_views.report, name="report"),
    path(
        f"{one}vink-statusrapport-<str:language>.<str:kind>",
        report_views.report_file,
        name="report_file",
    ),
]

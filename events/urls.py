"""Addresses of the floor. Short ones carry personal links; none carries personal data."""

from django.urls import path

from events import urls_day, urls_hosts, urls_teams
from events.views import (
    account,
    choices,
    feeds,
    leaders,
    questions,
    redating,
    results,
    self_service,
    signup,
    stepup,
    survey,
)

app_name = "events"

PERSONAL = "t/<uuid:registration_id>/<str:token>/"

urlpatterns = [
    # Calendar files; calendar and activity themselves are pages.
    path("kalender.ics", feeds.calendar_feed, name="calendar_feed"),
    path("aktivitet/<uuid:activity_id>.ics", feeds.activity_ics, name="activity_ics"),
    *feeds.urlpatterns,
    # Sign-up and self-service.
    path("tilmelding/<uuid:activity_id>/", signup.signup, name="signup"),
    path("tilmelding/<uuid:activity_id>/tak/", signup.signup_thanks, name="signup_thanks"),
    *urls_teams.urlpatterns,
    path("tilmelding/link/", self_service.lost_link, name="lost_link"),
    path("tilmelding/link/sendt/", self_service.lost_link_sent, name="lost_link_sent"),
    path(PERSONAL, self_service.self_service, name="self_service"),
    path(f"{PERSONAL}ret/", self_service.self_service_change, name="self_service_change"),
    path(f"{PERSONAL}afmeld/", self_service.self_service_cancel, name="self_service_cancel"),
    path(f"{PERSONAL}plads/", self_service.self_service_answer, name="self_service_answer"),
    path(f"{PERSONAL}dato/", redating.self_service_dates, name="self_service_dates"),
    path(f"{PERSONAL}kalender.ics", self_service.self_service_ics, name="self_service_ics"),
    path(
        f"{PERSONAL}deltagerbevis.pdf",
        self_service.self_service_certificate,
        name="self_service_certificate",
    ),
    *questions.urls(PERSONAL),
    *choices.urls(PERSONAL),
    *account.urlpatterns,
    *leaders.urlpatterns,
    *urls_hosts.urlpatterns,
    *urls_day.urlpatterns,
    *stepup.urlpatterns,
    # Survey.
    *results.urlpatterns,
    path("s/tak/", survey.thanks, name="survey_thanks"),
    path("s/<uuid:invitation_id>/<str:token>/", survey.survey, name="survey"),
]

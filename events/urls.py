"""Addresses of the floor. Short ones carry personal links; none carries personal data."""

from django.urls import path

from events.views import account, checkin, feeds, self_service, signup, survey

app_name = "events"

PERSONAL = "t/<uuid:registration_id>/<str:token>/"
DAY = "tjek-ind/<uuid:activity_id>/"

urlpatterns = [
    # Calendar files; calendar and activity themselves are pages.
    path("kalender.ics", feeds.calendar_feed, name="calendar_feed"),
    path("aktivitet/<uuid:activity_id>.ics", feeds.activity_ics, name="activity_ics"),
    # Sign-up and self-service.
    path("tilmelding/<uuid:activity_id>/", signup.signup, name="signup"),
    path("tilmelding/<uuid:activity_id>/tak/", signup.signup_thanks, name="signup_thanks"),
    path("tilmelding/link/", self_service.lost_link, name="lost_link"),
    path("tilmelding/link/sendt/", self_service.lost_link_sent, name="lost_link_sent"),
    path(PERSONAL, self_service.self_service, name="self_service"),
    path(f"{PERSONAL}ret/", self_service.self_service_change, name="self_service_change"),
    path(f"{PERSONAL}afmeld/", self_service.self_service_cancel, name="self_service_cancel"),
    path(f"{PERSONAL}kalender.ics", self_service.self_service_ics, name="self_service_ics"),
    path("mine-tilmeldinger/", account.my_registrations, name="my_registrations"),
    # The day itself.
    path(DAY, checkin.checkin, name="checkin"),
    path(f"{DAY}kryds/", checkin.checkin_mark, name="checkin_mark"),
    path(f"{DAY}ny/", checkin.checkin_walk_in, name="checkin_walk_in"),
    path(f"{DAY}venteliste/", checkin.checkin_fill, name="checkin_fill"),
    path(f"{DAY}antal/", checkin.checkin_heads, name="checkin_heads"),
    path(f"{DAY}afslut/", checkin.checkin_close, name="checkin_close"),
    path("c/<str:code>/", checkin.checkin_code, name="checkin_code"),
    # Survey.
    path("s/tak/", survey.thanks, name="survey_thanks"),
    path("s/<uuid:invitation_id>/<str:token>/", survey.survey, name="survey"),
]

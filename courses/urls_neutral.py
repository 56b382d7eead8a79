"""Addresses on the neutral host. Nothing in a path tells what an activity is about."""

from django.urls import path

from courses.views import neutral_own, neutral_pages, neutral_signup

app_name = "neutral"

OWN = "d/<uuid:registration_id>/<str:token>/"

urlpatterns = [
    path("", neutral_signup.listing, name="list"),
    path("a/<uuid:activity_id>/", neutral_signup.activity_page, name="activity"),
    path("a/<uuid:activity_id>/tilmeld/", neutral_signup.signup, name="signup"),
    path("tak/", neutral_signup.thanks, name="thanks"),
    path(OWN, neutral_own.own, name="own"),
    path(f"{OWN}ret/", neutral_own.own_change, name="own_change"),
    path(f"{OWN}meld-fra/", neutral_own.own_withdraw, name="own_withdraw"),
    path(f"{OWN}svar/", neutral_own.own_answer, name="own_answer"),
    path(f"{OWN}en-gang/", neutral_own.own_absence, name="own_absence"),
    path(f"{OWN}slet/", neutral_own.own_erase, name="own_erase"),
    path(f"{OWN}kalender.ics", neutral_own.own_ics, name="own_ics"),
    path("slettet/", neutral_own.erased, name="erased"),
    path("link/", neutral_own.lost_link, name="lost_link"),
    path("link/sendt/", neutral_own.lost_link_sent, name="lost_link_sent"),
    path("s/<uuid:invitation_id>/<str:token>/", neutral_pages.survey, name="survey"),
    path("s/tak/", neutral_pages.survey_thanks, name="survey_thanks"),
    path("privatliv/", neutral_pages.privacy, name="privacy"),
    path("ud/", neutral_pages.leave, name="exit"),
]

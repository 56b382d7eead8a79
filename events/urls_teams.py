"""Addresses of teams. Like all personal links they carry a key and a token, never a name."""

from django.urls import path

from events.views import team_names, team_people, teams

BOOKER = "b/<uuid:booking_id>/<str:token>/"
SHARED = "g/<uuid:booking_id>/<str:token>/"
COLLEAGUE = f"{BOOKER}<uuid:registration_id>/"
PERSONAL = "t/<uuid:registration_id>/<str:token>/"

urlpatterns = [
    path("tilmelding/<uuid:activity_id>/gruppe/", teams.team_book, name="team_book"),
    path("tilmelding/gruppe/vink-navne.xlsx", teams.template_sheet, name="team_template"),
    path("tilmelding/ikke-mig/", team_people.not_me_done, name="not_me_done"),
    # The booker's.
    path(BOOKER, teams.team, name="team"),
    path(f"{BOOKER}navne/", team_names.team_names, name="team_names"),
    path(f"{BOOKER}liste/", team_names.team_list, name="team_list"),
    path(f"{BOOKER}frist/", teams.team_keep, name="team_keep"),
    path(f"{BOOKER}flere/", teams.team_more, name="team_more"),
    path(f"{BOOKER}tilbage/", teams.team_give_back, name="team_give_back"),
    path(f"{BOOKER}del/", teams.team_share_link, name="team_share_link"),
    path(f"{COLLEAGUE}skift/", team_people.team_replace, name="team_replace"),
    path(f"{COLLEAGUE}afmeld/", team_people.team_withdraw, name="team_withdraw"),
    # Her colleagues'.
    path(SHARED, team_people.team_share, name="team_share"),
    path(f"{SHARED}tak/", team_people.team_share_done, name="team_share_done"),
    path(f"{PERSONAL}kollega/", team_people.substitute, name="substitute"),
    path(f"{PERSONAL}ikke-mig/", team_people.not_me, name="not_me"),
]

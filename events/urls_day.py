"""Addresses of the day: the list, what belongs to it, and the ways in."""

from django.urls import path

from events.views import checkin, checkin_offline, day_pass, scan, substitute

DAY = "tjek-ind/<uuid:activity_id>/"

urlpatterns = [
    # The service worker looks after what lies below its own path.
    path("tjek-ind/worker.js", checkin_offline.checkin_worker, name="checkin_worker"),
    path("tjek-ind/uden-net/", checkin_offline.checkin_no_connection, name="checkin_no_connection"),
    path(DAY, checkin.checkin, name="checkin"),
    path(f"{DAY}kryds/", checkin.checkin_mark, name="checkin_mark"),
    path(f"{DAY}send/", checkin_offline.checkin_send, name="checkin_send"),
    path(f"{DAY}ny/", checkin.checkin_walk_in, name="checkin_walk_in"),
    path(f"{DAY}tal/", checkin.checkin_live, name="checkin_live"),
    path(f"{DAY}skan/", scan.checkin_scan, name="checkin_scan"),
    path(
        f"{DAY}vikar/<uuid:registration_id>/",
        substitute.checkin_substitute,
        name="checkin_substitute",
    ),
    path(f"{DAY}venteliste/", checkin.checkin_fill, name="checkin_fill"),
    path(f"{DAY}antal/", checkin.checkin_heads, name="checkin_heads"),
    path(f"{DAY}afslut/", checkin.checkin_close, name="checkin_close"),
    path(f"{DAY}dagspas/", day_pass.checkin_passes, name="checkin_passes"),
    path(f"{DAY}dagspas/<uuid:pass_id>/slut/", day_pass.checkin_pass_end, name="checkin_pass_end"),
    path("c/<str:code>/", scan.checkin_code, name="checkin_code"),
    path("d/", day_pass.day_pass, name="day_pass"),
    path("d/luk/", day_pass.day_pass_leave, name="day_pass_leave"),
    path("d/<str:code>/", day_pass.day_pass, name="day_pass_open"),
]

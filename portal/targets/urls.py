"""Addresses of the targets' own pages and data, in every language of the portal."""

from django.urls import path

from . import views

app_name = "targets"

urlpatterns = [
    path("maal-data/", views.dictionary, name="dictionary"),
    path("maal-data.json", views.dictionary_json, name="dictionary_json"),
    path("maal/<slug:code>/", views.target, name="target"),
    path("maal/<slug:code>.csv", views.target_csv, name="target_csv"),
    path("maal/<slug:code>.json", views.target_json, name="target_json"),
]

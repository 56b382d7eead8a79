"""Addresses of the catalogues, in every language of the portal."""

from django.urls import path

from . import views

app_name = "catalogues"

urlpatterns = [
    path("katalog/", views.newest, name="newest"),
    path("katalog/<slug:slug>/", views.catalogue, name="catalogue"),
    path("katalog/<slug:slug>.pdf", views.catalogue_pdf, name="pdf"),
]

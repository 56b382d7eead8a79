"""Addresses of the portal."""

from pathlib import Path

from allauth.account.views import logout
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView as AdminLogoutView
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from portal.targets import report_urls
from portal.targets import urls as targets
from portal.views import admin_javascript_catalog, forgetting, health, robots

# Wagtail's own sign-in pages ask for no second factor and have no brake: allauth's is the door.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("health", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    # In front of Wagtail's own at the same address, whose Danish is not complete.
    path("admin/jsi18n/", admin_javascript_catalog),
    path("admin/login/", to_sign_in),
    path("admin/logout/", forgetting(AdminLogoutView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include("events.api.urls")),
    path("dokumenter/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
]
if settings.VINK_IS_DEMO:
    # The demo serves uploads itself; production has its proxy or object store do it.
    # Not documents: those come through Wagtail's own address, which asks who may have them.
    urlpatterns += [
        path(
            f"media/{folder}/<path:path>",
            serve,
            {"document_root": Path(settings.MEDIA_ROOT, folder)},
        )
        for folder in ("images", "original_images", "avatar_images")
    ]

urlpatterns += i18n_patterns(
    path("konto/logout/", forgetting(logout)),
    path("konto/", include("allauth.urls")),
    path("", include("events.urls")),
    path("", include("courses.urls")),
    path("", include("medborgerforum.urls")),
    path("", include("portal.catalogue.urls")),
    # One name space for what two modules address: the targets and their reports.
    path("", include(([*targets.urlpatterns, *report_urls.urlpatterns], "targets"))),
    path("_util/login/", to_sign_in),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

"""What the frame of every page needs: menu, footer, languages, hotline, ways to sign in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from portal.knowledge.menus import hotline, navigation


def site_chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the context of ``templates/base.html``; in the admin, what costs no query.

    Computed once for each request and language, however many templates are rendered.
    """
    if getattr(request, "is_neutral", False):
        return {"is_demo": settings.VINK_IS_DEMO}  # the neutral pages have a frame of their own
    if request.path.startswith("/admin/"):
        return {"site_hotline": hotline(), "is_demo": settings.VINK_IS_DEMO, "home_url": "/"}
    kept: dict[str | None, dict[str, Any]] = request.__dict__.setdefault("_site_chrome", {})
    language = translation.get_language()
    if language not in kept:
        kept[language] = _chrome(request)
    return kept[language]


def _chrome(request: HttpRequest) -> dict[str, Any]:
    links = navigation(request)
    return {
        "home_url": links.home_url,
        "main_menu": links.main_menu,
        "footer_links": links.footer_links,
        "language_links": links.language_links,
        "site_hotline": hotline(links.worried_url),
        "privacy_url": links.privacy_url,
        "is_demo": settings.VINK_IS_DEMO,
        "login_url": reverse("account_login"),
        "account_url": reverse("events:my_registrations"),
    }

"""The site's own ways around: main menu, footer and the other languages of a page."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Site

from .models import StandardPage

# Each language names itself, in its own language.
LANGUAGE_NAMES = {"da": "Dansk", "en": "English"}

# The footer's pages, in this order; the rest of a language's pages are reached otherwise.
FOOTER_PURPOSES = (
    StandardPage.Purpose.WORRIED,
    StandardPage.Purpose.ABOUT,
    StandardPage.Purpose.PARENTS,
    StandardPage.Purpose.PRIVACY,
    StandardPage.Purpose.ACCESSIBILITY,
)
FORUM_TITLE = gettext_lazy("Medborgerforum")
HOST_REQUEST_TITLE = gettext_lazy("Bestil et oplæg")
CALENDAR_FEED_TITLE = gettext_lazy("Abonnér på kalenderen (iCalendar)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of menu or footer; ``active`` where the visitor is at or below it."""

    title: str
    url: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same place in another language; ``current`` for the one being read.

    ``exact`` is false where that language has no such page and the link leads to its front.
    """

    code: str
    label: str
    url: str
    current: bool
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything the frame of a page links to."""

    home_url: str
    main_menu: list[Link]
    footer_links: list[Link]
    language_links: list[LanguageLink]
    worried_url: str
    privacy_url: str


def navigation(request: HttpRequest) -> Navigation:
    """Return menu, footer and languages for the request, in the language now active.

    At most three queries, however many pages there are: the site, the versions of the
    front page and of the page shown, and the pages of menu and footer.
    """
    page = _page_shown(request)
    versions = _language_versions(request, page)
    language = translation.get_language() or settings.LANGUAGE_CODE
    home = versions.homes.get(language)
    pages = _menu_pages(home) if home else []
    return Navigation(
        home_url=_url(home, request) if home else "/",
        main_menu=[
            *(
                Link(p.title, url, active=request.path.startswith(url))
                for p in pages
                if home and p.show_in_menus and p.depth == home.depth + 1
                if (url := _url(p, request))
            ),
            _forum(request),
        ],
        footer_links=_footer(pages, request),
        language_links=_language_links(request, page, versions, language),
        worried_url=_first(pages, StandardPage.Purpose.WORRIED, request),
        privacy_url=_first(pages, StandardPage.Purpose.PRIVACY, request),
    )


def _forum(request: HttpRequest) -> Link:
    """Return the way to the medborgerforum, which has no page in the tree."""
    url = reverse("forum:home")
    return Link(str(FORUM_TITLE), url, active=request.path.startswith(url))


@dataclass(frozen=True, slots=True)
class _Versions:
    homes: dict[str, Page]
    pages: dict[str, Page]


def _page_shown(request: HttpRequest) -> Page | None:
    match = request.resolver_match
    if match is None or match.url_name != "wagtail_serve":
        return None
    # Wagtail keeps the route on the request, so this asks the database nothing again.
    return Page.find_for_request(request, match.args[0] if match.args else "")


def _language_versions(request: HttpRequest, page: Page | None) -> _Versions:
    site = Site.find_for_request(request)
    if site is None:
        return _Versions({}, {})
    root = site.root_page
    keys = {root.translation_key} | ({page.translation_key} if page else set())
    found = Page.objects.live().filter(translation_key__in=keys).select_related("locale")
    versions = _Versions({}, {})
    for one in found:
        if one.translation_key == root.translation_key:
            versions.homes[one.locale.language_code] = one
        if page and one.translation_key == page.translation_key:
            versions.pages[one.locale.language_code] = one
    return versions


def _menu_pages(home: Page) -> list[Page]:
    in_menu = Q(show_in_menus=True, depth=home.depth + 1)
    linked = Q(standardpage__purpose__in=FOOTER_PURPOSES)
    return list(
        Page.objects.live()
        .descendant_of(home)
        .filter(in_menu | linked)
        .annotate(purpose=F("standardpage__purpose"))
        .order_by("path")
    )


def _footer(pages: list[Page], request: HttpRequest) -> list[Link]:
    by_purpose = {p.purpose: p for p in reversed(pages) if p.purpose}
    links = [
        Link(by_purpose[purpose].title, _url(by_purpose[purpose], request))
        for purpose in FOOTER_PURPOSES
        if purpose in by_purpose
    ]
    return [
        *links,
        Link(str(HOST_REQUEST_TITLE), reverse("events:host_request")),
        Link(str(CALENDAR_FEED_TITLE), reverse("events:calendar_feed")),
    ]


def _language_links(
    request: HttpRequest, page: Page | None, versions: _Versions, current: str
) -> list[LanguageLink]:
    links = []
    for code, name in settings.WAGTAIL_CONTENT_LANGUAGES:
        url = _same_place(request, page, versions, code)
        if url or code == current:
            label = LANGUAGE_NAMES.get(code, str(name))
            exact = page is None or code in versions.pages
            links.append(LanguageLink(code, label, url or request.path, code == current, exact))
    return links if len(links) > 1 else []


def _same_place(request: HttpRequest, page: Page | None, versions: _Versions, code: str) -> str:
    """Return the address of this place in another language, or of that language's home."""
    match = request.resolver_match
    if match is not None and match.url_name != "wagtail_serve":
        return translate_url(request.get_full_path(), code)
    version = versions.pages.get(code) or versions.homes.get(code)
    return _url(version, request) if version else ""


def _first(pages: list[Page], purpose: str, request: HttpRequest) -> str:
    return next((_url(p, request) for p in pages if p.purpose == purpose), "")


def _url(page: Page, request: HttpRequest) -> str:
    return page.get_url(request) or ""


def hotline(worried_url: str = "") -> dict[str, str]:
    """Return whom to call: name, number as written, link to dial, page that tells more."""
    number = settings.VINK_HOTLINE_PHONE
    digits = "".join(c for c in number if c.isdigit())
    danish = len(digits) == 8 and not number.strip().startswith("+")
    return {
        # The name is a setting; the default one has a translation.
        "name": _(settings.VINK_HOTLINE_NAME),
        "phone": number,
        "phone_href": f"tel:+45{digits}" if danish else f"tel:{'+' * ('+' in number)}{digits}",
        "url": worried_url,
    }


# Lets makemessages find the default name of the hotline.
_DEFAULT_HOTLINE_NAME = gettext_lazy("VINKs hotline")

"""Two hosts: the portal's own, and the neutral one of discreet activities."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.utils.translation import get_language_from_path
from wagtail.contrib.redirects.middleware import RedirectMiddleware

type Answer = Callable[[HttpRequest], HttpResponse]


def is_neutral(request: HttpRequest) -> bool:
    """Whether the request came to the neutral host (without one, none does).

    The name alone decides: a port, or the dot that may end a name, must not open the portal
    under it. A proxy may leave the port out, and whoever knows the name may put one in.
    """
    name, _port = split_domain_port(settings.VINK_NEUTRAL_HOST)
    return bool(name) and split_domain_port(request.get_host())[0] == name


class NeutralHostMiddleware:
    """Give the neutral host its own few addresses; nothing of the portal is found there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose the addresses by the host's name."""
        if is_neutral(request):
            request.__dict__["is_neutral"] = True
            request.urlconf = settings.VINK_NEUTRAL_URLCONF
        return self.get_response(request)


class PortalRedirectMiddleware(RedirectMiddleware):
    """Wagtail's redirects of old addresses, which are the portal's and not the neutral host's."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave what is not found on the neutral host not found."""
        if getattr(request, "is_neutral", False):
            return response
        return super().process_response(request, response)


# What the portal has in all six languages: the medborgerforum and its personal links, one's own
# sign-up, to which the mails about meetings lead, and the questionnaire behind a link.
EVERY_LANGUAGE = ("medborgerforum/", "t/", "s/")


def _in_every_language(request: HttpRequest) -> bool:
    rest = request.path_info.lstrip("/").partition("/")[2]
    return rest.startswith(EVERY_LANGUAGE)


class MainLanguagesMiddleware:
    """Send whoever asks for a language that this part of the portal does not have to Danish."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.known = dict(settings.WAGTAIL_CONTENT_LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Strip the language from the address, and keep the rest."""
        if not getattr(request, "is_neutral", False):
            language = get_language_from_path(request.path_info)
            if language and language not in self.known and not _in_every_language(request):
                rest = request.get_full_path().partition(f"/{language}")[2]
                # One slash in front, or the address would be another host's.
                return HttpResponseRedirect(f"/{rest.lstrip('/')}")
        return self.get_response(request)

"""Staff need a second factor before the admin opens."""

import re
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# Staff pages, with and without a language in front.
STAFF_PAGES = re.compile(r"/(?:[a-z]{2}/)?(?:admin|tjek-ind|c)/")


class StaffMfaMiddleware:
    """Send staff without a second factor to set one up when they ask for staff pages.

    Switched by ``settings.VINK_STAFF_MFA_REQUIRED``; the demo leaves it off.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect before the view where the factor is missing."""
        if (
            settings.VINK_STAFF_MFA_REQUIRED
            and STAFF_PAGES.match(request.path)
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.info(request, _("Slå totrinsbekræftelse til, før du arbejder videre."))
            return redirect("mfa_index")
        return self.get_response(request)

"""Content security policy: strict on public pages, Wagtail's own needs under ``/admin/``."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoCspMiddleware


class ContentSecurityPolicyMiddleware(DjangoCspMiddleware):
    """Django's middleware, with ``settings.ADMIN_CSP`` for the Wagtail admin.

    Wagtail 8 still builds inline scripts in its admin, and its userbar adds one to
    previewed pages; the public policy stays free of ``unsafe-inline`` all the same.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Choose the looser policy for admin paths, then let Django write the header."""
        if request.path.startswith("/admin/") and not hasattr(response, "_csp_config"):
            setattr(response, "_csp_config", settings.ADMIN_CSP)  # noqa: B010 (Django's own name)
        return super().process_response(request, response)

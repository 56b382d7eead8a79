"""Whether a form was sent."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, even if it is nothing at all; None while the form is only shown."""
    return request.POST if request.method == "POST" else None

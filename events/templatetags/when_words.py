"""When a session is, in words, for templates that get the row itself."""

from django import template
from django.utils.text import capfirst

from events import when
from events.models import Session

register = template.Library()


@register.filter
def session_time(session: Session) -> str:
    """Return "Torsdag den 3. december 2026 kl. 9.30–15.00"."""
    return capfirst(when.session_time(session))

"""How words of several languages and directions are put on a page."""

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# Addresses, and figures in more than one group: telephone numbers, dates, times.
LEFT_TO_RIGHT = re.compile(
    r"(https?://\S*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d+(?:[ \u00a0./:–-]\d+)+|\+\d+)"
)


@register.filter
def left_to_right_runs(text: str) -> SafeString:
    """Escape a text, and keep its numbers and addresses in order where it runs from the right."""
    pieces = LEFT_TO_RIGHT.split(text)
    return format_html_join(
        "",
        "{}{}{}",
        (
            (SafeString('<bdi dir="ltr">'), piece, SafeString("</bdi>"))
            if at % 2
            else ("", piece, "")
            for at, piece in enumerate(pieces)
        ),
    )

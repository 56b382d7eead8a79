"""JSON-LD as a data block: nothing is executed, so the strict policy for scripts lets it be."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Without these three signs no text can end the block or begin a tag or comment in it.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@register.simple_tag
def json_ld(data: Mapping[str, Any] | None) -> SafeString:
    """Return the data as a JSON-LD block, or nothing for None."""
    if not data:
        return SafeString("")
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 - escaped for this place in the line above
    )

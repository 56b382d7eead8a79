"""A phone number as people write it."""

from django import template

from events.exports import phone_text

register = template.Library()


@register.filter
def phone_number(phone: str | None) -> str:
    """Return "22 33 44 55" for what is kept as "+4522334455"."""
    return phone_text(phone)

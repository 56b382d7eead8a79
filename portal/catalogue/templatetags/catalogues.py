"""What other pages ask about the catalogues."""

from django import template

from portal.catalogue.models import Catalogue

register = template.Library()


@register.simple_tag
def newest_catalogue() -> Catalogue | None:
    """Return the newest catalogue that the public may read. One query."""
    return Catalogue.objects.published().first()

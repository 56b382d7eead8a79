"""Where the action plan is, for pages of apps that do not know of it."""

from django import template

from portal.targets.overview import plan_page

register = template.Library()


@register.simple_tag
def plan_url() -> str:
    """Return the address of the plans' page, "" where there is none. A query or two."""
    page = plan_page()
    return (page.url or "") if page else ""

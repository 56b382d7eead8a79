"""The warning that too few people may see the discreet activities."""

from typing import Any

from wagtail.admin.ui.components import Component

from courses import discretion
from events.permissions import may_see_discreet

GIVES_ROLES = "accounts.change_user"


class TooFewPanel(Component):
    """Says so on the admin's first page."""

    name = "too_few_leaders"
    template_name = "wagtailadmin/courses/too_few.html"
    order = 10


def should_be_warned(user: Any) -> bool:
    """Whether there are too few, and the user can mend it or is one of them."""
    if not (user.has_perm(GIVES_ROLES) or may_see_discreet(user)):
        return False
    return discretion.too_few()

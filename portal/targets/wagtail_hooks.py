"""What the action plans add to Wagtail's admin."""

from wagtail import hooks

from .viewsets import PlanGroup


@hooks.register("register_admin_viewset")
def plans() -> PlanGroup:
    """Add the menu "Handleplaner"."""
    return PlanGroup()

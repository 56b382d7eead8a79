"""What the action plans add to Wagtail's admin."""

from wagtail import hooks

from . import planner
from .report_admin import PlansAndReports


@hooks.register("register_admin_viewset")
def plans() -> PlansAndReports:
    """Add the menu "Handleplaner"."""
    return PlansAndReports()


@hooks.register("register_admin_urls")
def planner_urls() -> list:
    """Give the planner its address."""
    return planner.urlpatterns()


@hooks.register("register_reports_menu_item")
def planner_menu_item() -> planner.PlannerMenuItem:
    """Put the planner among the reports."""
    return planner.menu_item()

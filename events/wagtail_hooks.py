"""What the floor adds to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from events import audit
from events.admin_views.closed import ActivityPolicy
from events.admin_views.home import ComingPanel
from events.editing import why_not_delete_pages
from events.models import Activity, ActivityLogEntry, ActivityPage
from events.permissions import may_run
from events.reports import SurveyResultsReport
from events.viewsets import ActivityViewSet, VocabularyGroup

register_permission_policy(Activity, ActivityPolicy(Activity))
register_snippet(VocabularyGroup)


@hooks.register("register_admin_viewset")
def activities() -> ActivityViewSet:
    """Add the menu item "Aktiviteter" with its views."""
    return ActivityViewSet("activity")


@hooks.register("register_admin_urls")
def report_urls() -> list:
    """Give the report on surveys its addresses."""
    report = SurveyResultsReport
    return [
        path("reports/svar/", report.as_view(), name="survey_results_report"),
        path(
            "reports/svar/results/",
            report.as_view(results_only=True),
            name="survey_results_report_results",
        ),
    ]


class ResultsMenuItem(MenuItem):
    """Shown to those who may see results."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the permission that the report itself asks for."""
        return request.user.has_perm("events.view_results")


@hooks.register("register_reports_menu_item")
def results_menu_item() -> ResultsMenuItem:
    """Put the report on surveys first among the reports."""
    url = reverse("survey_results_report")
    return ResultsMenuItem(
        _("Svar fra temadage"), url, name="survey-results", icon_name="clipboard-list", order=10
    )


@hooks.register("construct_homepage_panels")
def coming_activities(request: HttpRequest, panels: list) -> None:
    """Show those who run activities what comes next."""
    if may_run(request.user):
        panels.append(ComingPanel())


@hooks.register("insert_global_admin_css")
def phone_css() -> str:
    """Let lists be read on a phone."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name our own log entries, and keep discreet activities out of the log."""
    audit.register_actions(actions)
    actions.log_entry_models_by_type.register(Activity, value=ActivityLogEntry)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Offer our own permissions in the editor of groups."""
    own = ("run_activity", "access_discreet", "view_results", "view_activity")
    return Permission.objects.filter(content_type__app_label="events", codename__in=own)


@hooks.register("before_delete_page")
def keep_pages_that_people_depend_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete the live page of an activity that people are signed up for."""
    refusal = why_not_delete_pages([page.path])
    if refusal is None:
        return None
    messages.error(request, refusal)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_pages_from_bulk_delete(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Refuse the same when many pages are deleted at once."""
    pages = [o for o in objects if isinstance(o, Page)]
    refusal = why_not_delete_pages(p.path for p in pages) if action_type == "delete" else None
    if refusal is None:
        return None
    messages.error(request, refusal)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


@hooks.register("before_create_page")
def plan_the_activity_first(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Lead to the form that makes row and page: a page without a row cannot be published."""
    if page_class is not ActivityPage:
        return None
    messages.warning(request, _("Opret selve aktiviteten: så følger siden med."))
    if request.user.has_perm("events.add_activity"):
        return redirect("activity:add")
    return redirect("wagtailadmin_explore", parent.pk)


@hooks.register("before_copy_page")
def copy_the_activity_instead(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to copy the page alone: the copy would have no activity."""
    if page.specific_class is not ActivityPage:
        return None
    messages.warning(request, _("Kopiér selve aktiviteten: så følger siden med."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("construct_page_action_menu")
def publish_comes_first(menu_items: list, request: HttpRequest, context: dict) -> None:
    """Make "Udgiv" the button of an activity's draft page, so that it takes one click."""
    page = context.get("page")
    if not isinstance(page, ActivityPage) or page.live:
        return
    menu_items.sort(key=lambda item: item.name != "action-publish")

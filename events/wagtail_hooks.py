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
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from events import audit
from events.admin_views import (
    bulk,
    mailtexts,
    outbox,
    question_bank,
    survey_results,
    yearly_surveys,
)
from events.admin_views.api_tokens import TokenViewSet
from events.admin_views.calendar_panel import StaffCalendarPanel
from events.admin_views.closed import ActivityPolicy
from events.admin_views.home import ComingPanel
from events.admin_views.networks import NetworkViewSet, RunnersPolicy
from events.admin_views.preparation import TasksPanel
from events.admin_views.requests import RequestsPanel, RequestViewSet
from events.admin_views.schoolholidays import SchoolHolidayViewSet
from events.admin_views.webhooks import WebhookViewSet
from events.editing import why_not_delete_pages
from events.models import Activity, ActivityLogEntry, ActivityPage, Network
from events.permissions import may_handle_requests, may_run
from events.reports import SurveyResultsReport
from events.turnout_report import TurnoutReport, may_see_turnout
from events.viewsets import ActivityViewSet, VocabularyGroup

register_permission_policy(Activity, ActivityPolicy(Activity))
register_permission_policy(Network, RunnersPolicy(Network))
register_snippet(VocabularyGroup)


@hooks.register("register_admin_viewset")
def activities() -> ActivityViewSet:
    """Add the menu item "Aktiviteter" with its views."""
    return ActivityViewSet("activity")


@hooks.register("register_admin_viewset")
def webhooks() -> WebhookViewSet:
    """Add the settings of webhooks."""
    return WebhookViewSet()


@hooks.register("register_admin_viewset")
def school_holidays() -> SchoolHolidayViewSet:
    """Add the city's school holidays to the settings."""
    return SchoolHolidayViewSet()


for bulk_action in bulk.ACTIONS:
    hooks.register("register_bulk_action", bulk_action)


@hooks.register("register_admin_urls")
def report_urls() -> list:
    """Give the reports their addresses."""
    reports: dict[str, tuple[type[ReportView], str]] = {
        "svar": (SurveyResultsReport, "survey_results_report"),
        "fremmoede": (TurnoutReport, "turnout_report"),
    }
    return [
        address
        for slug, (report, name) in reports.items()
        for address in (
            path(f"reports/{slug}/", report.as_view(), name=name),
            path(
                f"reports/{slug}/results/",
                report.as_view(results_only=True),
                name=f"{name}_results",
            ),
        )
    ]


@hooks.register("register_admin_urls")
def mail_urls() -> list:
    """Give the mail texts and the outbox their addresses."""
    return [*mailtexts.urlpatterns(), *outbox.urlpatterns()]


@hooks.register("register_reports_menu_item")
def outbox_menu_item() -> MenuItem:
    """Put the outbox among the reports."""
    return outbox.OutboxMenuItem(
        _("Udbakke"), reverse("outbox_report"), name="outbox", icon_name="mail", order=20
    )


@hooks.register("register_settings_menu_item")
def mailtexts_menu_item() -> MenuItem:
    """Put the mail texts among the settings."""
    return mailtexts.MailTextsMenuItem(
        _("Mailtekster"), reverse("mailtexts"), name="mailtexts", icon_name="mail", order=20
    )


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
        _("Svar"), url, name="survey-results", icon_name="clipboard-list", order=10
    )


@hooks.register("register_admin_urls")
def survey_result_urls() -> list:
    """Give the results of single surveys their addresses."""
    return survey_results.urlpatterns()


@hooks.register("register_admin_urls")
def yearly_urls() -> list:
    """Give the yearly surveys their addresses."""
    return yearly_surveys.urlpatterns()


@hooks.register("register_admin_urls")
def bank_urls() -> list:
    """Give the question bank its addresses."""
    return question_bank.urlpatterns()


@hooks.register("register_reports_menu_item")
def bank_menu_item() -> MenuItem:
    """Put the question bank among the reports that it asks for."""
    return question_bank.menu_item()


@hooks.register("register_reports_menu_item")
def yearly_menu_item() -> MenuItem:
    """Put the yearly surveys among the reports."""
    return yearly_surveys.YearlyMenuItem(
        _("Årlige undersøgelser"),
        reverse("yearly_surveys"),
        name="yearly-surveys",
        icon_name="clipboard-list",
        order=15,
    )


class TurnoutMenuItem(MenuItem):
    """Shown to those who may see how many came."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask what the report itself asks."""
        return may_see_turnout(request.user)


@hooks.register("register_reports_menu_item")
def turnout_menu_item() -> TurnoutMenuItem:
    """Put the report on no-shows beside it."""
    url = reverse("turnout_report")
    return TurnoutMenuItem(_("Fremmøde"), url, name="turnout", icon_name="group", order=20)


@hooks.register("register_admin_viewset")
def host_requests() -> RequestViewSet:
    """Add the inbox of what hosts ask for."""
    return RequestViewSet()


@hooks.register("register_admin_viewset")
def api_tokens() -> TokenViewSet:
    """Add the keys of the API."""
    return TokenViewSet("wagtailusers_api_tokens", url_prefix="api-tokens")


@hooks.register("register_admin_viewset")
def networks() -> NetworkViewSet:
    """Add the networks."""
    return NetworkViewSet("network")


@hooks.register("construct_homepage_panels")
def requests_and_tasks(request: HttpRequest, panels: list) -> None:
    """Show what waits for an answer, and what the next two weeks ask for."""
    if may_handle_requests(request.user):
        panels.append(RequestsPanel())
    if may_run(request.user):
        panels.append(TasksPanel())


@hooks.register("construct_homepage_panels")
def coming_activities(request: HttpRequest, panels: list) -> None:
    """Show those who run activities what comes next."""
    if may_run(request.user):
        panels.append(ComingPanel())


@hooks.register("register_account_settings_panel")
def staff_calendar(request: HttpRequest, user: Any, profile: Any) -> StaffCalendarPanel:
    """Offer the address of the staff's calendar beside the other things of one's own."""
    return StaffCalendarPanel(request, user, profile)


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
    own = (
        "run_activity",
        "access_discreet",
        "view_results",
        "view_activity",
        "handle_requests",
        "change_mailtext",
        "view_outboxmessage",
        "change_outboxmessage",
        "view_question",
        "change_question",
    )
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

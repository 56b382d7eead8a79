"""What courses add to Wagtail's admin."""

from django.http import Http404, HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import AbstractDocument

from courses import materials
from courses.admin_views import interface_checks, leaders, neutral, setup
from events import addons
from events.permissions import may_run

addons.register_buttons(setup.buttons)
addons.register_buttons(neutral.buttons)


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    """Give the pages of courses their addresses below ``/admin/kurser/``."""
    return [path("kurser/", include(("courses.admin_urls", "courses_admin")))]


@hooks.register("before_serve_document")
def keep_materials_to_the_course(document: AbstractDocument, request: HttpRequest) -> None:
    """Let nobody past the course's door by the document's own address, staff who run it aside."""
    if materials.is_material(document) and not may_run(request.user):
        raise Http404


@hooks.register("register_settings_menu_item")
def interface_checks_menu_item() -> MenuItem:
    """Put the checks of translations among the settings, for the group."""
    return interface_checks.ChecksMenuItem(
        _("Gennemsyn af oversættelser"),
        reverse("courses_admin:interface_checks"),
        name="interface-checks",
        icon_name="globe",
        order=30,
    )


@hooks.register("construct_homepage_panels")
def warn_of_too_few_leaders(request: HttpRequest, panels: list) -> None:
    """Warn those who can do something about it."""
    if leaders.should_be_warned(request.user):
        panels.append(leaders.TooFewPanel())

"""What the forum adds to Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.documents.models import AbstractDocument

from medborgerforum import papers
from medborgerforum.admin_views import applications
from medborgerforum.permissions import may_run_forum


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    """Give the pages of the forum their addresses below ``/admin/medborgerforum/``."""
    return [path("medborgerforum/", include(("medborgerforum.admin_urls", "forum_admin")))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Offer our own permission in the editor of groups."""
    return Permission.objects.filter(content_type__app_label="medborgerforum", codename="run_forum")


# Name of the address below ``forum_admin``, what it is called, its icon.
PAGES = (
    ("applications", _("Ansøgninger"), "mail"),
    ("associations", _("Foreninger"), "group"),
    ("associations_waiting", _("Hvem mangler at svare"), "time"),
    ("meetings", _("Møder"), "calendar"),
    ("follow_ups", _("Opfølgninger"), "tasks"),
    ("hearings", _("Åbne høringer"), "comment"),
    ("reach", _("Rækkevidde"), "view"),
    ("yearly", _("Årlig undersøgelse"), "clipboard-list"),
    ("charter", _("Charter"), "doc-full-inverse"),
    ("texts", _("Tekster"), "edit"),
)


class ForumMenuItem(SubmenuMenuItem):
    """Shown to those who run the forum."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask what its pages ask."""
        return may_run_forum(request.user)


@hooks.register("register_admin_menu_item")
def forum_menu() -> ForumMenuItem:
    """Put the forum's pages into one menu."""
    items = [
        MenuItem(
            label,
            reverse(f"forum_admin:{name}"),
            name=f"forum-{name.replace('_', '-')}",
            icon_name=icon,
            order=10 * number,
        )
        for number, (name, label, icon) in enumerate(PAGES)
    ]
    return ForumMenuItem(
        _("Medborgerforum"),
        Menu(items=items),
        name="medborgerforum",
        icon_name="group",
        order=250,
    )


@hooks.register("construct_homepage_panels")
def waiting_applications(request: HttpRequest, panels: list) -> None:
    """Remind those who run the forum of applications that wait for an answer."""
    if applications.should_be_warned(request.user):
        panels.append(applications.ApplicationsPanel())


@hooks.register("before_serve_document")
def keep_papers_to_members(document: AbstractDocument, request: HttpRequest) -> None:
    """Let nobody read a meeting's papers by the document's own address, staff who run it aside."""
    if papers.is_paper(document) and not may_run_forum(request.user):
        raise Http404

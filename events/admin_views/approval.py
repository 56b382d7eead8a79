"""Who waits for the organiser's yes or no, the longest first."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from events import applying
from events.admin_views.bulk_buttons import DECIDE
from events.admin_views.buttons import step_url
from events.admin_views.participants import ParticipantIndexView, remarks, workshops_text
from events.enums import RegistrationStatus


class PendingView(ParticipantIndexView):
    """The participants' list, of those alone who wait for an answer."""

    page_title = _("Afventer godkendelse")
    header_icon = "clipboard-list"
    step = "pending"
    default_ordering = "created_at"
    filterset_class: Any = None
    results_template_name = "wagtailadmin/events/pending_results.html"
    no_results_message = _("Ingen afventer godkendelse.")

    def get_base_queryset(self) -> Any:
        """Leave everyone else out; applications are answered together, on a list of their own."""
        pending = super().get_base_queryset().filter(status=RegistrationStatus.PENDING)
        applications = applying.applied(self.activity)
        return pending if applications is None else pending.exclude(pk__in=applications)

    def middle_columns(self) -> list[Column]:
        """Leave the status out: it is the same for all."""
        workshops = Column("workshops", accessor=workshops_text, label=_("Workshops"))
        said = Column("remarks", accessor=remarks, label=_("Bemærk"))
        return [*([workshops] if self.has_workshops else []), said]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Offer yes and no below the list, and no spreadsheet."""
        context = super().get_context_data(*args, **kwargs)
        elsewhere = applying.list_url(self.activity)
        return {**context, "bulk_buttons": DECIDE, "export_url": "", "elsewhere": elsewhere}

    @property
    def header_buttons(self) -> list:
        """Lead back to everyone."""
        url = step_url(self.activity, "participants")
        return [HeaderButton(_("Deltagere"), url, icon_name="group")]

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from everyone."""
        return [{"url": step_url(self.activity, "participants"), "label": _("Deltagere")}]


def urlpatterns() -> list:
    """Return the addresses of the list."""
    return [
        path("<uuid:activity_pk>/godkend/", PendingView.as_view(), name="pending"),
        path(
            "<uuid:activity_pk>/godkend/results/",
            PendingView.as_view(results_only=True),
            name="pending_results",
        ),
    ]

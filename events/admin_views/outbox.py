"""The outbox: what is on its way, what went out, what did not. No names, no addresses."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.reports import ReportView

from events import mailtexts, outbox, when
from events.enums import OutboxState
from events.models import OutboxMessage
from events.notifications import Mail

VIEW = "events.view_outboxmessage"
RETRY = "events.change_outboxmessage"
AGAIN = "again"  # queued, but tried before: what staff look for when mail stands still


def _standing() -> Case:
    """Return the state, with those that wait for another attempt told apart."""
    return Case(
        When(state=OutboxState.QUEUED, attempts__gt=0, then=Value(AGAIN)), default=F("state")
    )


STATES = {
    OutboxState.QUEUED.value: OutboxState.QUEUED.label,
    AGAIN: _("Prøves igen"),
    OutboxState.SENDING.value: OutboxState.SENDING.label,
    OutboxState.SENT.value: OutboxState.SENT.label,
    OutboxState.BOUNCED.value: OutboxState.BOUNCED.label,
    OutboxState.FAILED.value: OutboxState.FAILED.label,
}


def _listed() -> QuerySet[OutboxMessage]:
    """Return all rows but those about surveys.

    While mail stands still, how many reminders wait would tell how many have not answered.
    """
    return OutboxMessage.objects.exclude(kind=Mail.SURVEY)


class OutboxFilterSet(WagtailFilterSet):
    """Narrow the list by state and kind."""

    standing = django_filters.MultipleChoiceFilter(
        label=_("Tilstand"), choices=list(STATES.items()), widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Mail"),
        choices=[
            (kind.value, label) for kind, label in mailtexts.LABELS.items() if kind != Mail.SURVEY
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OutboxMessage
        fields: list[str] = []


class OutboxReport(ReportView):
    """The mails, newest first. A constant number of queries."""

    page_title = _("Udbakke")
    header_icon = "mail"
    index_url_name = "outbox_report"
    index_results_url_name = "outbox_report_results"
    results_template_name = "wagtailadmin/events/outbox_results.html"
    default_ordering = "-due_at"
    verbose_name = _("mail")
    verbose_name_plural = _("mails")
    list_export: list[str] = []
    filterset_class = OutboxFilterSet

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the right to see it: without a model Wagtail would let anyone in."""
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        """Return the rows without their recipients."""
        rows = _listed().annotate(standing=_standing())
        return rows.only("kind", "state", "attempts", "error", "due_at", "finished_on")

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            Column("kind", accessor=lambda row: mailtexts.label(row.kind), label=_("Mail")),
            StatusTagColumn(
                "standing",
                accessor=lambda row: STATES.get(row.standing, row.standing),
                label=_("Tilstand"),
                primary=lambda row: row.standing in {AGAIN, OutboxState.BOUNCED},
            ),
            Column("day", accessor=_day, label=_("Sendes / afsluttet"), sort_key="due_at"),
            Column("attempts", accessor=lambda row: row.attempts or "", label=_("Forsøg")),
            Column("error", label=_("Seneste fejl")),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how many there are of each state, and whether any can be tried again now."""
        counted = (
            _listed()
            .order_by()
            .values(standing=_standing())
            .annotate(number=Count("pk"))
            .values_list("standing", "number")
        )
        numbers = dict(counted)
        counts = [
            {"label": label, "number": numbers.get(state, 0), "url": f"?standing={state}"}
            for state, label in STATES.items()
        ]
        again = numbers.get(AGAIN, 0) if self.request.user.has_perm(RETRY) else 0
        return super().get_context_data(
            *args, counts=counts, again=again, retry_url=reverse("outbox_retry"), **kwargs
        )


def _day(row: OutboxMessage) -> str:
    """Return the day of a row that is done, else when it is due."""
    return when.plain_day(row.finished_on) if row.finished_on else when.moment(row.due_at)


class RetryView(View):
    """Try everything again now that waits for another attempt, such as after a bad night."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask for the right, then put the rows first in line."""
        if not request.user.has_perm(RETRY):
            raise PermissionDenied
        number = _listed().filter(state=OutboxState.QUEUED, attempts__gt=0).count()
        outbox.try_again()  # those that are not listed, too
        said = ngettext(
            "%(number)s mail prøves igen nu.", "%(number)s mails prøves igen nu.", number
        )
        messages.success(request, said % {"number": number})
        return redirect("outbox_report")


class OutboxMenuItem(MenuItem):
    """Shown to those who may see the outbox."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the permission that the report itself asks for."""
        return request.user.has_perm(VIEW)


def urlpatterns() -> list:
    """Return the addresses in the admin."""
    return [
        path("reports/udbakke/", OutboxReport.as_view(), name="outbox_report"),
        path(
            "reports/udbakke/results/",
            OutboxReport.as_view(results_only=True),
            name="outbox_report_results",
        ),
        path("reports/udbakke/igen/", RetryView.as_view(), name="outbox_retry"),
    ]

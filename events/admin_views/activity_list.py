"""The list of activities: what comes, how full it is, and where somebody waits for staff."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic

from events import when
from events.admin_views.activity import seats_text
from events.admin_views.buttons import activity_buttons, step_url
from events.enums import ActivityKind, ActivityStatus, Level, RegistrationStatus
from events.models import Activity, Choice, Registration, Session
from events.models.activity import ActivityQuerySet
from events.permissions import may_run

COMING, OVER = "coming", "over"


def _many(label: Any, choices: Any, **kwargs: Any) -> Any:
    return django_filters.MultipleChoiceFilter(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
        **kwargs,
    )


class ActivityFilterSet(WagtailFilterSet):
    """Narrow the list by kind, status, level, time, and by who waits for something."""

    period = django_filters.ChoiceFilter(
        label=_("Hvornår"),
        choices=[(COMING, _("Kommende")), (OVER, _("Overståede"))],
        method="by_period",
    )
    kind = _many(_("Slags"), ActivityKind.choices)
    status = _many(_("Status"), ActivityStatus.choices)
    level = _many(_("Niveau"), Level.choices)
    waiting = django_filters.ChoiceFilter(
        label=_("Nogen venter"),
        choices=[
            (RegistrationStatus.PENDING, _("På godkendelse")),
            (RegistrationStatus.WAITING, _("På plads")),
        ],
        method="by_waiting",
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_period(self, rows: ActivityQuerySet, _name: str, value: str) -> ActivityQuerySet:
        """Return those with, or without, a session that is not over."""
        left = Exists(Session.objects.filter(activity=OuterRef("pk"), end__gte=timezone.now()))
        return rows.filter(left if value == COMING else ~left)

    def by_waiting(self, rows: ActivityQuerySet, _name: str, value: str) -> ActivityQuerySet:
        """Return those where somebody has that status."""
        return rows.filter(
            Exists(Registration.objects.filter(activity=OuterRef("pk"), status=value))
        )


class StatusColumn(StatusTagColumn):
    """The status in words, highlighted while sign-up is open."""

    def __init__(self) -> None:
        super().__init__(
            "status",
            accessor="get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda activity: activity.status == ActivityStatus.OPEN,
        )


class WaitingColumn(Column):
    """How many have a status, with a link to where staff do something about it."""

    def __init__(self, name: str, step: str, *, may_open: bool, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.step, self.may_open = step, may_open

    def get_value(self, instance: Activity) -> Any:
        """Return the number, or nothing where there is nobody."""
        number = getattr(instance, self.name, 0)
        if not (number and self.may_open):
            return number or ""
        return format_html('<a href="{}">{}</a>', step_url(instance, self.step), number)


class ActivityIndexView(generic.IndexView):
    """The list of activities; a constant number of queries."""

    page_title = _("Aktiviteter")

    def get_base_queryset(self) -> Any:
        """Add the first start, by which the list is sorted."""
        first = Session.objects.filter(activity=OuterRef("pk")).order_by("start")
        return Activity.objects.visible_to(self.request.user).annotate(
            starts_at=Subquery(first.values("start")[:1]),
            # What the buttons of a row ask for; without it each row would cost a query.
            has_choices=Exists(Choice.objects.filter(activity=OuterRef("pk"))),
        )

    def order_queryset(self, queryset: Any) -> Any:
        """Put those that are alike in a fixed order, so that none is missing between pages."""
        return super().order_queryset(queryset).order_by(self.ordering, "pk")

    def get_table(self, object_list: Iterable[Activity]) -> Any:
        """Count who waits at the page's activities: one query for all of them."""
        rows: list[Any] = list(object_list)
        counts = _waiting(rows)
        for row in rows:
            row.in_line, row.pending = counts.get(row.pk, (0, 0))
        return super().get_table(rows)

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        may_open = self._may_run
        return [
            self._get_title_column("title"),
            Column("kind", accessor="get_kind_display", label=_("Slags"), sort_key="kind"),
            StatusColumn(),
            Column(
                "starts_at",
                accessor=lambda a: when.moment(a.starts_at) if a.starts_at else "",
                label=_("Første mødegang"),
                sort_key="starts_at",
            ),
            Column("seats", accessor=seats_text, label=_("Optagne pladser"), sort_key="taken"),
            WaitingColumn("in_line", "queue", may_open=may_open, label=_("Venter")),
            WaitingColumn("pending", "pending", may_open=may_open, label=_("Til godkendelse")),
        ]

    def get_edit_url(self, instance: Activity) -> str | None:
        """Lead those who run activities, but do not change them, to the participants."""
        return super().get_edit_url(instance) or (
            step_url(instance, "participants") if self._may_run else None
        )

    @cached_property
    def _may_run(self) -> bool:
        return may_run(self.request.user)

    def get_list_more_buttons(self, instance: Activity) -> list:
        """Add the activity's own steps to Wagtail's buttons."""
        buttons = super().get_list_more_buttons(instance)
        return [*buttons, *activity_buttons(instance, self.request.user)]


def _waiting(activities: list[Activity]) -> dict[Any, tuple[int, int]]:
    """Return how many stand in line, and how many wait for an answer, by activity."""
    rows = (
        Registration.objects.filter(
            activity__in=activities,
            status__in=[RegistrationStatus.WAITING, RegistrationStatus.PENDING],
        )
        .order_by()
        .values("activity")
        .annotate(
            in_line=Count("pk", filter=Q(status=RegistrationStatus.WAITING)),
            pending=Count("pk", filter=Q(status=RegistrationStatus.PENDING)),
        )
    )
    return {row["activity"]: (row["in_line"], row["pending"]) for row in rows}

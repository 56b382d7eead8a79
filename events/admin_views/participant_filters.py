"""Which participants of one activity a list, an export or a bulk action is about.

What narrows the list stands in the address: keys and states, never a name. A search, which may
hold a name, is posted.
"""

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Locale

from events.enums import EndReason, RegistrationSource, RegistrationStatus, Role
from events.models import Activity, Booking, Choice, Registration, WorkplaceKind
from events.models.registration import RegistrationQuerySet
from events.sorting import danish_sort_key

type Rows = RegistrationQuerySet

ALONE, TEAM = "alone", "team"
BOUNCED, NO_MAIL = "bounced", "none"


def _keys(text: str | None) -> list[UUID]:
    try:
        return [UUID(text)] if text else []
    except ValueError:
        return []


def team_label(booking: Booking) -> str:
    """Return what a team is called in lists: its workplace, else who booked."""
    return booking.workplace or booking.contact_name or str(_("Gruppe uden navn"))


class _TeamField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: Booking) -> str:
        return team_label(obj)


class _TeamFilter(django_filters.ModelChoiceFilter):
    field_class = _TeamField


def _many(label: Any, choices: Any, **kwargs: Any) -> Any:
    # Each registration has one value: DISTINCT would only cost time.
    return django_filters.MultipleChoiceFilter(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
        **kwargs,
    )


class ParticipantFilterSet(WagtailFilterSet):
    """Narrow the participants of one activity; filters without a meaning there are left out."""

    status = _many(_("Status"), RegistrationStatus.choices)
    role = _many(_("Rolle"), Role.choices)
    workplace_kind = django_filters.ModelChoiceFilter(
        label=_("Slags arbejdsplads"),
        queryset=lambda request: WorkplaceKind.objects.filter(locale=Locale.get_default()),
    )
    workshop = django_filters.ModelChoiceFilter(
        label=_("Workshop"), field_name="chosen__choice", queryset=Choice.objects.none()
    )
    team = django_filters.ChoiceFilter(
        label=_("Alene eller i gruppe"),
        choices=[(ALONE, _("Tilmeldt alene")), (TEAM, _("Tilmeldt i en gruppe"))],
        method="in_a_team",
    )
    # One group by its key: links lead here, and nobody can choose among hundreds.
    booking = _TeamFilter(label=_("Gruppe"), queryset=Booking.objects.none())
    mail = django_filters.ChoiceFilter(
        label=_("Mail"),
        choices=[(BOUNCED, _("Mail kom retur")), (NO_MAIL, _("Har ingen e-mail"))],
        method="by_mail",
    )
    source = _many(_("Tilmeldt gennem"), RegistrationSource.choices, field_name="booking__source")
    ended = _many(_("Hvorfor afmeldt"), EndReason.choices)

    class Meta:
        model = Registration
        fields: list[str] = []

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workshops = Choice.objects.filter(activity=activity)
        self._offer("workshop", workshops if workshops.exists() else None)
        teams = Booking.objects.filter(activity=activity, pk__in=_keys(self.data.get("booking")))
        self._offer("booking", teams if self.data.get("booking") else None)

    def _offer(self, name: str, rows: QuerySet[Any] | None) -> None:
        if rows is None:
            del self.filters[name]
        else:
            self.filters[name].queryset = rows

    def in_a_team(self, rows: Rows, _name: str, value: str) -> Rows:
        """Return those who came with, or without, a group."""
        return rows.filter(booking__is_team=value == TEAM)

    def by_mail(self, rows: Rows, _name: str, value: str) -> Rows:
        """Return those whom mail does not reach."""
        if value == BOUNCED:
            return rows.filter(bounced_on__isnull=False)
        return rows.filter(email__isnull=True)


def search(rows: Rows, typed: str) -> Rows:
    """Search name, workplace, e-mail and phone; æ, ø, å in either case on every database."""
    if not typed:
        return rows
    # SQLite folds the case of ASCII letters only; the sort key folds all of them.
    found = Q(email__icontains=typed)
    if key := danish_sort_key(typed):
        found |= Q(sort_key__contains=key)
    for spelling in {typed, typed[:1].upper() + typed[1:]}:
        found |= Q(workplace__icontains=spelling)
    digits = "".join(typed.split())
    return rows.filter(found | Q(phone__contains=digits) if digits.isdigit() else found)


def narrowed(request: HttpRequest, activity: Activity, rows: Rows) -> Rows:
    """Return ``rows`` as the filters in the address narrow them; all of them if they are wrong."""
    filters = ParticipantFilterSet(data=request.GET, request=request, activity=activity)
    return filters.filter_queryset(rows) if filters.is_valid() else rows

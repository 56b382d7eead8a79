"""The page on which a booker writes, pastes or checks the names of her colleagues."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from events.enums import Role
from events.forms.teams import ColleagueForm
from events.forms_cpr import RefuseCprMixin
from events.holds import TEAM_LIMIT
from events.models import Booking
from events.registration import Person
from events.rendering import DesignSystemForm
from events.teams.lists import Line

HAS_CPR = _("Rækken indeholdt et CPR-nummer og er tømt. Skriv navnet igen uden.")


class HeadForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """What goes for all the rows."""

    mark_optional = False
    role = forms.ChoiceField(
        label=_("Jeres rolle"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        help_text=_("Gælder for alle, hvor du ikke vælger en anden."),
        error_messages={"required": _("Vælg den rolle, der passer på de fleste.")},
    )
    myself = forms.BooleanField(label=_("Jeg kommer også selv"), required=False)


class RowForm(ColleagueForm):
    """One colleague; a row with neither name nor address is no row."""

    mark_optional = False
    take = forms.BooleanField(label=_("Tag med"), required=False, initial=True)
    field_order = ["take", "name", "email", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Arbejdsmail (kan udelades)")
        self.fields["role"] = forms.ChoiceField(
            label=_("Rolle"),
            required=False,
            choices=[("", _("Som de andre")), *Role.choices],
            error_messages={"invalid_choice": _("Vælg en rolle på listen.")},
        )

    def has_changed(self) -> bool:
        """Whether somebody is written in the row."""
        return any(str(self[name].data or "").strip() for name in ("name", "email"))

    @property
    def is_wanted(self) -> bool:
        """Whether the row holds somebody who is to be taken."""
        return self.has_changed() and bool(self["take"].data)

    def full_clean(self) -> None:
        """Pass over a row that is not ticked: it may hold whatever it holds."""
        super().full_clean()
        if self.is_bound and not self["take"].data:
            self.errors.clear()


RowFormSet = formset_factory(RowForm, extra=0, max_num=TEAM_LIMIT, absolute_max=TEAM_LIMIT)


class NamesForm:
    """Role for all, the booker herself, and a row for each colleague.

    It is drawn empty, from what was sent, or (``preview``) from lines that were pasted or
    read from a sheet: then each row says at once whether it is right.
    """

    def __init__(self, booking: Booking, head: HeadForm, rows: BaseFormSet) -> None:
        self.booking, self.head, self.rows = booking, head, rows

    @classmethod
    def empty(cls, booking: Booking, number: int) -> "NamesForm":
        """Return the form with so many empty rows."""
        rows = RowFormSet(prefix="row")
        rows.extra = number
        return cls(booking, HeadForm(), rows)

    @classmethod
    def sent(cls, booking: Booking, data: Any) -> "NamesForm":
        """Return the form as it was sent."""
        return cls(booking, HeadForm(data), RowFormSet(data, prefix="row"))

    @classmethod
    def preview(cls, booking: Booking, lines: Sequence[Line]) -> "NamesForm":
        """Return the form filled with lines, each judged."""
        data: dict[str, Any] = {"row-TOTAL_FORMS": len(lines), "row-INITIAL_FORMS": 0}
        for index, line in enumerate(lines):
            data |= {
                f"row-{index}-take": "on",
                f"row-{index}-name": line.name[:200],
                f"row-{index}-email": line.email[:300],
                f"row-{index}-role": line.role,
            }
        form = cls(booking, HeadForm(), RowFormSet(data, prefix="row"))
        form.rows.is_valid()
        for index, line in enumerate(lines):
            if line.has_cpr:
                form.refuse(index, HAS_CPR)
        return form

    def is_valid(self) -> bool:
        """Whether the head and every row that is to be taken are right."""
        head, rows = self.head.is_valid(), self.rows.is_valid()
        return head and rows and not any(row.errors for row in self.rows)

    def is_right_without_wrong_rows(self) -> bool:
        """Whether the head is right, so that the rows without errors can be taken."""
        self.rows.is_valid()
        return self.head.is_valid()

    @property
    def wanted(self) -> list[int]:
        """Places (from 0) of the rows that are to be taken and hold no error."""
        return [index for index, row in enumerate(self.rows) if row.is_wanted and not row.errors]

    @property
    def wrong(self) -> list[RowForm]:
        """Rows with something to put right."""
        return [row for row in self.rows if row.errors]

    @property
    def has_errors(self) -> bool:
        """Whether anything is to be put right."""
        return bool((self.head.is_bound and self.head.errors) or self.wrong)

    def people(self) -> list[Person]:
        """Return the people of ``wanted``, in order, and the booker last if she comes."""
        found = [self._person(self.rows[index]) for index in self.wanted]
        head = self.head.cleaned_data if self.head.is_bound else {}
        if head.get("myself"):
            found.append(
                self._make(self.booking.contact_name, self.booking.contact_email, head["role"])
            )
        return found

    def refuse(self, index: int, message: Any) -> None:
        """Put a message on the row at ``index``, or on the booker's own tick after the last."""
        if index >= len(self.rows.forms):
            self.head.add_error("myself", message)
            return
        row = self.rows[index]
        row.errors.pop("name", None)
        row.add_error("name", message)

    def _person(self, row: RowForm) -> Person:
        data = row.cleaned_data
        fallback = self.head.cleaned_data.get("role", "") if self.head.is_bound else ""
        return self._make(data["name"], data["email"], data["role"] or fallback or Role.OTHER)

    def _make(self, name: str, email: str, role: str) -> Person:
        return Person(
            name=name,
            email=email,
            workplace=self.booking.workplace,
            workplace_kind=self.booking.workplace_kind,
            role=role,
        )

"""Choosing among parallel workshops: one group of radio buttons a round."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events import workshops
from events.forms_cpr import RefuseCprMixin
from events.models import Activity, Registration
from events.rendering import DesignSystemForm
from events.workshops import Chosen, Round, Workshop

PREFIX = "workshop_"  # and the round's number
LATER = "later"


def choice_fields(
    activity: Activity,
    *,
    required: bool = True,
    later: str = "",
    describe: Callable[[Workshop], str] | None = None,
) -> dict[str, forms.TypedChoiceField]:
    """Return one field for each round of the activity's workshops; none without workshops.

    To be added to any form that signs people up. ``chosen_ids`` reads them back. ``later`` is
    what the last option says, which chooses nothing; ``describe`` what each workshop's says.
    One query.
    """
    return {
        f"{PREFIX}{one.number}": _field(
            one, required, later or _("Jeg vælger senere"), describe or option_label
        )
        for one in workshops.rounds(activity)
    }


def staff_fields(activity: Activity) -> dict[str, forms.TypedChoiceField]:
    """Return the same fields as staff fill them in for someone else."""
    return choice_fields(activity, later=_("Ingen workshop i denne runde"), describe=staff_label)


def chosen_ids(cleaned_data: Mapping[str, Any]) -> tuple[UUID, ...]:
    """Return the workshops that were chosen in a valid form with ``choice_fields``."""
    answers = (value for name, value in cleaned_data.items() if name.startswith(PREFIX))
    return tuple(value for value in answers if value is not None)


def _field(
    one: Round, required: bool, later: str, describe: Callable[[Workshop], str]
) -> forms.TypedChoiceField:
    label = _("Workshop, %(round)s") % {"round": one.label.lower()} if one.label else _("Workshop")
    return forms.TypedChoiceField(
        label=label,
        required=required,
        coerce=_key,
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[*((str(w.pk), describe(w)) for w in one.workshops), (LATER, later)],
        error_messages={
            "required": _("Vælg en workshop, eller vælg «%(later)s».") % {"later": later},
            "invalid_choice": _("Den workshop findes ikke længere. Vælg en anden."),
        },
    )


def _key(value: str) -> UUID | None:
    # Not kept as text: by chance a key may hold what looks like a CPR number.
    return None if value == LATER else UUID(value)


def option_label(workshop: Workshop, status: str = "") -> SafeString:
    """Return title and room of one workshop, and its seats or one's own ``status`` there."""
    facts = " · ".join(part for part in (workshop.place, status or workshop.seats_text) if part)
    return format_html(
        '<span lang="{}">{}</span> <span class="vk-choice__facts">{}</span>',
        workshop.title_language,
        workshop.title,
        facts,
    )


def staff_label(workshop: Workshop) -> str:
    """Return title and seats of one workshop as staff read them."""
    return f"{workshop.title} ({workshop.taken_text})"


class WorkshopFieldsMixin:
    """Mixin, before Form, for a form that signs someone up for ``activity``.

    ``cleaned_data["choices"]`` are the workshops chosen, as ``Person`` takes them.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    workshops_required = True

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(choice_fields(activity, required=self.workshops_required))

    @property
    def has_workshops(self) -> bool:
        """Whether the form asks for any."""
        return any(name.startswith(PREFIX) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Gather the choices of all rounds."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        cleaned["choices"] = chosen_ids(cleaned)
        return cleaned


class ChooseForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Change one's workshops; what one has or waits for is marked already."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {one.pk: one for one in workshops.chosen(registration)}

        def describe(workshop: Workshop) -> SafeString:
            mine = own.get(workshop.pk)
            return option_label(workshop, mine.status_text if mine else "")

        fields = choice_fields(
            registration.activity, later=_("Ingen workshop i denne runde"), describe=describe
        )
        self.fields.update(fields)
        self.initial.update(initial_choices(own.values()))

    @property
    def chosen_ids(self) -> tuple[UUID, ...]:
        """The workshops chosen; the form is valid."""
        return chosen_ids(self.cleaned_data)


def initial_choices(chosen: Iterable[Chosen]) -> dict[str, str]:
    """Return what stands in the fields for someone: what she waits for goes before her seat."""
    initial: dict[str, str] = {}
    for one in chosen:
        name = f"{PREFIX}{one.round}"
        if name not in initial or not one.is_seated:
            initial[name] = str(one.pk)
    return initial

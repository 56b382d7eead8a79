"""Staff's forms about workshops: which an activity has, and which one person goes to."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from events import workshops
from events.forms.choices import chosen_ids, initial_choices, staff_fields
from events.forms_cpr import RefuseCprMixin
from events.models import Choice, Registration, RegistrationChoice

CANNOT_DELETE = _(
    "Workshoppen «%(title)s» kan ikke slettes, for nogen har valgt den. Flyt deltagerne først."
)
CANNOT_CHANGE_ROUND = _(
    "Runden for «%(title)s» kan ikke ændres, for nogen har valgt workshoppen. "
    "Flyt deltagerne først."
)


class WorkshopForm(WagtailAdminModelForm):
    """One workshop in the activity's form. ``capacity_seen`` is as in ``ActivityForm``."""

    capacity_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["capacity_seen"] = self.instance.capacity

    def has_changed(self) -> bool:
        """Leave out of account what only remembers what was seen."""
        return bool(set(self.changed_data) - {"capacity_seen"})


class WorkshopsPanel(InlinePanel):
    """The workshops of an activity, each with ``WorkshopForm``."""

    def __init__(self, **kwargs: Any) -> None:
        panels = [
            FieldPanel("title"),
            FieldPanel("title_en"),
            FieldRowPanel([FieldPanel("round"), FieldPanel("capacity"), FieldPanel("place")]),
        ]
        options: dict[str, Any] = {
            "relation_name": "choices",
            "panels": panels,
            "label": _("Workshop"),
            "heading": _("Workshops"),
            "icon": "group",
            "classname": "collapsed",
            "help_text": _("Kun hvis deltagerne skal vælge mellem workshops på dagen."),
        }
        super().__init__(**{**options, **kwargs})

    def get_form_options(self) -> dict[str, Any]:
        """Use our own form for each workshop."""
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = WorkshopForm
        return options


class WorkshopsFormMixin:
    """Mixin, before the activity's form: what its workshops refuse, and their new numbers."""

    formsets: dict[str, Any]
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        """Refuse to delete a workshop that someone chose, or to put it into another round."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        for sentence in self._workshop_problems():
            self.add_error(None, sentence)  # type: ignore[attr-defined]
        return cleaned

    @property
    def new_workshop_seats(self) -> dict[uuid.UUID, int]:
        """The numbers that the editor changed, by workshop; the form is valid."""
        return {
            form.instance.pk: form.cleaned_data["capacity"]
            for form in self._existing_workshops()
            if form.cleaned_data["capacity"] != form.cleaned_data.get("capacity_seen")
        }

    def _workshop_problems(self) -> Iterator[str]:
        removed = {form.instance.pk for form in self._existing_workshops(deleted=True)}
        regrouped = {
            form.instance.pk for form in self._existing_workshops() if "round" in form.changed_data
        }
        if not removed | regrouped:
            return
        used = RegistrationChoice.objects.filter(choice__in=removed | regrouped)
        for choice in Choice.objects.filter(pk__in=used.values("choice")):
            text = CANNOT_DELETE if choice.pk in removed else CANNOT_CHANGE_ROUND
            yield str(text % {"title": choice.title})

    def _existing_workshops(self, *, deleted: bool = False) -> list[Any]:
        formset = self.formsets.get("choices")
        if formset is None or not formset.is_valid():
            return []
        return [
            form
            for form in formset.forms
            if not form.instance._state.adding and (form in formset.deleted_forms) == deleted
        ]


class PersonWorkshopsForm(RefuseCprMixin, forms.Form):
    """Which workshops one participant goes to, as staff set it."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(staff_fields(registration.activity))
        self.initial.update(initial_choices(workshops.chosen(registration)))
        if registration.is_confirmed:
            self.fields["reason"] = forms.CharField(
                label=_("Begrundelse for plads uden for tur"),
                max_length=200,
                required=False,
                help_text=_(
                    "Kun hvis personen skal have plads straks, selv om workshoppen er fuld eller "
                    "andre står i kø. Gemmes i aktivitetens historik. Skriv ikke navne."
                ),
            )

    @property
    def chosen_ids(self) -> tuple[uuid.UUID, ...]:
        """The workshops chosen; the form is valid."""
        return chosen_ids(self.cleaned_data)

    @property
    def reason(self) -> str:
        """Why she gets a seat out of turn; "" when she does not. The form is valid."""
        return str(self.cleaned_data.get("reason", ""))

"""What an applicant is asked: in the sign-up form, and when she corrects it afterwards."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import applications
from courses.enums import Experience, Profession
from courses.models import Application
from events.extras import Values
from events.forms_cpr import RefuseCprMixin
from events.models import Activity
from events.rendering import DesignSystemForm

LONGEST = 1500  # characters of a text, as the model has it
_SELECT = {"invalid_choice": gettext_lazy("Vælg en mulighed på listen.")}


def fields(activity: Activity) -> dict[str, forms.Field]:
    """Return the fields of the sign-up form; none where nobody has to apply."""
    return application_fields() if applications.are_taken(activity) else {}


def application_fields() -> dict[str, forms.Field]:
    """Return profession, experience, background and reasons, in the active language."""
    return {
        "profession": forms.ChoiceField(
            label=_("Din faggruppe"),
            choices=[("", _("Vælg …")), *Profession.choices],
            help_text=_(
                "Vi sætter et hold, der er blandet af flere faggrupper. Vi spørger aldrig om "
                "oprindelse eller tro."
            ),
            error_messages={"required": _("Vælg din faggruppe."), **_SELECT},
        ),
        "experience": forms.ChoiceField(
            label=_("Hvor længe har du arbejdet med unge?"),
            choices=Experience.choices,
            widget=forms.RadioSelect,
            help_text=_("Frivilligt arbejde tæller med."),
            error_messages={"required": _("Vælg, hvor længe du har arbejdet med unge."), **_SELECT},
        ),
        "background": _text(
            _("Din baggrund"),
            _("Uddannelse, opgaver og kurser, du har været på.") + " " + _nobody(),
            required=False,
        ),
        "motivation": _text(
            _("Hvorfor vil du med?"),
            _("Hvad skal kurset bruges til i dit arbejde?") + " " + _nobody(),
            required=True,
        ),
    }


def _nobody() -> str:
    """Ask not to write about others, with the hotline beside it."""
    text = _("Skriv ikke om konkrete personer. Er du bekymret for nogen, så ring til %(name)s")
    name, phone = _(settings.VINK_HOTLINE_NAME), settings.VINK_HOTLINE_PHONE
    number = phone.replace(" ", "\N{NO-BREAK SPACE}")
    return f"{text % {'name': name}}: {number}."


def _text(label: str, help_text: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Skriv, hvorfor du vil med. Et par linjer er nok."),
            "max_length": _("Skriv højst %(limit_value)d tegn. Du har skrevet %(show_value)d."),
        },
    )


class ApplicationForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Write or correct one's application behind the personal link."""

    def __init__(self, data: Any = None, *, application: Application | None) -> None:
        names = applications.WORDS
        initial = {name: getattr(application, name) for name in names} if application else {}
        super().__init__(data, initial=initial)
        self.fields.update(application_fields())

    @property
    def values(self) -> Values:
        """What was written, as ``applications.write`` takes it; the form is valid."""
        return self.cleaned_data

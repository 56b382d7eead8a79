"""What one types to have a certificate confirmed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import certificates
from courses.models.certificate import CODE_LENGTH
from events.forms_cpr import RefuseCprMixin
from events.rendering import DesignSystemForm


class CodeForm(DesignSystemForm, forms.Form):
    """The code that is printed on a certificate; spaces and case do not count.

    A code may by chance look like a CPR number, so none is looked for here.
    """

    code = forms.CharField(
        label=gettext_lazy("Koden på beviset"),
        max_length=40,
        help_text=gettext_lazy("Tolv tegn, fx 7K2M-Q4TD-9XWA."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": gettext_lazy("Skriv koden. Den står nederst på beviset ved QR-koden.")
        },
    )

    def clean_code(self) -> str:
        """Return the twelve characters. Raises ValidationError for any other number of them."""
        code = certificates.read_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise ValidationError(_("Koden har tolv tegn. Se den efter på beviset."))
        return code


class NameForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """The name that stands on the certificate, to be compared."""

    name = forms.CharField(
        label=gettext_lazy("Navnet på beviset"),
        max_length=120,
        help_text=gettext_lazy("Skriv hele navnet, som det står. Vi gemmer det ikke."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv det navn, der står på beviset.")},
    )

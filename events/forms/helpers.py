"""Who helps at an activity, as staff enter her."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.documents.widgets import AdminDocumentChooser

from events import helpers
from events.forms_cpr import RefuseCprMixin
from events.identity import normalise_email
from events.models import ActivityHelper


class HelperForm(RefuseCprMixin, forms.ModelForm):
    """A speaker, ambassador, interpreter or moderator, and what she has to know."""

    language = forms.ChoiceField(
        label=_("Skriv til personen på"), choices=settings.WAGTAIL_CONTENT_LANGUAGES
    )

    class Meta:
        model = ActivityHelper
        fields = [
            "part", "name", "email", "phone", "language", "answer", "room", "equipment",
            "notes", "slides",
        ]  # fmt: skip
        widgets = {
            "notes": forms.Textarea(attrs={"rows": 4}),
            "slides": AdminDocumentChooser,
        }
        help_texts = {
            "answer": _("Retter sig selv, når personen svarer på sin side. Ret, hvis I ringer."),
            "notes": _("Står på personens egen side. Skriv ikke om konkrete personer."),
            "slides": _("Kan hentes på personens egen side."),
        }

    def clean_email(self) -> str:
        """Return the address trimmed and in lower case; a new one gets a link of its own."""
        email = normalise_email(self.cleaned_data["email"])
        if not self.instance._state.adding and email != self.instance.email:
            helpers.revoke_link(self.instance)
        return email

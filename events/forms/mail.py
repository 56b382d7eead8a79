"""Forms of the staff's side of mail: the standing texts, and messages to a group."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import mailtexts
from events.forms_cpr import RefuseCprMixin
from events.models import MailText, OrganiserMessage
from events.notifications import Mail


class MailTextForm(RefuseCprMixin, forms.ModelForm):
    """Subject and opening words of one kind of mail."""

    class Meta:
        model = MailText
        fields = ["subject", "body"]
        labels = {"body": gettext_lazy("Indledning")}
        help_texts = {
            "body": gettext_lazy(
                "Tom linje: nyt afsnit. Tid, sted, links, kalenderfil og bund kommer af sig selv."
            ),
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "subject": {"required": gettext_lazy("Skriv et emne.")},
            "body": {"required": gettext_lazy("Skriv en indledning.")},
        }

    def __init__(self, *args: Any, kind: Mail, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        """Refuse names in braces that the mail does not know."""
        mailtexts.check(self.kind, self.cleaned_data["subject"])
        return str(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """Refuse the same in the opening."""
        mailtexts.check(self.kind, self.cleaned_data["body"])
        return str(self.cleaned_data["body"])

    @property
    def words(self) -> mailtexts.Words:
        """What was written; the form is valid."""
        return mailtexts.Words(self.cleaned_data["subject"], self.cleaned_data["body"])


class GroupMessageForm(RefuseCprMixin, forms.ModelForm):
    """A message to a group; sending the form twice sends one message."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    cpr_unchecked_fields = frozenset({"key"})

    class Meta:
        model = OrganiserMessage
        fields = ["group", "subject", "body"]
        widgets = {"group": forms.RadioSelect, "body": forms.Textarea(attrs={"rows": 10})}
        error_messages = {
            "subject": {"required": gettext_lazy("Skriv et emne.")},
            "body": {"required": gettext_lazy("Skriv en besked.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.choices = OrganiserMessage.Group.choices  # no empty choice
        self.fields["body"].help_text = _(
            "Skriv ikke om konkrete personer. Er du bekymret for nogen, så ring til "
            "%(name)s på %(phone)s. Tom linje: nyt afsnit."
        ) % {"name": settings.VINK_HOTLINE_NAME, "phone": settings.VINK_HOTLINE_PHONE}

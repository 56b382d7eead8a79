"""Why an application is declined."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import ApprovalReason


class ReasonForm(forms.Form):
    """One reason of the closed list; the mail to the applicant tells it kindly."""

    reason = forms.ChoiceField(
        label=_("Grund til afslag"),
        choices=[("", _("Vælg en grund")), *ApprovalReason.choices],
        help_text=_("Står i mailen til ansøgeren."),
        error_messages={
            "required": _("Vælg en grund."),
            "invalid_choice": _("Vælg en grund på listen."),
        },
    )

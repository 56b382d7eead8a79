"""Forms about one association in the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms_cpr import RefuseCprMixin
from medborgerforum.enums import ForumLanguage


class SignatoryForm(RefuseCprMixin, forms.Form):
    """Correct who signed."""

    name = forms.CharField(
        label=_("Navn"), max_length=120, error_messages={"required": _("Skriv navnet.")}
    )
    role = forms.CharField(
        label=_("Rolle i foreningen"),
        max_length=120,
        error_messages={"required": _("Skriv rollen.")},
    )


class InviteForm(RefuseCprMixin, forms.Form):
    """Invite somebody on the association's word."""

    name = forms.CharField(
        label=_("Navn"), max_length=120, error_messages={"required": _("Skriv navnet.")}
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={
            "required": _("Skriv en e-mail."),
            "invalid": _("Skriv en hel e-mail, fx navn@forening.dk."),
        },
    )
    language = forms.ChoiceField(label=_("Sprog"), choices=ForumLanguage.choices)
    manages = forms.BooleanField(label=_("Styrer medlemskabet"), required=False)
    may_sign_up_others = forms.BooleanField(label=_("Må tilmelde andre"), required=False)
    on_their_word = forms.BooleanField(
        label=_("Foreningen har selv bedt om det"),
        error_messages={"required": _("Kun foreningen bestemmer, hvem der taler for den.")},
    )


class LeaveForm(forms.Form):
    """Write down that an association has left."""

    on_their_word = forms.BooleanField(
        label=_("Foreningen har selv meddelt, at den udtræder"),
        error_messages={
            "required": _("En forening kan kun meldes ud på dens eget ord. Bed den om at svare.")
        },
    )

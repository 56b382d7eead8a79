"""Forms of members' meetings: sign someone up, propose a point; and what staff choose."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events import eligibility
from events.forms_cpr import RefuseCprMixin
from events.models import Activity
from events.rendering import DesignSystemForm
from events.validators import validate_no_cpr
from medborgerforum.agenda import Proposal
from medborgerforum.enums import ForumLanguage, MembershipState, PointKind
from medborgerforum.models import Association
from medborgerforum.seating import KEY


class OnceForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """A form that does its work once, however often it is sent."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"idempotency_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class HerselfForm(OnceForm):
    """The representative signs herself up: nothing is to be typed."""


class ColleagueForm(OnceForm):
    """Somebody else of the association."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=120,
        validators=[validate_no_cpr],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv navnet på den, der skal med.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Vi sender en mail med et link, så personen selv kan melde fra."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email", "dir": "ltr"}),
        error_messages={
            "required": _("Skriv en e-mail."),
            "invalid": _("Skriv en hel mailadresse, fx navn@forening.dk."),
        },
    )


class PointForm(OnceForm):
    """A point that a member wants on the agenda."""

    title = forms.CharField(
        label=_("Hvad skal vi tale om?"),
        max_length=160,
        help_text=_("Skriv det kort."),
        error_messages={"required": _("Skriv, hvad punktet handler om.")},
    )
    body = forms.CharField(
        label=_("Fortæl mere"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=_("Hvad skal der ske?"),
        choices=PointKind.choices,
        initial=PointKind.DISCUSSION,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg en mulighed.")},
    )
    language = forms.ChoiceField(
        label=_("Hvilket sprog skriver du på?"), choices=ForumLanguage.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def proposal(self) -> Proposal:
        """The point as the rules take it; the form is valid."""
        data = self.cleaned_data
        return Proposal(
            kind=PointKind(data["kind"]),
            title=data["title"],
            body=data["body"],
            language=data["language"],
        )


class AssociationField(forms.ModelChoiceField):
    """Which member somebody comes for: for staff, who sign people up by phone or at the door."""

    def __init__(self) -> None:
        super().__init__(
            queryset=Association.objects.filter(state=MembershipState.MEMBER),
            label=_("Kommer for foreningen"),
            empty_label=_("Vælg forening"),
            error_messages={
                "required": _("Vælg den forening, personen kommer for."),
                "invalid_choice": _("Vælg en forening på listen."),
            },
        )

    def label_from_instance(self, obj: Any) -> str:
        """Name the association."""
        return obj.name

    def clean(self, value: Any) -> Any:
        """Return the association's key."""
        found = super().clean(value)
        return found.pk if found else None


def staff_fields(activity: Activity) -> Mapping[str, forms.Field]:
    """Return what staff are asked when they enter someone for a meeting; nothing elsewhere."""
    return {"association": AssociationField()} if eligibility.key_of(activity) == KEY else {}

"""Forms of open hearings: say that one comes, write a statement."""

import hashlib
import uuid
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events.forms_cpr import RefuseCprMixin
from events.models import Activity
from events.registration import Contact, Person, key_for
from events.rendering import DesignSystemForm
from medborgerforum.enums import Behalf, ForumLanguage
from medborgerforum.models import Association
from medborgerforum.statements import Given

LONGEST = 10_000  # characters of a statement
LONGEST_NEED = 300  # as where others are asked what they need


class _OnceForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """A form that does its work once, however often it is sent."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "dir": "ltr"}
        ),
        error_messages={"invalid": _("Skriv en hel mailadresse, fx navn@forening.dk.")},
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"idempotency_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class HearingSignupForm(_OnceForm):
    """Say that one comes: a first name or an alias will do."""

    name = forms.CharField(
        label=_("Fornavn eller et andet navn"),
        max_length=60,
        help_text=_("Det behøver ikke være dit rigtige navn."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
        error_messages={"required": _("Skriv et navn. Du må gerne finde på et.")},
    )
    field_order = ["name", "email"]

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Så kan vi skrive, hvis dagen flytter.")
        if activity.ask_access:
            self.fields["access"] = forms.CharField(
                label=_("Har du brug for tolk eller anden hjælp for at være med?"),
                help_text=_("Fx tegnsprog, teleslynge eller plads til kørestol."),
                max_length=LONGEST_NEED,
                required=False,
            )

    @property
    def person(self) -> Person:
        """Who comes; the form is valid."""
        return Person(name=self.cleaned_data["name"], email=self.cleaned_data["email"])

    @property
    def contact(self) -> Contact:
        """The same as the booking's contact; the form is valid."""
        return Contact(name=self.cleaned_data["name"], email=self.cleaned_data["email"])

    @property
    def access(self) -> str:
        """What she needs to take part, "" for nothing."""
        return str(self.cleaned_data.get("access", "")).strip()

    @property
    def key(self) -> uuid.UUID:
        """The booking's key; the form is valid."""
        return key_for(self.cleaned_data["idempotency_key"], self.person)


class _StatementForm(_OnceForm):
    """What every statement has: the text, its language, the consent."""

    body = forms.CharField(
        label=_("Dit svar"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        error_messages={
            "required": _("Skriv dit svar."),
            "max_length": _("Svaret er for langt. Det må højst fylde 10.000 tegn."),
        },
    )
    language = forms.ChoiceField(
        label=_("Hvilket sprog har du skrevet på?"),
        choices=ForumLanguage.choices,
        error_messages={"required": _("Vælg et sprog."), "invalid_choice": _("Vælg et sprog.")},
    )
    consent = forms.BooleanField(label=_("Ja, mit svar må stå på kommunens side"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        here = get_language()
        language = here if here in ForumLanguage.values else ForumLanguage.DA
        kwargs["initial"] = {"language": language, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "Så kan du se, hvad der sker med dit svar, og trække det tilbage. Den vises aldrig."
        )

    def _key(self, *who: str) -> uuid.UUID:
        """Return the same key for a double tap, another for another text."""
        told = "\0".join([*who, self.cleaned_data["body"]])
        digest = hashlib.sha256(told.encode()).hexdigest()
        return uuid.uuid5(self.cleaned_data["idempotency_key"], digest)

    def _given(self, **who: Any) -> Given:
        data = self.cleaned_data
        return Given(
            body=data["body"],
            language=data["language"],
            consent=data["consent"],
            email=data["email"],
            **who,
        )


class StatementForm(_StatementForm):
    """A statement by anyone, for herself or for an association."""

    behalf = forms.ChoiceField(
        label=_("Hvem svarer du for?"),
        choices=Behalf.choices,
        initial=Behalf.CITIZEN,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvem du svarer for.")},
    )
    association_name = forms.CharField(
        label=_("Foreningens eller gruppens navn"),
        max_length=160,
        required=False,
        help_text=_("Kun hvis du svarer for en forening eller gruppe."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    field_order = ["behalf", "association_name", "body", "language", "consent", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = _(
            "Svarer du for dig selv, står det under «borger». Svarer du for en forening eller "
            "gruppe, står det under dens navn. Du kan altid sige nej igen. Uden dit ja bliver "
            "svaret kun læst af kommunen."
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the association's name where one is answered for, and drop it elsewhere."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("behalf") != Behalf.ASSOCIATION:
            cleaned["association_name"] = ""
        elif "association_name" not in self.errors and not cleaned.get("association_name"):
            self.add_error("association_name", _("Skriv foreningens eller gruppens navn."))
        return cleaned

    @property
    def key(self) -> uuid.UUID:
        """The statement's key; the form is valid."""
        return self._key(self.cleaned_data["behalf"], self.cleaned_data["association_name"])

    @property
    def given(self) -> Given:
        """What was written; the form is valid."""
        return self._given(
            behalf=Behalf(self.cleaned_data["behalf"]),
            association_name=self.cleaned_data["association_name"],
        )


class MemberStatementForm(_StatementForm):
    """A statement by a member, behind her representative's link: the name is known."""

    field_order = ["body", "language", "consent", "email"]

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association = association
        # Help is shown unescaped, and the name is the association's own.
        self.fields["consent"].help_text = gettext(
            "Det står under navnet «%(name)s». I kan altid sige nej igen. Uden jeres ja bliver "
            "svaret kun læst af kommunen."
        ) % {"name": escape(association.name)}

    @property
    def key(self) -> uuid.UUID:
        """The statement's key; the form is valid."""
        return self._key(str(self.association.pk))

    @property
    def given(self) -> Given:
        """What was written; the form is valid."""
        return self._given(behalf=Behalf.ASSOCIATION, association=self.association)

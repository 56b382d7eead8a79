"""Forms of the staff's side: the activity, a participant, the steps of a day."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import BlockField
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Locale

from events import planning
from events.admin_network_forms import NetworkFormMixin, members_only
from events.admin_workshop_forms import WorkshopsFormMixin
from events.editing import SESSION_IN_USE, sessions_in_use
from events.enums import FOR_RELATIVES, ApprovalReason, Role, StaffChannel
from events.forms.fields import PersonFieldsMixin, StaffExtrasMixin
from events.forms_cpr import RefuseCprMixin
from events.identity import normalise_phone
from events.models import Activity, Audience, Registration, WorkplaceKind
from events.models.blocks import ActivityBody
from events.permissions import may_see_discreet
from events.publishing import Words
from events.question_checks import problems
from events.questions import answered_questions
from events.registration import key_for

# Reasons that speak of an application, which an ordinary sign-up has none of.
OF_APPLICATIONS = {ApprovalReason.EXPERIENCE, ApprovalReason.MIX}


class ActivityForm(NetworkFormMixin, WorkshopsFormMixin, RefuseCprMixin, WagtailAdminModelForm):
    """Change an activity. Status and seats are no fields of it but the ledger's.

    ``capacity_seen`` is the number that stood in the form when it was opened: a number that
    the editor did not touch must not undo what a colleague has set meanwhile.
    """

    capacity_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    members_only = members_only()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["capacity_seen"] = self.instance.capacity
        audiences: Any = self.fields.get("audiences")
        if audiences is not None:
            audiences.queryset = Audience.objects.filter(locale=Locale.get_default())

    @property
    def new_capacity(self) -> int | None:
        """The number of seats that the editor asks for, or None where she left it alone."""
        wanted = self.cleaned_data.get("capacity")
        return None if wanted == self.cleaned_data.get("capacity_seen") else wanted

    def clean(self) -> dict[str, Any]:
        """Refuse to remove a session that attendance refers to, and an open parent course."""
        cleaned = super().clean() or self.cleaned_data
        self._refuse_open_to_all(cleaned)
        removed = list(self._removed_sessions())
        if removed and sessions_in_use(removed):
            self.add_error(None, SESSION_IN_USE)
        for problem in self._question_problems():
            self.add_error(None, problem)
        return cleaned

    def _refuse_open_to_all(self, cleaned: dict[str, Any]) -> None:
        """Let what is for parents and relatives be made discreet, or not at all."""
        is_discreet = self.instance.discreet or cleaned.get("discreet")
        if "kind" not in self.changed_data and not self.instance._state.adding:
            return
        if cleaned.get("kind") in FOR_RELATIVES and not is_discreet:
            where = "discreet" if "discreet" in self.fields else "kind"
            self.add_error(where, str(planning.OnlyDiscreet.message))

    def _question_problems(self) -> Iterator[str]:
        formset = self.formsets.get("signup_questions")
        if formset is None or not formset.is_valid():
            return
        removed = [f.instance.pk for f in formset.deleted_forms if f.instance.pk]
        kept = [
            f.instance
            for f in formset.forms
            if f not in formset.deleted_forms and (f.has_changed() or not f.instance._state.adding)
        ]
        answered = answered_questions(self.instance) if self.instance.pk else set()
        yield from problems(kept, removed, answered)

    def _removed_sessions(self) -> Iterator[uuid.UUID]:
        formset = self.formsets.get("sessions")
        if formset is not None and formset.is_valid():
            yield from (f.instance.pk for f in formset.deleted_forms if f.instance.pk)


class ActivityCreateForm(ActivityForm):
    """Plan an activity and write its page in one go."""

    OPEN, PLANNED = "open", "planned"

    signup = forms.ChoiceField(
        label=_("Tilmelding"),
        choices=[
            (OPEN, _("Åben, så snart siden er udgivet")),
            (PLANNED, _("Ikke endnu: siden kan læses, men ingen kan tilmelde sig")),
        ],
        initial=OPEN,
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(
        label=_("Resumé"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("To linjer, som står øverst på siden og i søgemaskiner."),
    )
    image = forms.ModelChoiceField(
        label=_("Billede"),
        queryset=get_image_model().objects.all(),
        required=False,
        widget=AdminImageChooser,
    )
    body = BlockField(
        block=ActivityBody(required=False), label=_("Indhold på siden"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        self.initial.setdefault("body", body.block.get_default())
        if not may_see_discreet(self.for_user):
            self.fields.pop("discreet", None)

    @property
    def words(self) -> Words:
        """What the form says for the page."""
        data = self.cleaned_data
        return Words(summary=data["summary"], image=data["image"], body=data["body"])

    @property
    def open_now(self) -> bool:
        """Whether sign-up opens with the page."""
        return self.cleaned_data["signup"] == self.OPEN


class ParticipantForm(PersonFieldsMixin, RefuseCprMixin, forms.Form):
    """One participant, as staff enter her: e-mail or phone will do."""

    name = forms.CharField(label=_("Navn"), max_length=120)
    email = forms.EmailField(label=_("Arbejdsmail"), required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=20,
        required=False,
        help_text=_("Uden e-mail ringer vi, og du kan udskrive en seddel."),
    )
    workplace = forms.CharField(label=_("Arbejdsplads"), max_length=160, required=False)
    workplace_kind = forms.ModelChoiceField(
        label=_("Slags arbejdsplads"), queryset=WorkplaceKind.objects.none(), required=False
    )
    role = forms.ChoiceField(
        label=_("Rolle"), choices=Role.choices, widget=forms.RadioSelect, initial=Role.OTHER
    )

    def __init__(self, *args: Any, discreet: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if discreet:  # nobody there is asked where she works, or what she is to anyone
            for name in ("workplace", "workplace_kind", "role"):
                del self.fields[name]
            self.fields["email"].label = _("E-mail")
            return
        kind: Any = self.fields["workplace_kind"]
        kind.queryset = WorkplaceKind.objects.filter(locale=Locale.get_default())

    def clean_phone(self) -> str:
        """Return the number in E.164, or "" for none."""
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except ValueError:
            raise forms.ValidationError(
                _("Skriv et telefonnummer med otte cifre, eller med landekode.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """Ask for a way to reach the person, unless she came in without one on the day."""
        cleaned = super().clean() or self.cleaned_data
        came_without = self.initial and not (self.initial["email"] or self.initial["phone"])
        reachable = cleaned.get("email") or cleaned.get("phone")
        if not self.errors and not reachable and not came_without:
            self.add_error("email", _("Skriv en e-mail eller et telefonnummer."))
        return cleaned

    @staticmethod
    def initial_of(registration: Registration) -> dict[str, Any]:
        """Return the form's initial values for one who is on the list."""
        return {
            "name": registration.name,
            "email": registration.email or "",
            "phone": registration.phone or "",
            "workplace": registration.workplace,
            "workplace_kind": registration.workplace_kind_id,
            "role": registration.role,
        }


class SignUpForm(StaffExtrasMixin, ParticipantForm):
    """Sign up someone who phoned, wrote or came by; sending the form twice makes one booking."""

    channel = forms.TypedChoiceField(
        coerce=StaffChannel,
        label=_("Hvordan kom tilmeldingen?"),
        choices=[
            (StaffChannel.PHONE, _("Telefon")),
            (StaffChannel.PAPER, _("Papir")),
            (StaffChannel.IN_PERSON, _("Personligt")),
        ],
        initial=StaffChannel.PHONE,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Skriv til personen på"),
        choices=settings.WAGTAIL_CONTENT_LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        required=False,
    )
    sure = forms.BooleanField(label=_("Ja, det er en anden person"), required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, discreet: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, discreet=discreet, **kwargs)
        if discreet:
            self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]

    @property
    def asks_if_sure(self) -> bool:
        """Whether the question about look-alikes has been asked."""
        return "sure" in self.errors or bool(self.data.get("sure"))

    @property
    def key(self) -> uuid.UUID:
        """The booking's key; the form is valid."""
        return key_for(self.cleaned_data["idempotency_key"], self.person)


class CancelForm(RefuseCprMixin, forms.ModelForm):
    """What people are told when the activity is cancelled."""

    class Meta:
        model = Activity
        fields = ["cancel_message"]
        labels = {"cancel_message": _("Besked til de tilmeldte")}
        help_texts = {
            "cancel_message": _(
                "Fx hvorfor, og om der kommer en ny dato. Står i mailen og på aktivitetens "
                "side. Må gerne være tom."
            )
        }
        widgets = {"cancel_message": forms.Textarea(attrs={"rows": 4})}


class SeatOutOfTurnForm(RefuseCprMixin, forms.Form):
    """Why someone gets a seat past the others; the reason stands in the activity's history."""

    reason = forms.CharField(
        label=_("Begrundelse"),
        max_length=200,
        help_text=_("Gemmes i aktivitetens historik. Skriv ikke navne."),
        error_messages={"required": _("Skriv, hvorfor personen får plads uden for tur.")},
    )


class RefuseForm(forms.Form):
    """Why a sign-up is not approved: one of a closed list, told in a kind mail."""

    reason = forms.ChoiceField(
        label=_("Begrundelse"),
        choices=[(r.value, r.label) for r in ApprovalReason if r not in OF_APPLICATIONS],
        widget=forms.RadioSelect,
        help_text=_("Står i mailen til personen."),
        error_messages={"required": _("Vælg en begrundelse.")},
    )


class ResizeForm(forms.Form):
    """A new number of seats."""

    capacity = forms.IntegerField(
        label=_("Antal pladser"),
        min_value=0,
        max_value=100_000,
        error_messages={"required": _("Skriv et antal."), "invalid": _("Skriv et helt tal.")},
    )


class FillForm(forms.Form):
    """How many free seats go to the first in line."""

    number = forms.IntegerField(
        label=_("Hvor mange"),
        min_value=1,
        max_value=200,
        initial=1,
        error_messages={"required": _("Skriv et antal."), "invalid": _("Skriv et helt tal.")},
    )


class HoldForm(forms.Form):
    """Close the day; ``nobody_came`` confirms that an empty list is meant."""

    nobody_came = forms.BooleanField(label=_("Ja, ingen kom"), required=False)

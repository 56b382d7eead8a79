"""The forms by which a host asks and counts, and those by which staff answer."""

import uuid
from collections import defaultdict
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.forms.boundfield import BoundField
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events import requests, when
from events.enums import FOR_RELATIVES, ActivityKind
from events.forms.drafts import DraftForm
from events.forms.fields import PhoneField, TermField, WorkplaceKindField
from events.forms_cpr import RefuseCprMixin
from events.identity import normalise_email
from events.labels import vocabulary
from events.models import Activity, Audience, District, HeadCount, HostRequest, Session
from events.rendering import DesignSystemForm

MOST_PEOPLE = 2000


class HostRequestForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Ask for a talk, an advice course or a youth dialogue. Nothing asks for a description."""

    kind = forms.ChoiceField(
        label=_("Hvad vil I bestille?"),
        choices=[(kind.value, kind.label) for kind in requests.PUBLIC_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvad I vil bestille.")},
    )
    topic = forms.ChoiceField(
        label=_("Emne"),
        choices=[("", _("Vælg …")), *HostRequest.Topic.choices],
        error_messages={"required": _("Vælg det emne, der passer bedst.")},
    )
    audience = TermField(
        Audience,
        label=_("Hvem skal deltage?"),
        error_messages={
            "required": _("Vælg, hvem det er for."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        },
    )
    expected = forms.IntegerField(
        label=_("Hvor mange, cirka?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Skriv et tal."), "invalid": _("Skriv et tal, fx 25.")},
    )
    workplace = forms.CharField(
        label=_("Sted"),
        max_length=160,
        help_text=_("Skolens, klubbens eller arbejdspladsens navn."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Skriv navnet på stedet.")},
    )
    workplace_kind = WorkplaceKindField(
        label=_("Slags sted"),
        error_messages={
            "required": _("Vælg, hvad det er for et sted."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        },
    )
    address = forms.CharField(
        label=_("Adresse"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Skriv adressen, så vi kan finde derhen.")},
    )
    district = TermField(
        District,
        label=_("Bydel"),
        required=False,
        error_messages={"invalid_choice": _("Vælg en mulighed på listen.")},
    )
    wished_dates = forms.CharField(
        label=_("Hvilke dage passer jer?"),
        max_length=300,
        help_text=_("Giv gerne to eller tre muligheder, fx: tirsdage i marts kl. 14–16."),
        error_messages={"required": _("Skriv et par dage, der passer jer.")},
    )
    contact_name = forms.CharField(
        label=_("Dit navn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv dit navn.")},
    )
    contact_email = forms.EmailField(
        label=_("Din arbejdsmail"),
        max_length=254,
        help_text=_("Hertil sender vi svaret og dit personlige link."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Skriv din mailadresse."),
            "invalid": _("Skriv en hel mailadresse, fx navn@skole.dk."),
        },
    )
    contact_phone = PhoneField(
        label=_("Telefon"),
        max_length=24,
        required=False,
        help_text=_("Så kan vi ringe og aftale en dag."),
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"idempotency_key": uuid.uuid4(), **(initial or {})})
        for field in self.fields.values():
            if isinstance(field, TermField):
                field.load()

    @property
    def request(self) -> HostRequest:
        """The request, not saved; the form is valid.

        A double tap has the same key; Back, another topic and Send is another request.
        """
        data = dict(self.cleaned_data)
        email = normalise_email(data.pop("contact_email"))
        told = "\0".join([email, data["kind"], data["topic"], data["workplace"].casefold()])
        key = uuid.uuid5(data.pop("idempotency_key"), told)
        language = translation.get_language() or "da"
        return HostRequest(idempotency_key=key, contact_email=email, language=language, **data)


class HeadsForm(DesignSystemForm, forms.Form):
    """How many of each audience came, session by session; nobody is named."""

    mark_optional = False

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Audience.objects.in_bulk()
        terms = vocabulary(Audience)
        self.cells: dict[str, tuple[Session, Audience]] = {}
        self._names: dict[Session, list[str]] = defaultdict(list)
        counted = {
            (head.session_id, head.audience_id): head.number
            for head in HeadCount.objects.filter(session__activity=activity)
        }
        for session in activity.sessions.all():
            for term in terms:
                name = f"{session.pk.hex}-{term.key}"
                self.cells[name] = session, rows[term.pk]
                self._names[session].append(name)
                self.fields[name] = forms.IntegerField(
                    label=term.title,
                    min_value=0,
                    max_value=9999,
                    required=False,
                    initial=counted.get((session.pk, term.pk)),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                    error_messages={"invalid": _("Skriv et helt tal.")},
                )

    def sessions(self) -> list[tuple[str, list[BoundField]]]:
        """Return each session's time in words with its fields."""
        return [
            (capfirst(when.session_time(session)), [self[name] for name in names])
            for session, names in self._names.items()
        ]

    @property
    def heads(self) -> requests.Heads:
        """The numbers, 0 where the field was left empty; the form is valid."""
        return [
            (session, audience, self.cleaned_data[name] or 0)
            for name, (session, audience) in self.cells.items()
        ]


class AssignForm(forms.Form):
    """Give a request to a team and to one person."""

    team = forms.ChoiceField(
        label=_("Hold"), choices=HostRequest.Team.choices, widget=forms.RadioSelect
    )
    assigned_to = forms.ModelChoiceField(
        label=_("Ansvarlig"),
        queryset=get_user_model()._default_manager.none(),
        required=False,
        empty_label=_("Ikke fordelt endnu"),
    )

    def __init__(self, data: Any = None, *, request: HostRequest) -> None:
        team = request.team or requests.USUAL_TEAM[request.kind]
        initial = {"team": team, "assigned_to": request.assigned_to_id}
        super().__init__(data, initial=initial)
        people: Any = self.fields["assigned_to"]
        people.queryset = requests.handlers()


class AcceptForm(DraftForm):
    """Make an activity of a request; what the host asked for stands in it already."""

    kind = forms.ChoiceField(
        label=_("Slags"),
        # No host asks for what is discreet, and what is planned here never is.
        choices=[(k.value, k.label) for k in ActivityKind if k not in FOR_RELATIVES],
    )
    field_order = ["kind", "title", "start", "end", "place"]

    def __init__(self, data: Any = None, *, request: HostRequest) -> None:
        topic = request.get_topic_display() if request.topic != HostRequest.Topic.OTHER else ""
        what = request.get_kind_display()
        initial = {
            "kind": requests.ACTIVITY_KIND[request.kind],
            "title": (f"{what}: {topic}" if topic else f"{what}, {request.workplace}")[:160],
            "place": f"{request.workplace}, {request.address}"[:200],
        }
        super().__init__(data, initial=initial)


class DeclineForm(forms.Form):
    """Say no with a reason from the list."""

    reason = forms.ChoiceField(
        label=_("Begrundelse"),
        choices=HostRequest.Declined.choices,
        widget=forms.RadioSelect,
        help_text=_("Værten får en venlig mail, der passer til begrundelsen."),
        error_messages={"required": _("Vælg en begrundelse.")},
    )

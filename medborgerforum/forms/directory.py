"""The directory's filters, and the proposal of a joint event."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.forms.fields import TermField
from events.forms_cpr import RefuseCprMixin
from events.labels import vocabulary
from events.models import Audience, District, Theme
from events.rendering import DesignSystemForm
from medborgerforum import joint
from medborgerforum.directory import Wanted
from medborgerforum.enums import WorkLanguage
from medborgerforum.models import Association, Representative

MOST_PEOPLE = 2000


class TermSelect(forms.Select):
    """A select whose words are in Danish where the page is in a language they are not in."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Mark each word's language, but not that of "all" or "choose"."""
        option = super().create_option(*args, **kwargs)
        language = translation.get_language()
        if option["value"] and language not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
            option["attrs"]["lang"] = settings.LANGUAGE_CODE
        return option


class NameSelect(forms.Select):
    """A select of names: each decides by its own letters from which side it is read."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Let each name have its own direction."""
        option = super().create_option(*args, **kwargs)
        if option["value"]:
            option["attrs"]["dir"] = "auto"
        return option


class DirectoryFilterForm(DesignSystemForm, forms.Form):
    """District, theme and language; what is unknown is ignored rather than refused."""

    mark_optional = False
    district = forms.ChoiceField(label=_("Bydel"), required=False, widget=TermSelect)
    theme = forms.ChoiceField(label=_("Tema"), required=False, widget=TermSelect)
    language = forms.ChoiceField(label=_("Sprog"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self._set("district", [(term.key, term.title) for term in vocabulary(District)])
        self._set("theme", [(term.key, term.title) for term in vocabulary(Theme)])
        self._set("language", WorkLanguage.choices)

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        choice_field = self.fields[name]
        assert isinstance(choice_field, forms.ChoiceField)
        choice_field.choices = [("", _("Alle")), *choices]

    @property
    def wanted(self) -> Wanted:
        """What is set and known."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class JointForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """Propose an event to VINK together with one to five other members."""

    title = forms.CharField(
        label=_("Hvad skal arrangementet hedde?"),
        max_length=160,
        error_messages={"required": _("Skriv, hvad arrangementet skal hedde.")},
    )
    idea = forms.CharField(
        label=_("Hvad er idéen?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Skriv kort, hvad I vil gøre, og hvad I håber, at det fører til."),
        error_messages={"required": _("Skriv kort, hvad idéen er.")},
    )
    audience = TermField(
        Audience,
        label=_("Hvem er det for?"),
        widget=TermSelect,
        error_messages={
            "required": _("Vælg, hvem det er for."),
            "invalid_choice": _("Vælg en mulighed på listen."),
        },
    )
    expected = forms.IntegerField(
        label=_("Hvor mange kommer der, cirka?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Skriv et tal."), "invalid": _("Skriv et tal, fx 25.")},
    )
    wished_dates = forms.CharField(
        label=_("Hvilke dage passer jer?"),
        max_length=300,
        help_text=_("Giv gerne to eller tre muligheder, fx: tirsdage i marts kl. 17–19."),
        error_messages={"required": _("Skriv et par dage, der passer jer.")},
    )
    place = forms.CharField(
        label=_("Hvor kan det være?"),
        max_length=160,
        help_text=_("Stedets navn, fx jeres eget hus."),
        error_messages={"required": _("Skriv, hvor det kan være.")},
    )
    address = forms.CharField(
        label=_("Stedets adresse"),
        max_length=200,
        error_messages={"required": _("Skriv stedets adresse.")},
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    # Keys of associations: they may by chance hold ten such digits.
    cpr_unchecked_fields = frozenset(f"partner_{n}" for n in range(1, joint.MOST_PARTNERS + 1))

    def __init__(
        self,
        data: Any = None,
        *,
        representative: Representative,
        others: list[Association],
        chosen: list[str],
    ) -> None:
        """``others`` can be asked to join in; ``chosen`` are keys of some, as links name them."""
        known = {str(row.pk): row for row in others}
        initial: dict[str, Any] = {
            "idempotency_key": uuid.uuid4(),
            "place": representative.association.name,
        }
        names = [f"partner_{number}" for number in range(1, joint.MOST_PARTNERS + 1)]
        initial |= dict(zip(names, (key for key in chosen if key in known), strict=False))
        super().__init__(data, initial=initial)
        self.known, self.partner_names = known, names
        audience: Any = self.fields["audience"]
        audience.load()
        for number, name in enumerate(names, 1):
            self.fields[name] = forms.ChoiceField(
                label=_("Forening %(number)s") % {"number": number},
                choices=[("", _("Vælg …")), *((key, row.name) for key, row in known.items())],
                required=number == 1,
                widget=NameSelect,
                error_messages={
                    "required": _("Vælg mindst én forening, I vil gøre det sammen med."),
                    "invalid_choice": _("Vælg en forening på listen."),
                },
            )

    @property
    def partner_fields(self) -> list[Any]:
        """The fields in which the other associations are chosen."""
        return [self[name] for name in self.partner_names]

    @property
    def partners(self) -> list[Association]:
        """The chosen associations, each once; the form is valid."""
        keys = dict.fromkeys(self.cleaned_data[name] for name in self.partner_names)
        return [self.known[key] for key in keys if key]

    @property
    def idea_of(self) -> joint.Idea:
        """What is proposed; the form is valid."""
        names = ("title", "idea", "audience", "expected", "wished_dates", "place", "address")
        key = self.cleaned_data["idempotency_key"]
        return joint.Idea(key=key, **{name: self.cleaned_data[name] for name in names})

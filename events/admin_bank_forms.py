"""Forms of the question bank: a question in all its languages, a questionnaire's head."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityKind
from events.forms_cpr import RefuseCprMixin
from events.models import Instrument, Layout, Question
from events.surveys.bank import DEFINING, Words, words_of
from events.surveys.sheets import CHANGEABLE, FROZEN, KINDS

LENGTH = 300
KEY = RegexValidator(
    r"^[a-z][a-z0-9_-]*$", _("Brug små bogstaver a–z, tal og _ . Begynd med et bogstav.")
)


def _key(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Nøgle"), max_length=60, validators=[KEY], help_text=help_text, strip=True
    )


def direction(language: str) -> str:
    """Return in which direction a language is written, as HTML says it."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


class QuestionForm(RefuseCprMixin, forms.Form):
    """A question: what it is, and its words in six languages.

    Of one in use, only a missing language can be filled in; of a new one, the key as well.
    """

    scale = forms.ChoiceField(label=_("Skala"), choices=Question.Scale.choices)
    purpose = forms.ChoiceField(label=_("Formål"), choices=Question.Purpose.choices)
    pair = forms.SlugField(
        label=_("Par"),
        required=False,
        max_length=60,
        help_text=_("Kun til »før« og »nu«: et fælles navn for de to spørgsmål."),
    )
    moment = forms.ChoiceField(
        label=_("Tidspunkt"),
        required=False,
        choices=[("", "–"), *Question.Moment.choices],
        help_text=_("Kun til »før« og »nu«."),
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(question) if question else {}
        super().__init__(*args, **kwargs)
        if question is None:
            self.fields["key"] = _key(
                _("Står i mål og regneark. Den gælder for altid og kan ikke rettes bagefter.")
            )
            self.order_fields(["key"])
        worded = words_of(question) if question else {}
        for code, name in settings.LANGUAGES:
            self._add_language(code, name)
            if question is not None and question.in_use and code in worded:
                self._lock(f"text_{code}", f"help_{code}")
        if question is not None and question.in_use:
            self._lock(*DEFINING)

    def _add_language(self, code: str, name: Any) -> None:
        attrs = {"lang": code, "dir": direction(code)}
        self.fields[f"text_{code}"] = forms.CharField(
            label=_("%(language)s: spørgsmål") % {"language": capfirst(name)},
            max_length=LENGTH,
            required=code == settings.LANGUAGE_CODE,
            widget=forms.Textarea(attrs={**attrs, "rows": 2}),
        )
        self.fields[f"help_{code}"] = forms.CharField(
            label=_("%(language)s: hjælpetekst") % {"language": capfirst(name)},
            max_length=LENGTH,
            required=False,
            widget=forms.TextInput(attrs=attrs),
        )

    def _lock(self, *names: str) -> None:
        for name in names:
            self.fields[name].disabled = True

    def languages(self) -> Iterator[dict[str, Any]]:
        """The fields of each language, for the template."""
        for code, name in settings.LANGUAGES:
            yield {"name": name, "fields": [self[f"text_{code}"], self[f"help_{code}"]]}

    def about(self) -> Iterator[forms.BoundField]:
        """The fields that say what it is, for the template."""
        return (self[name] for name in ("key", *DEFINING) if name in self.fields)

    @property
    def told(self) -> tuple[dict[str, str], dict[str, Words]]:
        """What it is, and its words by language. Only after ``is_valid()``."""
        data = self.cleaned_data
        words = {
            code: Words(" ".join(data[f"text_{code}"].split()), data[f"help_{code}"])
            for code, _name in settings.LANGUAGES
        }
        return {name: data[name] for name in DEFINING}, words


def _initial(question: Question) -> dict[str, str]:
    known = {name: getattr(question, name) for name in DEFINING}
    for code, told in words_of(question).items():
        known |= {f"text_{code}": told.text, f"help_{code}": told.help}
    return known


class SheetForm(RefuseCprMixin, forms.Form):
    """The head of a questionnaire; of a new one, its key as well."""

    title = forms.CharField(
        label=_("Titel"), max_length=120, help_text=_("Til jer selv. Deltagerne ser den ikke.")
    )
    activity_kinds = forms.MultipleChoiceField(
        label=_("Bruges efter"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ingen kryds: kun til undersøgelser, I selv åbner, fx de årlige."),
    )
    layout = forms.ChoiceField(
        label=_("Opstilling"), choices=Layout.choices, widget=forms.RadioSelect
    )
    asks_comment = forms.BooleanField(label=_("Slutter med et fritekstfelt"), required=False)
    published = forms.BooleanField(
        label=_("Klar til brug"),
        required=False,
        help_text=_("Af flere versioner, der er klar, bruges den nyeste."),
    )

    def __init__(self, *args: Any, instrument: Instrument | None = None, **kwargs: Any) -> None:
        known: dict[str, Any] = {"layout": Layout.ALL, "asks_comment": True}
        if instrument is not None:
            known = {name: getattr(instrument, name) for name in CHANGEABLE}
        kwargs["initial"] = known
        super().__init__(*args, **kwargs)
        if instrument is None:
            self.fields["key"] = _key(_("Gælder for altid og kan ikke rettes bagefter."))
            self.order_fields(["key"])
            del self.fields["published"]
        elif instrument.in_use:
            for name in FROZEN:
                self.fields[name].disabled = True


def kind_names(instrument: Instrument) -> list[str]:
    """Return what the kinds of a questionnaire are called."""
    labels = dict(ActivityKind.choices)
    return [str(labels.get(kind, kind)) for kind in instrument.activity_kinds]

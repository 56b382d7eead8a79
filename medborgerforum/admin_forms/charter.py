"""The forms of the charter's versions and texts, and of the editor's texts."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from events.forms_cpr import RefuseCprMixin
from events.validators import validate_no_cpr
from medborgerforum import charter_drafts
from medborgerforum.charter import BINDING
from medborgerforum.charter_drafts import Words
from medborgerforum.enums import ForumLanguage, ForumTextKey
from medborgerforum.forum_texts import LEGAL, Approval, tidy
from medborgerforum.models import CharterText, CharterVersion, ForumText

LONGEST_CHARTER = 60_000  # characters
MARKS_HELP = _(
    "Blank linje mellem afsnit. «## » foran en linje gør den til overskrift, «- » til et punkt."
)


def language_attributes(language: str) -> dict[str, str]:
    """Return how a text in a language is marked in HTML."""
    return {"lang": language, "dir": "rtl" if get_language_info(language)["bidi"] else "ltr"}


class AnsweringMixin(RefuseCprMixin):
    """Who answers for a text, and since when: both or neither, and not in the future."""

    who, day = "checked_by", "checked_on"

    def clean(self) -> dict[str, Any]:
        """Want both or neither."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        name, day = data.get(self.who), data.get(self.day)
        if {self.who, self.day} & self.errors.keys():
            return data
        if bool(name) != bool(day):
            missing = self.day if name else self.who
            self.add_error(missing, _("Skriv både, hvem der står inde for teksten, og hvornår."))
        elif day and day > timezone.localdate():
            self.add_error(self.day, _("Dagen kan ikke ligge i fremtiden. Ret den."))
        return data

    @property
    def approval(self) -> Approval | None:
        """Who answers for it, where somebody does; the form is valid."""
        if not self.cleaned_data.get(self.day):
            return None
        return Approval(self.cleaned_data[self.who], self.cleaned_data[self.day])


class VersionForm(RefuseCprMixin, forms.ModelForm):
    """The number and days of a draft."""

    class Meta:
        model = CharterVersion
        fields = ("number", "valid_from", "material", "accept_by", "lapse_on", "changes")
        widgets = {
            "valid_from": AdminDateInput,
            "accept_by": AdminDateInput,
            "lapse_on": AdminDateInput,
            "changes": forms.Textarea(attrs={"rows": 3, "lang": "da"}),
        }
        help_texts = {"changes": _("Et par linjer på dansk til dem, der kender den forrige.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial["number"] = charter_drafts.proposed_number()

    def clean(self) -> dict[str, Any]:
        """Want both days of a material version, or neither."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        accept, lapse = data.get("accept_by"), data.get("lapse_on")
        if bool(accept) != bool(lapse) and not {"accept_by", "lapse_on"} & self.errors.keys():
            missing = "lapse_on" if accept else "accept_by"
            self.add_error(missing, _("Skriv begge dage, eller lad begge være tomme."))
        return data


class TextForm(AnsweringMixin, forms.Form):
    """The charter in one language. Who answers for it begins empty: the words may be others."""

    title = forms.CharField(
        label=_("Titel"), max_length=160, required=False, validators=[validate_no_cpr]
    )
    body = forms.CharField(
        label=_("Tekst"),
        max_length=LONGEST_CHARTER,
        required=False,
        help_text=MARKS_HELP,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    checked_by = forms.CharField(
        label=_("Gennemset af"),
        max_length=120,
        required=False,
        help_text=CharterText._meta.get_field("checked_by").help_text,
    )
    checked_on = forms.DateField(
        label=_("Gennemset den"), required=False, widget=AdminDateInput, localize=True
    )

    def __init__(
        self,
        data: Any = None,
        *,
        language: str,
        text: CharterText | None = None,
        words: CharterText | None = None,
        **kwargs: Any,
    ) -> None:
        """Begin with the draft ``text``, or with the ``words`` of a text that was published."""
        start = text or words
        kwargs.setdefault("initial", {"title": start.title, "body": start.body} if start else {})
        super().__init__(data, prefix=language, **kwargs)
        self.language, self.text = language, text
        for name in ("title", "body"):
            self.fields[name].widget.attrs.update(language_attributes(language))

    def clean(self) -> dict[str, Any]:
        """Want a title and a text, or neither."""
        data = super().clean()
        if {"title", "body"} & self.errors.keys():
            return data
        if bool(data.get("title")) != bool(data.get("body")):
            missing = "body" if data.get("title") else "title"
            self.add_error(missing, _("Skriv både titel og tekst, eller lad begge være tomme."))
        elif data.get("checked_on") and not data.get("title"):
            self.add_error("title", _("Der er ingen tekst at stå inde for. Skriv den først."))
        return data

    @property
    def label(self) -> str:
        """The language's own name."""
        return str(ForumLanguage(self.language).label)

    @property
    def is_binding(self) -> bool:
        """Whether it is the Danish."""
        return self.language == BINDING

    @property
    def has_words(self) -> bool:
        """Whether something is written."""
        return bool(self["title"].value() or self["body"].value())

    @property
    def words(self) -> Words:
        """What was typed; the form is valid."""
        data = self.cleaned_data
        return Words(data["title"], data["body"], self.approval)


class ForumTextForm(AnsweringMixin, forms.ModelForm):
    """One of the editor's texts in one language."""

    who, day = "approved_by", "approved_on"

    class Meta:
        model = ForumText
        fields = ("body", "approved_by", "approved_on")
        widgets = {"body": forms.Textarea(attrs={"rows": 14}), "approved_on": AdminDateInput}
        help_texts = {"body": MARKS_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The approval that is stored is none of words that are being changed.
        self.initial = {**self.initial, "approved_by": "", "approved_on": None}
        self.fields["body"].required = self.instance.language == BINDING
        self.fields["body"].widget.attrs.update(language_attributes(self.instance.language))
        if self.instance.key not in LEGAL:
            del self.fields["approved_by"], self.fields["approved_on"]

    def clean(self) -> dict[str, Any]:
        """Want words where somebody answers for them."""
        data = super().clean()
        if data.get("approved_on") and not tidy(data.get("body", "")):
            self.add_error("body", _("Der er ingen tekst at stå inde for. Skriv den først."))
        return data

    def _post_clean(self) -> None:
        # The instance tells which words are stored; the rule writes, and takes approvals back.
        pass

    @property
    def is_legal(self) -> bool:
        """Whether the wording counts only once it is approved."""
        return ForumTextKey(self.instance.key) in LEGAL

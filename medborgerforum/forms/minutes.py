"""What those who were there write about the draft, and what the archive is searched for."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms_cpr import RefuseCprMixin
from events.rendering import DesignSystemForm
from medborgerforum import archive

LONGEST = 2000  # characters of a comment, as the model has it


class CommentForm(RefuseCprMixin, DesignSystemForm, forms.Form):
    """One comment, on a point or on the minutes as a whole."""

    text = forms.CharField(
        label=_("Hvad skal ændres?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Skriv, hvad der skal ændres."),
            "max_length": _("Skriv højst %(limit_value)d tegn. Du har skrevet %(show_value)d."),
        },
    )
    point = forms.UUIDField(required=False, widget=forms.HiddenInput)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, point: uuid.UUID | None = None) -> None:
        super().__init__(
            data,
            initial={"point": point, "idempotency_key": uuid.uuid4()},
            auto_id=f"comment-{point.hex[:8] if point else 'all'}-%s",
        )


class ArchiveForm(DesignSystemForm, forms.Form):
    """Search the archive; what cannot be understood narrows nothing."""

    mark_optional = False

    q = forms.CharField(
        label=_("Søg efter"),
        required=False,
        max_length=archive.LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    year = forms.TypedChoiceField(label=_("År"), required=False, coerce=int, empty_value=None)
    only = forms.TypedChoiceField(
        label=_("Vis"),
        required=False,
        coerce=archive.Only,
        empty_value=None,
        choices=[
            ("", _("Alt")),
            (archive.Only.DECISIONS.value, _("Kun beslutninger")),
            (archive.Only.FOLLOW_UPS.value, _("Kun opfølgninger, der ikke er gjort")),
        ],
    )

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data, auto_id="archive-%s")
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        year.choices = [("", _("Alle år")), *((one, str(one)) for one in years)]

    @property
    def query(self) -> archive.Query:
        """What to look for."""
        self.is_valid()
        said = self.cleaned_data
        typed = said.get("q") or str(self.data.get("q", ""))
        return archive.Query.of(typed, said.get("year"), said.get("only"))

"""A form mixin that refuses CPR numbers in everything people type."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from events.validators import validate_no_cpr


class RefuseCprMixin(forms.BaseForm):
    """Refuse CPR numbers in every text of the form, each error on the field it is about.

    Put it before ``Form`` or ``ModelForm`` in the bases. Every string is read, at any depth of
    a list or mapping, so a field added later is covered without a word. Machine-made values
    that may by chance hold ten such digits (a signed token, a puzzle's answer) are named in
    ``cpr_unchecked_fields``.
    """

    cpr_unchecked_fields: ClassVar[frozenset[str]] = frozenset()

    def _clean_fields(self) -> None:
        # Not clean(): a form that overrides it without super() would silently lose the check,
        # and the form's own clean() should never get to see the number.
        super()._clean_fields()  # type: ignore[misc]
        for name in self.fields:
            if name in self.cpr_unchecked_fields:
                continue
            try:
                for text in _texts(self.cleaned_data.get(name)):
                    validate_no_cpr(text)
            except ValidationError as error:
                self.add_error(name, error)


def _texts(value: Any) -> Iterator[str]:
    """Yield the strings in ``value``; querysets and model instances are left alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _texts(item)

"""How the portal's public forms are drawn: as fields of the Danish public design system.

A form takes part by inheriting :class:`DesignSystemForm`. The project's ``FORM_RENDERER`` is left
alone on purpose, because the Wagtail admin draws its own forms with it.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.translation import get_language

_CSS_CLASSES = {
    "radio": "form-radio",
    "checkboxes": "form-checkbox",
    "checkbox": "form-checkbox",
    "select": "form-select",
    "textarea": "form-input",
    "input": "form-input",
}


def control_kind(widget: forms.Widget) -> str:
    """Name the kind of control a widget draws: a key of the class table, or ``"other"``."""
    # The order matters: in Django a RadioSelect is no Select, but a CheckboxSelectMultiple is a
    # RadioSelect.
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radio"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (Input, "input"),
    )
    return next((kind for base, kind in kinds if isinstance(widget, base)), "other")


def in_its_language(text: str, language: str) -> str:
    """Return words of a language, marked as such in a page that is in another one.

    For what is there in Danish only: a screen reader must know, and Danish runs left to right.
    """
    if not text or language == get_language():
        return escape(text)
    return format_html('<span lang="{}" dir="ltr">{}</span>', language, text)


class DesignSystemBoundField(BoundField):
    """A bound field that knows its control's kind and gives it the design system's class."""

    @property
    def control(self) -> str:
        """The kind of control, see :func:`control_kind`; the field template branches on it."""
        return control_kind(self.field.widget)

    @property
    def first_control_id(self) -> str:
        """Id of the element an error message should lead to (a group's first option)."""
        suffix = "_0" if self.control in {"radio", "checkboxes"} else ""
        return f"{self.auto_id}{suffix}"

    def build_widget_attrs(
        self, attrs: Mapping[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the control's CSS class to Django's own attributes (``required``, ``aria-*``)."""
        built = super().build_widget_attrs(dict(attrs), widget)
        used = widget or self.field.widget
        if not used.is_hidden and (own := _CSS_CLASSES.get(control_kind(used))):
            given = built.get("class") or used.attrs.get("class", "")
            built["class"] = f"{own} {given}".strip()
        return built


class DesignSystemRenderer(DjangoTemplates):
    """Draw fields with ``templates/components/forms``, widgets with Django's own templates."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = DesignSystemBoundField

    def get_template(self, template_name: str) -> Any:
        """Find our own templates in the project's tree, all others where Django keeps them."""
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)


class DesignSystemForm(forms.BaseForm):
    """Mixin for a public ``Form`` or ``ModelForm``; put it first among the bases.

    Fields that may stay empty are marked "(valgfrit)" in words. A form whose fields are all
    voluntary, such as a survey, sets ``mark_optional = False`` and says so once instead.
    """

    default_renderer = DesignSystemRenderer
    mark_optional = True

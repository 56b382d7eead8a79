"""Draw forms that are not ours, such as allauth's, with the fields of the design system."""

from django import forms, template
from django.utils.safestring import SafeString

from events.rendering import DesignSystemBoundField, DesignSystemRenderer

register = template.Library()


@register.simple_tag
def design_system_fields(form: forms.BaseForm) -> SafeString:
    """Return error summary and fields of the form, labels always visible."""
    form.renderer = DesignSystemRenderer()
    form.bound_field_class = DesignSystemBoundField
    # Fields that were looked at before are bound in Django's own way; bind them anew.
    form.__dict__["_bound_fields_cache"] = {}
    return form.render("components/forms/form.html")

"""Users in Wagtail's admin: administrators give roles, nobody makes a superuser there."""

from typing import Any

from django.forms import BaseForm, ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class _NoSuperuserMixin(BaseForm):
    """Show the mark of a superuser, but never take it from the form.

    Wagtail lets whoever may change users set it, and a superuser passes every permission.
    A disabled field keeps the value it has, whatever is posted.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("is_superuser"):
            field.disabled = True
            field.help_text = _("Ingen rolle er superbruger. Kan ikke sættes her.")


class StaffCreationForm(_NoSuperuserMixin, UserCreationForm):
    """Create a user with roles."""


class StaffEditForm(_NoSuperuserMixin, UserEditForm):
    """Change a user and her roles."""


class UserViewSet(WagtailUserViewSet):
    """Wagtail's users with our forms."""

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """Return the form without a way to become superuser."""
        return StaffEditForm if for_update else StaffCreationForm

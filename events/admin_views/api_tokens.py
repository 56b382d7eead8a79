"""The keys of the API, under the settings: Wagtail's own pages, with names of people to choose.

Wagtail registers them only with its page API, which the portal does not serve; and it shows
users by their text, which here holds no name.
"""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.users.views import api_tokens


class OwnerField(forms.ModelChoiceField):
    """Choose a person by name and address."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Asger Holst (arrangoer@vink.example)"."""
        return f"{obj.get_full_name()} ({obj.email})"


class TokenForm(api_tokens.APITokenForm):
    """A name for the key, and whose it is."""

    name = forms.CharField(max_length=255, label=_("Navn"), help_text=_("Fx systemets navn."))
    user = OwnerField(
        queryset=None,
        label=_("Bruger"),
        help_text=_("Nøglen kan det, som brugeren må. Vælg en, der må køre aktiviteter."),
    )


class TokenIndexView(api_tokens.IndexView):
    """The keys, with the names of their owners."""

    page_title = _("API-nøgler")
    filterset_class = None

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Navn"), get_url=self.get_edit_url),
            Column("prefix", label=_("Begynder med")),
            Column("user", accessor=lambda token: token.user.get_full_name(), label=_("Bruger")),
            Column("created", label=_("Oprettet")),
            Column("last_used_at", label=_("Sidst brugt")),
            Column("revoked_at", label=_("Lukket")),
        ]


class TokenViewSet(api_tokens.APITokenViewSet):
    """Make, name and close keys."""

    menu_label = _("API-nøgler")
    index_view_class = TokenIndexView

    def get_form_class(self, for_update: bool = False) -> Any:
        """Choose the owner by name; afterwards only the key's name can be changed."""
        return super().get_form_class(for_update=True) if for_update else TokenForm

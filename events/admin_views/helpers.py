"""Speakers, ambassadors, interpreters: who helps at one activity, and what they answered.

Discreet activities have none: their pages and mails are not neutral.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from events import helpers
from events.admin_views.asking import AskingView
from events.admin_views.buttons import step_url
from events.admin_views.participants import ActivityPageMixin
from events.forms.helpers import HelperForm
from events.models import ActivityHelper

Answer = ActivityHelper.Answer


class HelperPage(ActivityPageMixin):
    """Mixin, first among the bases: of one activity that is not discreet."""

    header_icon = "user"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the activity up for this user; a discreet one has no helpers."""
        super().setup(request, *args, **kwargs)
        if self.activity.discreet:
            raise Http404


class HelperIndexView(HelperPage, generic.IndexView):
    """Who helps, and who has said what."""

    model = ActivityHelper
    page_title = _("Medvirkende")
    any_permission_required = None
    paginate_by = 50
    default_ordering = "part"
    is_searchable = False
    add_item_label = _("Tilføj en medvirkende")

    def get_base_queryset(self) -> Any:
        """Return those of this activity."""
        return ActivityHelper.objects.filter(activity=self.activity)

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Navn"), sort_key="name", get_url=self.get_edit_url),
            Column("part", accessor="get_part_display", label=_("Opgave"), sort_key="part"),
            StatusTagColumn(
                "answer",
                accessor="get_answer_display",
                label=_("Svar"),
                sort_key="answer",
                primary=lambda row: row.answer == Answer.YES,
            ),
            Column("reached_by", accessor=_reached_by, label=_("Træffes på")),
            Column("room", label=_("Lokale")),
        ]

    def get_edit_url(self, instance: ActivityHelper) -> str:
        """Return the address of the helper's form."""
        return _url("helper", instance)

    def get_list_more_buttons(self, instance: ActivityHelper) -> list[Button]:
        """Return what one can do for this helper."""
        buttons = [Button(_("Ret"), self.get_edit_url(instance), icon_name="edit")]
        if instance.email and helpers.is_open(self.activity):
            label = _("Spørg på mail")
            if instance.answer != Answer.NOT_ASKED:
                label = _("Send mailen igen")
            buttons.append(Button(label, _url("ask_helper", instance), icon_name="mail"))
        buttons.append(Button(_("Fjern"), _url("remove_helper", instance), icon_name="bin"))
        return buttons

    def get_index_url(self) -> str:
        """Return the address of the list."""
        return step_url(self.activity, "helpers")

    def get_index_results_url(self) -> str:
        """Return none: the list is small and drawn whole."""
        return ""

    def get_add_url(self) -> str:
        """Return the address of adding one."""
        return step_url(self.activity, "add_helper")

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run activities: checked on entering."""
        return True

    user_has_any_permission = user_has_permission


def _reached_by(row: ActivityHelper) -> str:
    return row.email or row.phone or "–"


def _url(step: str, row: ActivityHelper) -> str:
    return reverse(f"activity:{step}", args=[row.activity_id, row.pk])


class HelperAsking(HelperPage, AskingView):
    """A form or question below the list of helpers."""

    refusals = (helpers.HelperRefused,)

    def next_url(self) -> str:
        """Go back to the list."""
        return step_url(self.activity, "helpers")

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list."""
        return [{"url": self.next_url(), "label": _("Medvirkende")}]


class AddHelperView(HelperAsking):
    """Write down who may help; nobody is asked yet."""

    page_title = _("Tilføj en medvirkende")
    form_class: Any = HelperForm

    def act(self, form: HelperForm) -> str:
        """Save."""
        form.instance.activity = self.activity
        form.save()
        return str(_("Gemt. Spørg på mail fra listen, når du er klar."))


class OneHelper(HelperAsking):
    """Below the list: about one helper of this activity."""

    row: ActivityHelper

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the helper up among this activity's."""
        super().setup(request, *args, **kwargs)
        rows = ActivityHelper.objects.filter(activity=self.activity).select_related("activity")
        self.row = get_object_or_404(rows, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the helper to whoever is asked."""
        return self.row.name


class HelperView(OneHelper):
    """Put a helper's details right; her page shows them at once."""

    page_title = _("Ret medvirkende")

    def make_form(self, data: Any = None) -> HelperForm:
        """Show her details."""
        return HelperForm(data, instance=self.row)

    def act(self, form: HelperForm) -> str:
        """Save."""
        form.save()
        return str(_("Oplysningerne er rettet."))


class AskHelperView(OneHelper):
    """Mail her the private page."""

    page_title = _("Spørg på mail")
    question = _(
        "Personen får en mail med tid og sted og et link til sin egen side, hvor hun svarer ja "
        "eller nej og ser lokale, udstyr og slides."
    )
    button = _("Send")

    def act(self, form: Any) -> str:
        """Ask."""
        helpers.ask(self.row)
        return str(_("Mailen er på vej."))


class RemoveHelperView(OneHelper):
    """Take a helper off the list."""

    page_title = _("Fjern medvirkende")
    question = _("Oplysningerne slettes, og linket til siden lukkes. Der sendes ingen mail.")
    button = _("Fjern")
    serious = True

    def act(self, form: Any) -> str:
        """Delete."""
        self.row.delete()
        return str(_("Personen er fjernet."))


def urlpatterns() -> list:
    """Return what stands below an activity."""
    one = "<uuid:activity_pk>/medvirkende/"
    return [
        path(one, HelperIndexView.as_view(), name="helpers"),
        path(f"{one}ny/", AddHelperView.as_view(), name="add_helper"),
        path(f"{one}<uuid:pk>/", HelperView.as_view(), name="helper"),
        path(f"{one}<uuid:pk>/spoerg/", AskHelperView.as_view(), name="ask_helper"),
        path(f"{one}<uuid:pk>/fjern/", RemoveHelperView.as_view(), name="remove_helper"),
    ]

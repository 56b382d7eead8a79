"""The participants of one activity as a list: searched, filtered, sorted, chosen among."""

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.ui.tables import (
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from events import participants
from events.admin_views.activity import seats_text
from events.admin_views.bulk_buttons import bulk_buttons
from events.admin_views.buttons import activity_buttons, step_url, survey_code_buttons
from events.admin_views.closed import RunActivityMixin
from events.admin_views.participant_filters import ParticipantFilterSet, search, team_label
from events.admin_views.person_actions import participant_url, person_actions
from events.enums import RegistrationSource
from events.models import Registration
from events.workshops import has_workshops

UNNAMED = _("(navn mangler endnu)")
# Columns that a phone leaves out: they stand on the page of the person.
WIDE_ONLY = "vk-wide"


class ActivityPageMixin(RunActivityMixin, WagtailAdminTemplateMixin):
    """Title and breadcrumbs of a page below an activity."""

    header_icon = "group"

    def get_page_subtitle(self) -> str:
        """Name the activity."""
        return self.activity.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back through the activity to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("activity:index"), "label": _("Aktiviteter")},
            {
                "url": reverse("activity:edit", args=[self.activity.pk]),
                "label": self.activity.title,
            },
            *self.middle_crumbs(),
            {
                "url": "",
                "label": self.get_page_title(),
                "sublabel": self.get_page_subtitle(),
            },
        ]

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Return what stands between the activity and this page."""
        return []


def status_text(registration: Registration) -> str:
    """Return the status in words, with the number in line of those who wait."""
    status = str(registration.get_status_display())
    number = getattr(registration, "number_in_line", None)
    if not (registration.is_waiting and number):
        return status
    return str(_("%(status)s, nr. %(number)s") % {"status": status, "number": number})


def workplace_text(registration: Registration) -> str:
    """Return "Fyrtårnsskolen (Skole)", or the one of the two that is known."""
    kind = str(registration.workplace_kind or "")
    if registration.workplace and kind:
        return f"{registration.workplace} ({kind})"
    return registration.workplace or kind


def remarks(registration: Registration) -> str:
    """Return what is out of the ordinary: mail that fails, a team, a substitute."""
    said: list[Any] = []
    if registration.bounced_on:
        said.append(_("Mail kom retur"))
    elif registration.is_active and registration.name and not registration.email:
        said.append(_("Ingen e-mail"))
    if registration.booking.is_team:
        said.append(_("Gruppe: %(name)s") % {"name": team_label(registration.booking)})
    if registration.replaces_id:
        said.append(_("Afløser en kollega"))
    if registration.booking.source == RegistrationSource.WALK_IN:
        said.append(_("Mødt op på dagen"))
    if registration.ended:
        said.append(registration.get_ended_display())
    return " · ".join(str(part) for part in said)


def workshops_text(registration: Registration) -> str:
    """Return her workshops, from what was prefetched, with where she only waits or wishes."""
    parts = []
    for chosen in registration.chosen.all():
        state = "" if chosen.state == "seated" else f" ({chosen.get_state_display().lower()})"
        parts.append(f"{chosen.choice.title}{state}")
    return " · ".join(parts)


class ParticipantIndexView(ActivityPageMixin, generic.IndexView):
    """Everyone signed up for one activity; never a list across activities.

    A fixed number of queries, however many there are.
    """

    model = Registration
    page_title = _("Deltagere")
    any_permission_required = None
    paginate_by = 50
    default_ordering: str = "sort_key"
    is_searchable = False  # not Wagtail's way, which puts what is typed into the address
    template_name = "wagtailadmin/events/participants.html"
    results_template_name = "wagtailadmin/events/participants_results.html"
    http_method_names = ["get", "head", "post", "options"]
    index_url_name = "activity:participants"
    index_results_url_name = "activity:participants_results"
    step = "participants"

    def get_base_queryset(self) -> Any:
        """Start from what the user may see, of this one activity."""
        visible = Registration.objects.visible_to(self.request.user)
        people = visible.filter(activity=self.activity).listed()
        people = people.select_related("workplace_kind", "booking")
        return people.prefetch_related("chosen__choice") if self.has_workshops else people

    @cached_property
    def has_workshops(self) -> bool:
        """Whether people choose among workshops here; remembered for the buttons of the rows."""
        self.activity.has_choices = has_workshops(self.activity)
        return self.activity.has_choices

    def order_queryset(self, queryset: Any) -> Any:
        """Put those alike in a fixed order, so that none is missing between two pages."""
        return super().order_queryset(queryset).order_by(self.ordering, "pk")

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Tell the filters which activity's workshops and groups they choose among."""
        return {**super().get_filterset_kwargs(), "activity": self.activity}

    filterset_class = ParticipantFilterSet

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list narrowed by a search: posted, since a name may not stand in a URL."""
        return self.get(request, *args, **kwargs)

    @cached_property
    def search_query(self) -> str:
        """What was typed, without spaces around it."""
        return self.request.POST.get("q", "").strip()

    def search_queryset(self, queryset: Any) -> Any:
        """Find by name, workplace, e-mail or phone."""
        return search(queryset, self.search_query)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the search, which Wagtail does not know of, and what can be done to many."""
        return super().get_context_data(
            *args,
            is_searching=self.is_searching,
            query_string=self.search_query,
            activity=self.activity,
            bulk_buttons=bulk_buttons(self.activity),
            export_url=self.export_url,
            **kwargs,
        )

    def get_table(self, object_list: Any) -> Any:
        """Number those of the page who stand in line."""
        rows = list(object_list)
        numbers = participants.numbers_in_line(rows)
        for row in rows:
            row.activity = self.activity  # at hand, so that no row asks for it again
            row.number_in_line = numbers.get(row.pk)
        return super().get_table(rows)

    @cached_property
    def columns(self) -> list[Any]:
        """What the list shows."""
        title_column = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="registration"),
            title_column(
                "name",
                label=_("Navn"),
                accessor=lambda registration: registration.name or UNNAMED,
                sort_key="sort_key",
                get_url=self.get_edit_url,
                get_title_id=lambda registration: f"registration_{quote(registration.pk)}_title",
                width="25%",
            ),
            Column(
                "workplace",
                accessor=workplace_text,
                label=_("Arbejdsplads"),
                sort_key="workplace",
                classname=WIDE_ONLY,
            ),
            Column(
                "role",
                accessor="get_role_display",
                label=_("Rolle"),
                sort_key="role",
                classname=WIDE_ONLY,
            ),
            *self.middle_columns(),
            DateColumn("created_at", label=_("Tilmeldt"), sort_key="created_at"),
        ]

    def middle_columns(self) -> list[Column]:
        """Return the columns on where she stands."""
        status = StatusTagColumn(
            "status",
            accessor=status_text,
            label=_("Status"),
            sort_key="status",
            primary=lambda registration: registration.is_confirmed,
        )
        workshops = Column("workshops", accessor=workshops_text, label=_("Workshops"))
        said = Column("remarks", accessor=remarks, label=_("Bemærk"))
        return [status, *([workshops] if self.has_workshops else []), said]

    def get_index_url(self) -> str:
        """Return the address of the list."""
        return step_url(self.activity, self.step)

    def get_index_results_url(self) -> str:
        """Return the address of the list without its frame."""
        return step_url(self.activity, f"{self.step}_results")

    def get_edit_url(self, instance: Registration) -> str:
        """Return the address of the person's page."""
        return participant_url(instance, "participant")

    def get_list_more_buttons(self, instance: Registration) -> list[Button]:
        """Return what one can do for this person."""
        see = Button(_("Se og ret"), self.get_edit_url(instance), icon_name="edit", priority=1)
        return [see, *person_actions(instance)]

    def get_add_url(self) -> str:
        """Return the address of signing someone up."""
        return step_url(self.activity, "sign_up")

    add_item_label = _("Tilmeld en person")

    @property
    def export_url(self) -> str:
        """Return where the list, as it is narrowed now, becomes a spreadsheet; "" for discreet."""
        if self.activity.discreet:
            return ""
        narrowed = self.request.GET.copy()
        for own in (self.page_kwarg, "_w_filter_fragment", "ordering"):
            narrowed.pop(own, None)
        url = step_url(self.activity, "export")
        return f"{url}?{narrowed.urlencode()}" if narrowed else url

    @cached_property
    def header_buttons(self) -> list:
        """Sign someone up; see the queue. More would hide the title on a phone."""
        return [
            self.add_button,
            HeaderButton(_("Køen"), step_url(self.activity, "queue"), icon_name="list-ol"),
        ]

    @cached_property
    def header_more_buttons(self) -> list:
        """Add the list to take along and the activity's steps."""
        return [
            *self.list_buttons(),
            *activity_buttons(self.activity, self.request.user),
            *survey_code_buttons(self.activity),
        ]

    def list_buttons(self) -> list:
        """Return the list to take along; nobody takes a discreet one anywhere."""
        if self.activity.discreet:
            return []
        return [
            Button(_("Regneark"), self.export_url, icon_name="download", priority=29),
            Button(
                _("Deltagerliste (PDF)"),
                step_url(self.activity, "participants_pdf"),
                icon_name="doc-full-inverse",
                priority=30,
            ),
        ]

    def get_page_subtitle(self) -> str:
        """Name its seats and the activity; a phone may cut the end off."""
        return f"{seats_text(self.activity)} · {self.activity.title}"

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run activities (checked on entering), not for the model's."""
        return True

    user_has_any_permission = user_has_permission


class ParticipantPdfView(RunActivityMixin, View):
    """The printed list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out; a long list is asked for among the papers."""
        from events.admin_views.papers import hand_out

        return hand_out(request, self.activity, "deltagerliste")

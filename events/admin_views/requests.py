"""The inbox of what hosts ask for: list, one request, and the steps it can take."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale

from events import addons, requests, when
from events.admin_views.asking import AskingView
from events.forms.host_requests import AcceptForm, AssignForm, DeclineForm
from events.models import Activity, District, HostRequest
from events.permissions import may_handle_requests

NAMESPACE = "hostrequest"
SHOWN = 5
Status = HostRequest.Status


def request_url(step: str, request: HostRequest) -> str:
    """Return the address of one page of one request."""
    return reverse(f"{NAMESPACE}:{step}", args=[request.pk])


def who_has_it(request: HostRequest) -> str:
    """Return team and person who take care of a request, as far as it is given to anyone."""
    person = request.assigned_to
    name = (person.get_full_name() or person.get_username()) if person else ""
    return ", ".join(part for part in (str(request.get_team_display()), name) if part)


class HandlersOnly:
    """Mixin, first among the bases: refuse before anything is looked up."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Let in who may handle requests."""
        if not may_handle_requests(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class RequestFilterSet(WagtailFilterSet):
    """Narrow the inbox."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Hvad"), choices=HostRequest.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    team = django_filters.MultipleChoiceFilter(
        label=_("Hold"), choices=HostRequest.Team.choices, widget=forms.CheckboxSelectMultiple
    )
    district = django_filters.ModelChoiceFilter(
        label=_("Bydel"),
        queryset=lambda request: District.objects.filter(locale=Locale.get_default()),
    )

    class Meta:
        model = HostRequest
        fields: list[str] = []


class RequestIndexView(HandlersOnly, generic.IndexView):
    """The inbox, the newest first; the contact person does not stand in it."""

    model = HostRequest
    page_title = _("Forespørgsler")
    header_icon = "mail"
    any_permission_required = None
    paginate_by = 30
    default_ordering = "-created_at"
    # By place: a person is neither shown here nor searched for.
    search_fields = ["workplace", "address"]
    filterset_class = RequestFilterSet
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"

    def get_base_queryset(self) -> Any:
        """Fetch what the columns show."""
        return HostRequest.objects.select_related("assigned_to")

    def search_queryset(self, queryset: Any) -> Any:
        """Search place and address."""
        if not self.is_searching:
            return queryset
        typed = self.search_query.strip()
        found = Q()
        # SQLite folds the case of ASCII letters only.
        for spelling in {typed, typed[:1].upper() + typed[1:], typed.lower()}:
            found |= Q(workplace__icontains=spelling) | Q(address__icontains=spelling)
        return queryset.filter(found)

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        return [
            TitleColumn(
                "workplace",
                label=_("Sted"),
                sort_key="workplace",
                get_url=lambda row: request_url("detail", row),
                width="28%",
            ),
            Column("kind", accessor="get_kind_display", label=_("Hvad"), sort_key="kind"),
            Column("topic", accessor="get_topic_display", label=_("Emne")),
            StatusTagColumn(
                "status",
                accessor="get_status_display",
                label=_("Status"),
                sort_key="status",
                primary=lambda row: row.status == Status.NEW,
            ),
            Column("team", accessor=who_has_it, label=_("Hos"), sort_key="team"),
            DateColumn("created_at", label=_("Modtaget"), sort_key="created_at"),
        ]

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to handle requests (checked on entering), not for the model's."""
        return True

    user_has_any_permission = user_has_permission


class RequestPage(HandlersOnly, WagtailAdminTemplateMixin):
    """Title and breadcrumbs of a page about one request."""

    header_icon = "mail"
    row: HostRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the request up."""
        super().setup(request, *args, **kwargs)
        rows = HostRequest.objects.select_related(
            "audience", "district", "workplace_kind", "assigned_to", "activity"
        )
        self.row = get_object_or_404(rows, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the place."""
        return self.row.workplace

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the inbox."""
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        inbox = {"url": reverse(f"{NAMESPACE}:index"), "label": _("Forespørgsler")}
        return [*self.breadcrumbs_items, inbox, here]


class RequestView(RequestPage, TemplateView):
    """One request with all the host wrote, and what can be done with it."""

    template_name = "wagtailadmin/events/request.html"

    def get_page_title(self) -> str:
        """Name what is asked for."""
        return self.row.get_kind_display()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activity (if the user may see it), the count and who has it."""
        visible = Activity.objects.visible_to(self.request.user)
        activity = visible.filter(pk=self.row.activity_id).first()
        return super().get_context_data(
            row=self.row,
            who=who_has_it(self.row),
            activity=activity,
            may_change=self.request.user.has_perm("events.change_activity"),
            times=[when.session_time(session) for session in activity.sessions.all()]
            if activity
            else [],
            heads=requests.counted(activity) if activity else [],
            sections=addons.sections(addons.Place.HOST_REQUEST, self.request, self.row),
            **kwargs,
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer the steps of its status."""
        steps = []
        if self.row.status in requests.WAITING:
            steps += [(_("Aftal et besøg"), "accept", "check"), (_("Afslå"), "decline", "cross")]
        if self.row.status in {*requests.WAITING, Status.ACCEPTED}:
            steps.insert(1, (_("Giv videre"), "assign", "user"))
        return [
            HeaderButton(label, request_url(step, self.row), icon_name=icon, priority=place)
            for place, (label, step, icon) in enumerate(steps)
        ]


class RequestStep(RequestPage, AskingView):
    """A step of one request."""

    refusals = (requests.RequestRefused,)

    def next_url(self) -> str:
        """Go back to the request."""
        return request_url("detail", self.row)


class AssignView(RequestStep):
    """Give it to a team and a person."""

    page_title = _("Giv videre")
    button = _("Giv videre")

    def make_form(self, data: Any = None) -> AssignForm:
        """Offer those who may handle requests."""
        return AssignForm(data, request=self.row)

    def act(self, form: AssignForm) -> str:
        """Assign."""
        cleaned = form.cleaned_data
        by = self.request.user
        requests.assign(self.row, team=cleaned["team"], to=cleaned["assigned_to"], by=by)
        return str(_("Forespørgslen er givet videre."))


class AcceptView(RequestStep):
    """Agree on a day: it becomes an activity, and the host is told."""

    page_title = _("Aftal et besøg")
    button = _("Opret aktiviteten, og skriv til værten")

    def get_question(self) -> str:
        """Repeat the days that would suit the host."""
        return str(_("Værten ønsker: %(days)s") % {"days": self.row.wished_dates})

    def make_form(self, data: Any = None) -> AcceptForm:
        """Suggest title and place."""
        return AcceptForm(data, request=self.row)

    def act(self, form: AcceptForm) -> str:
        """Accept."""
        requests.accept(self.row, form.draft, by=self.request.user)
        return str(_("Aktiviteten er oprettet, og værten får besked på mail."))


class DeclineView(RequestStep):
    """Say no kindly."""

    page_title = _("Afslå")
    button = _("Afslå, og skriv til værten")
    serious = True
    form_class = DeclineForm

    def act(self, form: DeclineForm) -> str:
        """Decline."""
        requests.decline(self.row, reason=form.cleaned_data["reason"], by=self.request.user)
        return str(_("Forespørgslen er afslået, og værten får en venlig mail."))


class RequestsPanel(Component):
    """What hosts have asked for and nobody has taken yet. Places only, no persons."""

    name = "new_requests"
    template_name = "wagtailadmin/events/new_requests.html"
    order = 55

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the oldest first; one query."""
        waiting = HostRequest.objects.filter(status=Status.NEW).order_by("created_at")
        rows = list(waiting[: SHOWN + 1])
        shown = [{"row": row, "url": request_url("detail", row)} for row in rows[:SHOWN]]
        inbox = reverse(f"{NAMESPACE}:index")
        return {"rows": shown, "more": len(rows) > SHOWN, "inbox_url": inbox}


class _RequestMenuItem(MenuItem):
    """Shown to those who may handle requests."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the permission that the views ask for."""
        return may_handle_requests(request.user)


class RequestViewSet(ViewSet):
    """The menu item "Forespørgsler" with its views."""

    name = NAMESPACE
    url_prefix = "forespoergsler"
    icon = "mail"
    menu_label = _("Forespørgsler")
    menu_order = 120
    add_to_admin_menu = True
    menu_item_class = _RequestMenuItem

    def get_urlpatterns(self) -> list:
        """Return the inbox, the request, its steps."""
        return [
            path("", RequestIndexView.as_view(), name="index"),
            path("results/", RequestIndexView.as_view(results_only=True), name="index_results"),
            path("<uuid:pk>/", RequestView.as_view(), name="detail"),
            path("<uuid:pk>/giv-videre/", AssignView.as_view(), name="assign"),
            path("<uuid:pk>/aftal/", AcceptView.as_view(), name="accept"),
            path("<uuid:pk>/afslaa/", DeclineView.as_view(), name="decline"),
        ]

"""Networks in the admin: members, meetings, invitations. Only for those who run activities."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from events import networks
from events.admin_views.asking import AskingView
from events.admin_views.closed import ClosedViewSetMixin
from events.admin_views.participants import ActivityPageMixin
from events.forms.networks import MeetingForm, MemberForm, NetworkForm, PasteForm
from events.models import Activity, Network, NetworkMember
from events.permissions import may_run
from events.sorting import danish_sort_key


class RunnersPolicy(ModelPermissionPolicy):
    """Whoever may run activities may keep networks; nobody else sees who belongs to one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Ask for the one right."""
        return may_run(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Ask for the one right."""
        return may_run(user)


class NetworkIndexView(generic.IndexView):
    """The networks with the number of their members; no names."""

    def get_base_queryset(self) -> Any:
        """Count the members who have not left."""
        here = Count("members", filter=Q(members__left_on=None))
        return Network.objects.annotate(number=here)

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title(
                "name",
                label=_("Netværk"),
                sort_key="name",
                get_url=lambda row: reverse("network:members", args=[row.pk]),
            ),
            Column("purpose", label=_("Formål")),
            Column("number", label=_("Medlemmer"), sort_key="number"),
        ]


class NetworkDeleteView(generic.DeleteView):
    """Delete a network, unless an activity was planned for it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse with a sentence where activities lean on it."""
        if Activity.objects.filter(network=self.object).exists():
            messages.error(
                request, _("Netværket kan ikke slettes, for der er planlagt møder i det.")
            )
            return redirect("network:index")
        return super().dispatch(request, *args, **kwargs)


class NetworkPage(WagtailAdminTemplateMixin):
    """Mixin, first among the bases: permission, title and breadcrumbs below one network."""

    header_icon = "group"
    network: Network

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is looked up."""
        if not may_run(request.user):
            raise PermissionDenied
        self.network = get_object_or_404(Network, pk=kwargs["network_pk"])
        super().setup(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Name the network."""
        return self.network.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back through the members to the networks."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("network:index"), "label": _("Netværk")},
            {"url": network_url("members", self.network), "label": self.network.name},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


def network_url(step: str, network: Network) -> str:
    """Return the address of one page of one network."""
    return reverse(f"network:{step}", args=[network.pk])


class MemberIndexView(NetworkPage, generic.IndexView):
    """Who belongs to one network."""

    model = NetworkMember
    page_title = _("Medlemmer")
    any_permission_required = None
    paginate_by = 50
    default_ordering = "sort_key"
    is_searchable = False  # not Wagtail's way, which puts what is typed into the address
    template_name = "wagtailadmin/events/members.html"
    http_method_names = ["get", "head", "post", "options"]
    add_item_label = _("Tilføj et medlem")

    def get_base_queryset(self) -> Any:
        """Leave out those who left: nothing is known of them."""
        return networks.members(self.network)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list narrowed by a search: posted, since a name may not stand in a URL."""
        return self.get(request, *args, **kwargs)

    @cached_property
    def search_query(self) -> str:
        """What was typed."""
        return self.request.POST.get("q", "").strip()

    def search_queryset(self, queryset: Any) -> Any:
        """Search name, workplace and address."""
        typed = self.search_query
        if not typed:
            return queryset
        found = Q(sort_key__contains=danish_sort_key(typed)) | Q(email__icontains=typed)
        return queryset.filter(found | Q(workplace__icontains=typed))

    @cached_property
    def columns(self) -> list[Column]:
        """What the list shows."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Navn"), sort_key="sort_key"),
            Column("workplace", label=_("Arbejdsplads"), sort_key="workplace"),
            Column("email", label=_("Arbejdsmail")),
            DateColumn("joined_on", label=_("Siden"), sort_key="joined_on"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the search and the network's meetings to come."""
        meetings = Activity.objects.visible_to(self.request.user).filter(network=self.network)
        return super().get_context_data(
            *args,
            is_searching=bool(self.search_query),
            query_string=self.search_query,
            meetings=meetings.with_times().order_by("-starts_at")[:3],
            **kwargs,
        )

    def get_index_url(self) -> str:
        """Return the address of the list."""
        return network_url("members", self.network)

    def get_index_results_url(self) -> str:
        """Return none: the list is small and drawn whole."""
        return ""

    def get_edit_url(self, instance: NetworkMember) -> None:
        """Offer no editing: whoever changes job is taken off and put on."""

    def get_list_more_buttons(self, instance: NetworkMember) -> list[Button]:
        """Offer to take someone off the list."""
        url = reverse("network:remove", args=[self.network.pk, instance.pk])
        return [Button(_("Fjern fra listen"), url, icon_name="cross")]

    def get_add_url(self) -> str:
        """Return the address of adding one."""
        return network_url("add_member", self.network)

    @cached_property
    def header_buttons(self) -> list:
        """Add one, plan a meeting."""
        meeting = network_url("meeting", self.network)
        return [self.add_button, HeaderButton(_("Nyt møde"), meeting, icon_name="date")]

    @cached_property
    def header_more_buttons(self) -> list:
        """Add many; change the network itself."""
        return [
            Button(_("Indsæt mange"), network_url("paste", self.network), icon_name="table"),
            Button(_("Ret netværket"), network_url("edit", self.network), icon_name="edit"),
        ]

    def user_has_permission(self, permission: str) -> bool:
        """Ask for the right to run activities: checked on entering."""
        return True

    user_has_any_permission = user_has_permission


class NetworkAsking(NetworkPage, AskingView):
    """A form below a network."""

    def next_url(self) -> str:
        """Go back to the members."""
        return network_url("members", self.network)


class AddMemberView(NetworkAsking):
    """Put one person on the list."""

    page_title = _("Tilføj et medlem")
    form_class: Any = MemberForm

    def act(self, form: Any) -> str:
        """Add, and say how it went; the sentence names nobody."""
        added = networks.add(self.network, form.people, asked_herself=form.by_her_own_wish)
        return " ".join(_sentences(added))


class PasteMembersView(AddMemberView):
    """Put many people on the list."""

    page_title = _("Indsæt mange")
    form_class = PasteForm


def _sentences(added: networks.Added) -> Iterator[str]:
    yield ngettext(
        "%(number)s person er skrevet på listen.",
        "%(number)s personer er skrevet på listen.",
        added.added,
    ) % {"number": added.added}
    if added.known:
        yield ngettext(
            "%(number)s stod der i forvejen.", "%(number)s stod der i forvejen.", added.known
        ) % {"number": added.known}
    if added.left:
        yield ngettext(
            "%(number)s har selv forladt netværket og er ikke skrevet op igen.",
            "%(number)s har selv forladt netværket og er ikke skrevet op igen.",
            added.left,
        ) % {"number": added.left}


class RemoveMemberView(NetworkAsking):
    """Take someone off the list for good."""

    page_title = _("Fjern fra listen")
    question = _(
        "Personen får ingen invitationer mere. Navn, mail og arbejdsplads slettes, og kun en "
        "kode bliver tilbage, så ingen kommer til at skrive personen op igen."
    )
    button = _("Fjern fra listen")
    serious = True
    member: NetworkMember

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the member up in this network."""
        super().setup(request, *args, **kwargs)
        self.member = get_object_or_404(networks.members(self.network), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the person to whoever is asked."""
        return self.member.name

    def act(self, form: Any) -> str:
        """Take off."""
        networks.leave(self.member)
        return str(_("Personen er fjernet fra listen."))


class MeetingView(NetworkAsking):
    """Plan the next meeting; members are invited from the activity."""

    page_title = _("Nyt møde")
    question = _(
        "Mødet er kun for netværkets medlemmer og står ikke i kalenderen. "
        "Bagefter kan medlemmerne inviteres."
    )
    button = _("Opret mødet")
    activity: Activity | None = None

    def make_form(self, data: Any = None) -> MeetingForm:
        """Suggest the network's name as title."""
        return MeetingForm(data, network=self.network)

    def act(self, form: MeetingForm) -> str:
        """Plan."""
        self.activity = networks.plan_meeting(self.network, form.draft, by=self.request.user)
        return str(_("Mødet er oprettet. Se på det, og invitér så medlemmerne."))

    def next_url(self) -> str:
        """Go on to the invitation, once there is a meeting."""
        if self.activity:
            return reverse("activity:invite_members", args=[self.activity.pk])
        return super().next_url()


class InviteView(ActivityPageMixin, AskingView):
    """Invite the members of the activity's network, each once."""

    page_title = _("Invitér medlemmerne")
    header_icon = "mail"
    button = _("Send invitationer")
    refusals = (networks.InvitationRefused,)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Turn away from an activity that has no network, or is discreet."""
        super().setup(request, *args, **kwargs)
        if self.activity.network_id is None or self.activity.discreet:
            raise Http404

    def get_question(self) -> str:
        """Say how many are invited, and how many not again."""
        total = NetworkMember.objects.filter(network=self.activity.network_id, left_on=None).count()
        number = networks.to_invite(self.activity).count()
        if not number:
            return str(_("Alle medlemmer er inviteret eller tilmeldt i forvejen."))
        text = ngettext(
            "%(number)s medlem får en invitation på mail og kan svare med ét tryk.",
            "%(number)s medlemmer får en invitation på mail og kan svare med ét tryk.",
            number,
        ) % {"number": number}
        if total > number:
            text += " " + str(
                _("%(number)s er inviteret eller tilmeldt i forvejen og får ingen ny.")
                % {"number": total - number}
            )
        return text

    def act(self, form: Any) -> str:
        """Invite."""
        number = networks.invite(self.activity)
        return ngettext(
            "%(number)s invitation er på vej.", "%(number)s invitationer er på vej.", number
        ) % {"number": number}

    def next_url(self) -> str:
        """Go on to the activity."""
        return reverse("activity:edit", args=[self.activity.pk])


def urlpatterns() -> list:
    """Return what stands below an activity."""
    one = "<uuid:activity_pk>/"
    return [path(f"{one}inviter/", InviteView.as_view(), name="invite_members")]


class NetworkViewSet(ClosedViewSetMixin, ModelViewSet):
    """The menu item "Netværk"."""

    model = Network
    icon = "group"
    url_prefix = "netvaerk"
    menu_label = _("Netværk")
    menu_order = 130
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    ordering = "name"
    search_fields = ["name", "purpose"]
    index_view_class = NetworkIndexView
    delete_view_class = NetworkDeleteView

    def get_form_class(self, for_update: bool = False) -> Any:
        """Refuse CPR numbers."""
        return NetworkForm

    def get_permissions_to_register(self) -> Any:
        """Offer none in the editor of groups: the right to run activities decides."""
        return super().get_permissions_to_register().none()

    def get_urlpatterns(self) -> list:
        """Add members and meetings."""
        one = "<uuid:network_pk>/"
        return [
            *super().get_urlpatterns(),
            path(f"{one}medlemmer/", MemberIndexView.as_view(), name="members"),
            path(f"{one}medlemmer/ny/", AddMemberView.as_view(), name="add_member"),
            path(f"{one}medlemmer/mange/", PasteMembersView.as_view(), name="paste"),
            path(f"{one}medlemmer/<uuid:pk>/fjern/", RemoveMemberView.as_view(), name="remove"),
            path(f"{one}nyt-moede/", MeetingView.as_view(), name="meeting"),
        ]

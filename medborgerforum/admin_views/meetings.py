"""A meeting's page in the admin: seats for each association, the agenda, papers, the mail."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from events import when
from events.admin_views.steps import StepView
from events.enums import ActivityKind
from events.models import Activity
from events.permissions import Viewer
from medborgerforum import agenda, membership, seating
from medborgerforum.admin_forms.meetings import MeetingForm, PublishForm
from medborgerforum.admin_views import meeting_points
from medborgerforum.admin_views.meeting_frame import MeetingPageMixin, meeting_url
from medborgerforum.enums import PointState
from medborgerforum.models import AgendaPoint, Association
from medborgerforum.permissions import ForumStaffOnly

PER_PAGE = 50


class MeetingIndexView(ForumStaffOnly, generic.IndexView):
    """All meetings of the forum, the newest first."""

    model = Activity
    page_title = gettext_lazy("Møder i medborgerforum")
    header_icon = "group"
    any_permission_required = None
    paginate_by = PER_PAGE
    default_ordering = "-starts_at"
    is_searchable = False
    index_url_name = "forum_admin:meetings"
    index_results_url_name = "forum_admin:meetings_results"

    def get_base_queryset(self) -> Any:
        """Start from what the user may see."""
        rows = Activity.objects.visible_to(self.request.user).with_times()
        return rows.filter(kind=ActivityKind.FORUMMOEDE).select_related("forum_meeting")

    @cached_property
    def columns(self) -> list[Column]:
        """Name, day, seats, and how far the agenda is."""
        return [
            TitleColumn("title", label=_("Møde"), accessor="title", get_url=meeting_url),
            Column("starts_at", label=_("Dag"), accessor=_day),
            Column("status", label=_("Status"), accessor="get_status_display"),
            Column("taken", label=_("Tilmeldt"), accessor=lambda a: f"{a.taken}/{a.capacity}"),
            Column("agenda", label=_("Dagsorden"), accessor=_agenda_state),
        ]


def _day(activity: Activity) -> str:
    return when.moment(activity.first_start) if activity.first_start else ""


def _agenda_state(activity: Activity) -> str:
    meeting = getattr(activity, "forum_meeting", None)
    if meeting is None or meeting.agenda_published_at is None:
        return _("Ikke udsendt")
    return _("Udsendt %(day)s") % {"day": when.plain_day(meeting.agenda_published_at)}


class MeetingView(MeetingPageMixin, View):
    """The agenda in its order, what members propose, and who has how many seats."""

    page_title = gettext_lazy("Dagsorden")
    template_name = "wagtailadmin/medborgerforum/meeting.html"

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """This is the page itself."""
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.show(MeetingForm(instance=self.meeting))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the meeting's numbers."""
        form = MeetingForm(request.POST, instance=self.meeting)
        if not form.is_valid():
            messages.error(request, _("Ikke gemt. Ret det, der er markeret."))
            return self.show(form)
        form.instance.save(update_fields=list(form.fields))
        messages.success(request, _("Gemt."))
        return redirect(self.next_url())

    def show(self, form: MeetingForm) -> HttpResponse:
        """Render it, in a number of queries that does not grow with the rows."""
        points = AgendaPoint.objects.filter(meeting=self.meeting).select_related("proposed_by")
        rows = list(points.prefetch_related("papers__document").order_by(*agenda.ORDER))
        seats = WagtailPaginator(_associations(self.activity), PER_PAGE)
        page_obj = seats.get_page(self.request.GET.get("p"))
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            meeting=self.meeting,
            form=form,
            on_agenda=[row for row in rows if row.state == PointState.ON_AGENDA],
            proposed=[row for row in rows if row.state == PointState.PROPOSED],
            not_now=[row for row in rows if row.state == PointState.NOT_NOW],
            published=when.moment(self.meeting.agenda_published_at)
            if self.meeting.agenda_published_at
            else "",
            page_obj=page_obj,
            elided_page_range=page_obj.paginator.get_elided_page_range(page_obj.number),
            seats=_seat_rows(self.activity, list(page_obj.object_list)),
            page_url=meeting_url(self.activity),
        )
        return TemplateResponse(self.request, self.template_name, context)


def _associations(activity: Activity) -> Any:
    """Select the associations with people signed up, in the order of their names."""
    taken = seating.taken_by(activity)
    return Association.objects.filter(pk__in=list(taken)).order_by("sort_key", "id")


def _seat_rows(activity: Activity, rows: list[Association]) -> list[dict[str, Any]]:
    taken = seating.taken_by(activity, [row.pk for row in rows])
    standings = membership.standings(rows)
    return [
        {
            "name": row.name,
            "number": taken.get(row.pk, 0),
            "note": "" if standings[row.pk].may_sign_up else _("Kan ikke tilmelde flere nu"),
        }
        for row in rows
    ]


# --- The whole agenda ----------------------------------------------------------------------------
class AgendaStepView(MeetingPageMixin, StepView):
    """A step of the whole agenda."""

    refusals = (agenda.AgendaRefused,)


class PublishView(AgendaStepView):
    """Show the agenda to members."""

    page_title = gettext_lazy("Udsend dagsordenen")
    button = gettext_lazy("Udsend dagsordenen")
    form_class: type[forms.BaseForm] = PublishForm
    question = gettext_lazy(
        "Medlemmer kan derefter læse punkterne og hente bilagene på deres egen side, og der kan "
        "ikke foreslås flere punkter."
    )

    def act(self, form: Any) -> str:
        """Publish."""
        number = agenda.publish(self.activity, tell=form.cleaned_data["tell"], by=self.request.user)
        return _told(_("Dagsordenen er udsendt."), number)


class WithdrawAgendaView(AgendaStepView):
    """Hide the agenda again."""

    page_title = gettext_lazy("Træk dagsordenen tilbage")
    button = gettext_lazy("Træk dagsordenen tilbage")
    serious = True
    question = gettext_lazy(
        "Medlemmer kan ikke længere læse dagsordenen eller hente bilag. De får ingen mail om det."
    )

    def act(self, form: Any) -> str:
        """Withdraw."""
        agenda.withdraw(self.activity, by=self.request.user)
        return _("Dagsordenen er trukket tilbage.")


class TellAgainView(AgendaStepView):
    """Mail members once more."""

    page_title = gettext_lazy("Skriv til medlemmerne igen")
    button = gettext_lazy("Send mailen igen")
    question = gettext_lazy(
        "Alle bekræftede repræsentanter får mailen om dagsordenen igen, fx fordi den er ændret."
    )

    def act(self, form: Any) -> str:
        """Tell."""
        number = agenda.tell_again(self.activity, by=self.request.user)
        return _told("", number)


def _told(said: str, number: int) -> str:
    mails = ngettext("%(number)s mail er på vej.", "%(number)s mails er på vej.", number) % {
        "number": number
    }
    return f"{said} {mails}".strip()


def buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield the way to the meeting's page, for meetings. No query."""
    if seating.is_meeting(activity):
        yield Button(_("Dagsorden"), meeting_url(activity), icon_name="list-ol", priority=39)


def urlpatterns() -> list:
    """Return the addresses below ``/admin/medborgerforum/``."""
    one = "moeder/<uuid:activity_pk>/"
    return [
        path("moeder/", MeetingIndexView.as_view(), name="meetings"),
        path(
            "moeder/results/",
            MeetingIndexView.as_view(results_only=True),
            name="meetings_results",
        ),
        path(one, MeetingView.as_view(), name="meeting"),
        path(f"{one}udsend/", PublishView.as_view(), name="meeting_publish"),
        path(f"{one}traek-tilbage/", WithdrawAgendaView.as_view(), name="meeting_withdraw"),
        path(f"{one}skriv-igen/", TellAgainView.as_view(), name="meeting_tell"),
        *meeting_points.urlpatterns(),
    ]

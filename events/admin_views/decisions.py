"""The queue of one activity: who stands where and why, what is kept for whom, and until when."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.widgets.button import HeaderButton

from events import decisions, planning, seats, waitlist, when
from events.admin_forms import FillForm, ResizeForm
from events.admin_views.activity import seats_text
from events.admin_views.buttons import step_url
from events.admin_views.participant_filters import team_label
from events.admin_views.participants import UNNAMED, ActivityPageMixin
from events.admin_views.person_actions import participant_url
from events.admin_views.steps import StepView
from events.enums import ActivityStatus, RegistrationStatus, WaitlistMode
from events.models import Activity, Booking, QueueDecision, Registration

PER_PAGE = 50
LATEST = 20
OVER = {ActivityStatus.HELD, ActivityStatus.CANCELLED}


class QueueView(ActivityPageMixin, View):
    """The line in order, open offers, seats held by number, and what was decided last."""

    template_name = "wagtailadmin/events/queue.html"
    page_title = _("Køen")
    header_icon = "list-ol"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it: a fixed number of queries, fifty of the line at a time."""
        people = Registration.objects.visible_to(request.user).filter(activity=self.activity)
        page = WagtailPaginator(_line(people), PER_PAGE).get_page(request.GET.get("p"))
        counts = people.aggregate(
            **{status.value: Count("pk", filter=Q(status=status)) for status in RegistrationStatus}
        )
        context = self.get_context_data(
            view=self,
            activity=self.activity,
            counts=counts,
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            line=_places(page),
            offers=_offers(people),
            holds=_holds(self.activity, people),
            latest=_latest(people),
            is_over=self.activity.status in OVER,
            by_phone=self.activity.starts_within(waitlist.BY_PHONE),
            urls={s: step_url(self.activity, s) for s in ("fill", "resize", "pending", "queue")},
        )
        return TemplateResponse(request, self.template_name, context)

    def get_page_subtitle(self) -> str:
        """Name the seats and the activity."""
        return f"{seats_text(self.activity)} · {self.activity.title}"

    @property
    def header_buttons(self) -> list:
        """Lead back to everyone."""
        url = step_url(self.activity, "participants")
        return [HeaderButton(_("Deltagere"), url, icon_name="group")]


def _line(people: Any) -> Any:
    """Return those waiting, in order, each with the key of the last that was decided on her."""
    last = QueueDecision.objects.filter(registration=OuterRef("pk")).order_by("-at", "-pk")
    return (
        people.in_line()
        .select_related("booking")
        .annotate(last_decision=Subquery(last.values("pk")[:1]))
    )


def _places(page: Page) -> list[dict[str, Any]]:
    """Return the page's people with number, group, since when, and why they wait."""
    rows = list(page.object_list)
    said = {
        row.pk: decisions.sentence(row)
        for row in QueueDecision.objects.filter(
            pk__in=[r.last_decision for r in rows if r.last_decision]
        ).select_related("registration", "activity", "by")
    }
    together = Booking.objects.filter(pk__in={r.booking_id for r in rows if r.booking.together})
    sizes = dict(
        together.annotate(
            size=Count("registrations", filter=Q(registrations__status=RegistrationStatus.WAITING))
        ).values_list("pk", "size")
    )
    return [
        {
            "number": number,
            "name": row.name or UNNAMED,
            "url": participant_url(row, "participant"),
            "out_of_turn_url": participant_url(row, "seat_out_of_turn"),
            "team": team_label(row.booking) if row.booking.is_team else "",
            "together": sizes.get(row.booking_id, 0),
            "since": when.moment(row.created_at),
            "why": said.get(row.last_decision, ""),
        }
        for number, row in enumerate(rows, start=page.start_index() if rows else 1)
    ]


def _offers(people: Any) -> list[dict[str, Any]]:
    """Return those who have a seat offered, the first to run out first."""
    rows = people.filter(status=RegistrationStatus.OFFERED).order_by("expires_at", "pk")
    return [
        {
            "name": row.name or UNNAMED,
            "url": participant_url(row, "participant"),
            "accept_url": participant_url(row, "accept"),
            "decline_url": participant_url(row, "decline"),
            "until": when.moment(row.expires_at) if row.expires_at else "",
        }
        for row in rows[:PER_PAGE]
    ]


def _holds(activity: Activity, people: Any) -> list[dict[str, Any]]:
    """Return each booking that has seats without a name yet, the first to run out first."""
    unnamed = Q(registrations__status=RegistrationStatus.HELD)
    held = Booking.objects.filter(unnamed, activity=activity, registrations__in=people)
    held = held.annotate(
        number=Count("registrations", filter=unnamed),
        until=Min("registrations__expires_at", filter=unnamed),
    ).order_by("until", "pk")
    people_url = step_url(activity, "participants")
    return [
        {
            "name": team_label(booking),
            "number": booking.number,
            "until": when.moment(booking.until) if booking.until else "",
            "url": f"{people_url}?booking={booking.pk}",
        }
        for booking in held[:PER_PAGE]
    ]


def _latest(people: Any) -> list[tuple[str, str, str, str]]:
    """Return what was decided last, as (when, who, address, sentence)."""
    rows = QueueDecision.objects.filter(registration__in=people)
    rows = rows.select_related("registration", "activity", "by").order_by("-at", "-pk")
    return [
        (
            when.moment(row.at),
            row.registration.name or str(UNNAMED),
            participant_url(row.registration, "participant"),
            decisions.sentence(row),
        )
        for row in rows[:LATEST]
    ]


class QueueStepView(StepView):
    """A step from the page of the queue."""

    header_icon = "list-ol"

    def next_url(self) -> str:
        """Go back to the queue."""
        return step_url(self.activity, "queue")

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the queue."""
        return [{"url": self.next_url(), "label": _("Køen")}]


class NobodyMoved(planning.StepRefused):
    """There was no free seat, or nobody in line who could take it."""

    message = _(
        "Ingen fik plads: der er ingen ledige pladser, eller ingen i køen, som kan tage dem."
    )


class FillView(QueueStepView):
    """Give free seats to the first in line, also in the last day before it begins."""

    page_title = _("Giv de næste plads")
    button = _("Giv plads")
    form_class = FillForm

    def get_question(self) -> str:
        """Say how many seats there are, and for whom."""
        text = ngettext(
            "Der er %(number)s ledig plads. Den går til den første i køen, og køen følges.",
            "Der er %(number)s ledige pladser. De går til de første i køen, og køen følges.",
            self.activity.free_seats,
        )
        return text % {"number": self.activity.free_seats}

    def act(self, form: FillForm) -> str:
        """Seat one after the other until seats, line or the wish run out."""
        number = 0
        while number < form.cleaned_data["number"] and (
            moved := waitlist.fill_next(self.activity, by=self.request.user)
        ):
            number += moved
        if not number:
            raise NobodyMoved
        return ngettext(
            "%(number)s person har fået plads eller tilbud.",
            "%(number)s personer har fået plads eller tilbud.",
            number,
        ) % {"number": number}


class ResizeView(QueueStepView):
    """Change the number of seats; whoever waits moves up where there is room."""

    page_title = _("Ændr antal pladser")
    button = _("Gem antallet")
    form_class = ResizeForm
    question = _(
        "Flere pladser: de første i køen får dem, og de får besked. Færre pladser: ingen mister "
        "sin plads. Er der flere tilmeldte end pladser, regnes resten som overbookede, og ingen "
        "rykker op, før der igen er plads."
    )

    def get_form(self, data: Any = None) -> ResizeForm:
        """Start from the present number."""
        return ResizeForm(data, initial={"capacity": self.activity.capacity})

    def act(self, form: ResizeForm) -> str:
        """Resize."""
        before = self._waiting()
        seats.resize(self.activity, form.cleaned_data["capacity"], by=self.request.user)
        moved = max(0, before - self._waiting())
        if not moved:
            return str(_("Antallet af pladser er ændret."))
        if self.activity.waitlist_mode == WaitlistMode.OFFER:
            return ngettext(
                "Antallet af pladser er ændret, og %(number)s person i køen er tilbudt plads.",
                "Antallet af pladser er ændret, og %(number)s personer i køen er tilbudt plads.",
                moved,
            ) % {"number": moved}
        return ngettext(
            "Antallet af pladser er ændret, og %(number)s person er rykket op fra køen.",
            "Antallet af pladser er ændret, og %(number)s personer er rykket op fra køen.",
            moved,
        ) % {"number": moved}

    def _waiting(self) -> int:
        return Registration.objects.filter(activity=self.activity).in_line().count()


def urlpatterns() -> list:
    """Return the addresses of the queue."""
    one = "<uuid:activity_pk>/"
    return [
        path(f"{one}koe/", QueueView.as_view(), name="queue"),
        path(f"{one}koe/giv-plads/", FillView.as_view(), name="fill"),
        path(f"{one}koe/pladser/", ResizeView.as_view(), name="resize"),
    ]

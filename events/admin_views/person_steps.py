"""The steps for one participant: each asks on GET and acts on POST only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from events import applying, approval, cancellation, offers, participants, planning, waitlist
from events.admin_forms import RefuseForm, SeatOutOfTurnForm
from events.admin_views.buttons import step_url
from events.admin_views.closed import registration_to_run
from events.admin_views.participants import UNNAMED
from events.admin_views.person_actions import participant_url
from events.admin_views.steps import StepView
from events.enums import EndReason
from events.models import Registration
from events.registration import resend_confirmation


class PersonStepView(StepView):
    """A step for one participant."""

    registration: Registration
    refusals: tuple[type[Exception], ...] = (
        planning.StepRefused,
        cancellation.TooLate,
        waitlist.NotInLine,
        approval.NotPending,
        offers.OfferOver,
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the person up among this activity's."""
        super().setup(request, *args, **kwargs)
        self.registration = registration_to_run(request.user, self.activity, kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Name the person to whoever is asked."""
        return self.registration.name or str(UNNAMED)

    def next_url(self) -> str:
        """Go back to the person."""
        return participant_url(self.registration, "participant")

    def middle_crumbs(self) -> list[dict[str, Any]]:
        """Come from the list and the person."""
        return [
            {"url": step_url(self.activity, "participants"), "label": _("Deltagere")},
            {"url": self.next_url(), "label": self.get_page_subtitle()},
        ]


class ResendView(PersonStepView):
    """Send the confirmation once more."""

    page_title = _("Send bekræftelse igen")
    question = _("Personen får den mail igen, som passer til tilmeldingens status nu.")
    button = _("Send")

    def act(self, form: Any) -> str:
        """Send."""
        resend_confirmation([self.registration])
        return str(_("Mailen er på vej."))


class RenewLinkView(PersonStepView):
    """A new personal link, when the old one fell into the wrong hands."""

    page_title = _("Nyt personligt link")
    question = _(
        "Det link, personen har fået, holder op med at virke, og en ny mail med et nyt link "
        "sendes. Bruges, når mailen er havnet hos en forkert."
    )
    button = _("Lav et nyt link")

    def act(self, form: Any) -> str:
        """Renew."""
        participants.renew_link(self.registration)
        return str(_("Det gamle link virker ikke længere. En mail med det nye er på vej."))


class ApproveView(PersonStepView):
    """Say yes to one sign-up."""

    page_title = _("Godkend")
    button = _("Godkend tilmeldingen")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; an application is answered elsewhere, so that is said at once."""
        if applying.has_applied(self.registration):
            return self.refuse(None, approval.AnsweredTogether)
        return super().get(request, *args, **kwargs)

    def get_question(self) -> str:
        """Say what follows."""
        if self.activity.free_seats:
            return str(_("Personen får plads, hvis ingen står foran i køen, og besked på mail."))
        return str(_("Alle pladser er optaget, så personen kommer på ventelisten og får besked."))

    def act(self, form: Any) -> str:
        """Approve."""
        row = approval.approve(self.registration, by=self.request.user)
        if row.is_waiting:
            return str(_("Tilmeldingen er godkendt. Personen står nu på ventelisten."))
        return str(_("Tilmeldingen er godkendt, og personen har fået plads."))

    def next_url(self) -> str:
        """Go back to those who wait for an answer."""
        if applying.has_applied(self.registration):
            return applying.list_url(self.activity)
        return step_url(self.activity, "pending")


class RefuseView(ApproveView):
    """Say no to one sign-up, with a reason from the list."""

    page_title = _("Godkend ikke")
    button = _("Godkend ikke")
    form_class = RefuseForm
    serious = True

    def get_question(self) -> str:
        """Say what follows."""
        return str(_("Personen får en venlig mail med begrundelsen."))

    def act(self, form: Any) -> str:
        """Refuse."""
        approval.refuse(self.registration, form.cleaned_data["reason"], by=self.request.user)
        return str(_("Tilmeldingen er ikke godkendt, og personen får besked."))


class AcceptView(PersonStepView):
    """Say yes to an offered seat on her behalf."""

    page_title = _("Personen siger ja")
    question = _(
        "Personen har sagt ja til pladsen, fx i telefonen. Hun får en bekræftelse på mail."
    )
    button = _("Ja, personen tager pladsen")

    def act(self, form: Any) -> str:
        """Accept."""
        offers.accept(self.registration, by=self.request.user)
        return str(_("Personen har fået pladsen."))


class DeclineView(PersonStepView):
    """Say no to an offered seat on her behalf."""

    page_title = _("Personen siger nej")
    question = _("Personen har sagt nej til pladsen. Den går videre til den næste på ventelisten.")
    button = _("Nej, personen tager den ikke")
    serious = True

    def act(self, form: Any) -> str:
        """Decline."""
        offers.decline(self.registration, by=self.request.user)
        return str(_("Pladsen er gået videre."))


class ReachedView(PersonStepView):
    """Start the clock of an offer to someone who was told by phone."""

    page_title = _("Jeg har talt med personen")
    question = _("Personen har hørt om tilbuddet i telefonen. Fristen for at svare løber fra nu.")
    button = _("Ja, uret går nu")

    def act(self, form: Any) -> str:
        """Start."""
        offers.start_clock(self.registration, by=self.request.user)
        return str(_("Fristen løber nu."))


class SeatOutOfTurnView(PersonStepView):
    """Give someone in line a seat now, with a reason."""

    page_title = _("Giv plads nu")
    button = _("Giv plads nu")
    form_class = SeatOutOfTurnForm

    def get_question(self) -> str:
        """Say what it does to the others."""
        if self.activity.free_seats:
            return str(_("Personen får en ledig plads før dem, der står foran i køen."))
        return str(
            _(
                "Alle pladser er optaget, så aktiviteten bliver overbooket med én. "
                "Den næste plads, der bliver ledig, går ikke videre til ventelisten."
            )
        )

    def act(self, form: SeatOutOfTurnForm) -> str:
        """Seat the person; she gets the mail of those who move up."""
        waitlist.seat_out_of_turn(
            self.registration, reason=form.cleaned_data["reason"], by=self.request.user
        )
        return str(_("Personen har fået plads og får besked på mail, hvis der er en adresse."))


class WithdrawView(PersonStepView):
    """Withdraw one person; the seat moves on."""

    page_title = _("Meld fra")
    question = _(
        "Pladsen går videre til den næste på ventelisten. "
        "Personen får en kvittering, hvis der er en e-mail."
    )
    button = _("Meld fra")
    serious = True

    def act(self, form: Any) -> str:
        """Withdraw."""
        cancellation.withdraw(
            self.registration, reason=EndReason.WITHDRAWN_BY_STAFF, by=self.request.user
        )
        return str(_("Personen er meldt fra."))


def urlpatterns() -> list:
    """Return the addresses of the steps for one person."""
    person = "<uuid:activity_pk>/deltagere/<uuid:pk>/"
    steps = {
        "bekraeftelse": ("resend", ResendView),
        "nyt-link": ("renew_link", RenewLinkView),
        "plads": ("seat_out_of_turn", SeatOutOfTurnView),
        "afmeld": ("withdraw", WithdrawView),
        "godkend": ("approve", ApproveView),
        "afvis": ("refuse", RefuseView),
        "ja": ("accept", AcceptView),
        "nej": ("decline", DeclineView),
        "talt-med": ("reached", ReachedView),
    }
    return [
        path(f"{person}{slug}/", view.as_view(), name=name) for slug, (name, view) in steps.items()
    ]

"""How someone stands at an activity, in words: what her own page says first."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from events import applying, deadlines, waitlist, when
from events.enums import ActivityStatus, DecisionKind, EndReason, RegistrationStatus, WaitlistMode
from events.models import Activity, Registration


@dataclass(frozen=True)
class Standing:
    """One sentence to grasp at once and a few that explain it; ``tone`` colours the box."""

    tone: str  # success, info or warning
    icon: str
    heading: str
    text: str = ""


def standing(registration: Registration, activity: Activity) -> Standing:
    """Return how the person stands at the activity now, in the active language."""
    if activity.status == ActivityStatus.CANCELLED:
        # The organiser's own words follow in the page, in Danish.
        text = _("Vi beklager. Hold øje med kalenderen for nye datoer.")
        message = "" if activity.cancel_message else text
        return Standing("warning", "warning", _("Aktiviteten er aflyst"), message)
    if activity.status == ActivityStatus.HELD:
        text = _("Tak, hvis du var med. Vi sletter dine oplysninger 12 måneder efter aktiviteten.")
        return Standing("info", "info", _("Aktiviteten er afholdt"), text)
    describe = {
        RegistrationStatus.CONFIRMED: _confirmed,
        RegistrationStatus.WAITING: _waiting,
        RegistrationStatus.OFFERED: _offered,
        RegistrationStatus.PENDING: _pending,
        RegistrationStatus.HELD: _held,
        RegistrationStatus.CANCELLED: _ended,
    }[RegistrationStatus(registration.status)]
    return describe(registration, activity)


def may_withdraw(registration: Registration, now: datetime | None = None) -> bool:
    """Whether the person can still withdraw on the web; until she has a seat, always."""
    if not registration.is_active or registration.activity.status in {
        ActivityStatus.HELD,
        ActivityStatus.CANCELLED,
    }:
        return False
    if not registration.is_confirmed:
        return True
    deadline = deadlines.withdrawal_deadline(registration.activity)
    return deadline is None or (now or timezone.now()) < deadline


def was_moved_up(registration: Registration) -> bool:
    """Whether the seat came unasked, from the waiting list."""
    return (
        registration.is_confirmed
        and registration.decisions.filter(kind=DecisionKind.MOVED_UP).exists()
    )


def _confirmed(registration: Registration, activity: Activity) -> Standing:
    if was_moved_up(registration):
        text = _("Du er rykket op fra ventelisten. Vis din kode, når du kommer.")
        return Standing("success", "success", _("Du har fået en plads"), text)
    text = _("Vis din kode, når du kommer, så er du hurtigt krydset af.")
    if applying.takes_applications(activity):
        return Standing("success", "success", _("Du er optaget"), text)
    return Standing("success", "success", _("Du er tilmeldt"), text)


def _waiting(registration: Registration, activity: Activity) -> Standing:
    place = waitlist.position(registration)
    heading = _("Du er nummer %(number)s på ventelisten") % {"number": place}
    if registration.booking.together:
        text = _(
            "I kommer kun samlet, så I får plads, når der er nok til jer alle. Det sidste døgn "
            "ringer vi i stedet."
        )
    elif activity.waitlist_mode == WaitlistMode.OFFER:
        text = _(
            "Bliver der en plads, tilbyder vi dig den på mail. Så siger du ja eller nej inden "
            "en frist, der kun løber på hverdage kl. 8–18. Det sidste døgn ringer vi i stedet."
        )
    else:
        text = _(
            "Bliver der en plads, er den din med det samme, og du får en mail. Kan du så ikke "
            "alligevel, siger du det med ét tryk. Det sidste døgn ringer vi i stedet."
        )
    return Standing("info", "hourglass", heading, when.unbroken(text))


def _offered(registration: Registration, activity: Activity) -> Standing:
    if registration.expires_at is None:
        text = _("Vi ringer til dig. Du kan også svare her med det samme.")
    else:
        text = _("Svar senest %(deadline)s. Ellers går pladsen videre til den næste.") % {
            "deadline": when.deadline(registration.expires_at)
        }
    return Standing("success", "success", _("Du er tilbudt en plads"), text)


def _pending(registration: Registration, activity: Activity) -> Standing:
    if applying.takes_applications(activity):
        text = _(
            "Vi læser alle ansøgninger, før der gives plads. Du får en mail, når der er svar. "
            "Indtil da har du ikke en plads."
        )
        return Standing("info", "hourglass", _("Din ansøgning venter på svar"), text)
    text = _(
        "Alle tilmeldinger til aktiviteten bliver læst, før der gives plads. Du får en mail, "
        "når der er svar. Indtil da har du ikke en plads."
    )
    return Standing("info", "hourglass", _("Din tilmelding venter på svar"), text)


def _held(registration: Registration, activity: Activity) -> Standing:
    return Standing(
        "info", "hourglass", _("Der holdes en plads"), _held_until(registration.expires_at)
    )


def _held_until(expires_at: datetime | None) -> str:
    if expires_at is None:
        return _("Se mailen fra os for, hvad du skal gøre.")
    return _("Pladsen skal have et navn senest %(deadline)s. Ellers går den videre.") % {
        "deadline": when.deadline(expires_at)
    }


def _ended(registration: Registration, activity: Activity) -> Standing:
    heading, text = {
        EndReason.WITHDRAWN_BY_STAFF: (
            _("Du er meldt fra"),
            _("En medarbejder har meldt dig fra. Er det en fejl, så ring til os på %(phone)s."),
        ),
        EndReason.NOT_ME: (
            _("Tilmeldingen er annulleret"),
            _("Du sagde, at det ikke var dig. Tak, fordi du gav besked."),
        ),
        EndReason.DECLINED_OFFER: (
            _("Du takkede nej til pladsen"),
            _("Pladsen er gået videre til den næste. Tak, fordi du svarede."),
        ),
        EndReason.OFFER_EXPIRED: (
            _("Fristen for at svare er overskredet"),
            _("Vi hørte ikke fra dig i tide, så pladsen er gået videre til den næste."),
        ),
        EndReason.HOLD_EXPIRED: (
            _("Pladsen holdes ikke længere"),
            _("Navnet kom ikke i tide, så pladsen er gået videre."),
        ),
        EndReason.NOT_APPROVED: (
            _("Du fik ikke plads denne gang"),
            _("Vi har skrevet til dig hvorfor. Har du spørgsmål, så ring på %(phone)s."),
        ),
        EndReason.REPLACED: (
            _("En kollega har overtaget din plads"),
            _("Du er ikke længere tilmeldt, og din kollega har fået besked."),
        ),
        EndReason.MOVED: (
            _("Du er flyttet til en anden dato"),
            _("Pladsen her er gået videre til den næste."),
        ),
    }.get(
        EndReason(registration.ended or EndReason.WITHDREW),
        (_("Du er meldt fra"), _("Du har ingen plads. Tak, fordi du gav besked.")),
    )
    return Standing("warning", "info", heading, text % phone())


def phone() -> dict[str, str]:
    """Return the number to ring: as it is shown, on one line, and as a link dials it."""
    number = settings.VINK_CONTACT_PHONE
    return {
        "phone": number.replace(" ", when.NO_BREAK_SPACE),
        "phone_href": "".join(sign for sign in number if sign.isdigit() or sign == "+"),
    }

"""How someone stands, in short neutral words: what her own page says first."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses import neutral_when
from events import waitlist
from events.enums import ActivityStatus, EndReason, RegistrationStatus
from events.models import Registration


@dataclass(frozen=True)
class Standing:
    """One sentence to grasp at once and one that explains it; ``tone`` colours the box."""

    tone: str  # success, info or warning
    heading: str
    text: str = ""


def standing(registration: Registration, *, has_companion: bool = False) -> Standing:
    """Return how the person stands now, in the active language."""
    status = registration.activity.status
    if status == ActivityStatus.CANCELLED:
        return Standing("warning", _("Det er aflyst"), _("Ring til os, hvis du har spørgsmål."))
    if status == ActivityStatus.HELD:
        return Standing("info", _("Det er slut nu"), _("Tak, fordi du var med."))
    match RegistrationStatus(registration.status):
        case RegistrationStatus.CONFIRMED:
            return _confirmed(has_companion)
        case RegistrationStatus.OFFERED:
            return _offered(registration)
        case RegistrationStatus.WAITING:
            return _waiting(registration, has_companion)
        case RegistrationStatus.CANCELLED:
            return _ended(registration)
        case _:
            return Standing(
                "info",
                _("Vi har fået din tilmelding"),
                _("Du får svar fra os."),
            )


def _confirmed(has_companion: bool) -> Standing:
    heading = _("I har plads begge to") if has_companion else _("Du har en plads")
    return Standing("success", heading, _("Vi glæder os til at se dig."))


def _waiting(registration: Registration, has_companion: bool) -> Standing:
    number = waitlist.position(registration)
    text = _("Dit nummer er %(number)s. Vi giver besked, når der er en plads.") % {"number": number}
    if has_companion:
        text = _("Vi giver besked, når der er plads til jer begge to.")
    return Standing("info", _("Du står på venteliste"), text)


def _offered(registration: Registration) -> Standing:
    text = _("Sig ja eller nej her på siden.")
    if registration.expires_at:
        text = _("Svar senest %(deadline)s.") % {
            "deadline": neutral_when.deadline(registration.expires_at)
        }
    return Standing("success", _("Der er en plads til dig"), text)


def _ended(registration: Registration) -> Standing:
    if registration.ended == EndReason.OFFER_EXPIRED:
        text = _("Vi fik ikke dit svar i tide. Ring til os, hvis du stadig vil være med.")
        return Standing("warning", _("Pladsen er givet videre"), text)
    if registration.ended == EndReason.NOT_APPROVED:
        text = _("Ring til os, hvis du har spørgsmål.")
        return Standing("warning", _("Du fik ikke en plads denne gang"), text)
    text = _("Du har ingen plads nu. Ring til os, hvis det er en fejl.")
    return Standing("warning", _("Du er meldt fra"), text)

"""What staff can do for one participant in her present state: for the list and for her page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from events.enums import RegistrationStatus
from events.models import Registration
from events.workshops import has_workshops


def participant_url(registration: Registration, step: str) -> str:
    """Return the address of one view of one participant."""
    return reverse(f"activity:{step}", args=[registration.activity_id, registration.pk])


def person_actions(registration: Registration) -> Iterator[Button]:
    """Yield the steps that make sense now, the likeliest first; none once she is out."""
    if not registration.is_active:
        return
    yield from _answers(registration)
    if registration.name:
        yield from _reach(registration)
    if not registration.is_offered:
        yield _step(registration, "withdraw", _("Meld fra"), "cross", 90)


def _answers(registration: Registration) -> Iterator[Button]:
    """Yield what decides about a seat."""
    match registration.status:
        case RegistrationStatus.PENDING:
            yield _step(registration, "approve", _("Godkend"), "check", 10)
            yield _step(registration, "refuse", _("Godkend ikke"), "cross", 11)
        case RegistrationStatus.OFFERED:
            yield _step(registration, "accept", _("Personen siger ja"), "check", 10)
            yield _step(registration, "decline", _("Personen siger nej"), "cross", 11)
            if registration.expires_at is None:
                yield _step(registration, "reached", _("Jeg har talt med personen"), "comment", 12)
        case RegistrationStatus.WAITING:
            yield _step(registration, "seat_out_of_turn", _("Giv plads nu"), "pick", 10)


def _reach(registration: Registration) -> Iterator[Button]:
    """Yield what puts her details into her hands again."""
    if registration.email:
        yield _step(registration, "resend", _("Send bekræftelse igen"), "mail", 50)
        yield _step(registration, "renew_link", _("Nyt personligt link"), "key", 52)
    if has_workshops(registration.activity):
        yield _step(registration, "person_workshops", _("Vælg workshops"), "list-ul", 40)
    if slip := slip_url(registration):
        yield Button(
            _("Seddel til personen (PDF)"), slip, icon_name="doc-full-inverse", priority=51
        )


def slip_url(registration: Registration) -> str:
    """Return where her printed slip is; "" where there is none: out, or no name yet."""
    if not (registration.is_active and registration.name):
        return ""
    return participant_url(registration, "slip")


def _step(registration: Registration, step: str, label: str, icon: str, priority: int) -> Button:
    return Button(label, participant_url(registration, step), icon_name=icon, priority=priority)

"""Absence said beforehand: someone with a seat will not come to one session.

No reason is asked. The seat stays hers; whoever cannot come at all withdraws instead.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import ActivityStatus
from events.models import AbsenceNotice, Registration, Session

OVER = {ActivityStatus.HELD, ActivityStatus.CANCELLED}


class AbsenceRefused(Exception):
    """Nothing was noted; ``message`` says why."""

    message = _("Der kan ikke meldes fravær til den mødegang.")


class NoSeat(AbsenceRefused):
    """The person has no confirmed seat at the session's activity."""

    message = _("Kun den, der har en plads, kan melde fravær.")


class HasBegun(AbsenceRefused):
    """The session is not to come any more."""

    message = _("Mødegangen er begyndt. Ring til os i stedet.")


def is_to_come(session: Session, now: datetime | None = None) -> bool:
    """Whether the session has not begun at ``now`` (aware, default: the present)."""
    return session.start > (now or timezone.now())


def note(registration: Registration, session: Session, *, now: datetime | None = None) -> None:
    """Note that she will not come; saying it twice is saying it once.

    Raises NoSeat, or HasBegun for a session that has begun or an activity that is over.
    """
    _refuse_unless_hers(registration, session, now)
    AbsenceNotice.objects.get_or_create(registration=registration, session=session)


def take_back(registration: Registration, session: Session, *, now: datetime | None = None) -> None:
    """Forget the notice: she comes after all. Without one, nothing happens.

    Raises NoSeat or HasBegun as ``note`` does.
    """
    _refuse_unless_hers(registration, session, now)
    AbsenceNotice.objects.filter(registration=registration, session=session).delete()


def noted(registration: Registration) -> set[UUID]:
    """Return the keys of the sessions to which she has said that she will not come."""
    return noted_by([registration.pk]).get(registration.pk, set())


def noted_by(registrations: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return the same for several people by their keys, in one query; only those with any."""
    found: dict[UUID, set[UUID]] = {}
    rows = AbsenceNotice.objects.filter(registration__in=registrations)
    for person, session in rows.values_list("registration", "session"):
        found.setdefault(person, set()).add(session)
    return found


def _refuse_unless_hers(registration: Registration, session: Session, now: datetime | None) -> None:
    if session.activity_id != registration.activity_id or not registration.is_confirmed:
        raise NoSeat
    if not is_to_come(session, now) or registration.activity.status in OVER:
        raise HasBegun

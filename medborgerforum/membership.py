"""The one place that says what an association may do: sign up, read, or neither.

Pages, lists, search, files, feeds and the sign-up itself all ask here. Nothing is stored of an
answer: it follows from the acceptances (kept by triggers), the published versions and the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from medborgerforum import charter
from medborgerforum.enums import CharterEventKind, MembershipEventKind, MembershipState
from medborgerforum.models import (
    Association,
    CharterEvent,
    CharterVersion,
    MembershipEvent,
    Representative,
)


@dataclass(frozen=True)
class Standing:
    """How an association stands to the charter on a Copenhagen day.

    ``accepted`` is the number of the newest version it has accepted and not withdrawn from, 0
    for none; ``required`` the number that opens sign-up; ``to_accept`` what it is asked for.
    """

    association: Association
    accepted: int
    required: int
    to_accept: CharterVersion | None = None

    @property
    def is_member(self) -> bool:
        """Whether it is a member that has accepted the charter at some time."""
        return self.association.state == MembershipState.MEMBER and self.accepted > 0

    @property
    def may_sign_up(self) -> bool:
        """Whether it may sign people up for members' meetings."""
        return self.is_member and 0 < self.required <= self.accepted

    @property
    def may_read(self) -> bool:
        """Whether it may read agendas, papers and minutes: as long as it is a member.

        A member that has not accepted a new version in time goes on reading until the
        membership lapses.
        """
        return self.is_member

    @property
    def is_overdue(self) -> bool:
        """Whether sign-up is shut for a member that has not accepted in time."""
        return self.is_member and not self.may_sign_up


def standings(associations: Iterable[Association], day: date | None = None) -> dict[UUID, Standing]:
    """Return how associations stand on a Copenhagen day (default: today); two queries."""
    rows = list(associations)
    day = day or timezone.localdate()
    versions = charter.published()
    required = charter.required_number(versions, day)
    accepted: dict[UUID, int] = dict.fromkeys((row.pk for row in rows), 0)
    events = CharterEvent.objects.filter(association__in=rows).order_by("at", "id")
    for key, kind, number in events.values_list("association", "kind", "text__version__number"):
        withdrawn = kind == CharterEventKind.WITHDRAWN
        accepted[key] = 0 if withdrawn else max(accepted[key], number)
    return {
        row.pk: Standing(
            association=row,
            accepted=accepted[row.pk],
            required=required,
            to_accept=_asked(row, versions, accepted[row.pk]),
        )
        for row in rows
    }


def _asked(
    row: Association, versions: list[CharterVersion], accepted: int
) -> CharterVersion | None:
    if row.state == MembershipState.LEFT:
        return None
    return charter.to_accept(versions, accepted)


def standing(association: Association, day: date | None = None) -> Standing:
    """Return how one association stands on a Copenhagen day (default: today); two queries."""
    return standings([association], day)[association.pk]


def can_act(representative: Representative) -> bool:
    """Whether a representative has answered her invitation and speaks for the association."""
    return representative.confirmed_at is not None


def may_read(representative: Representative) -> bool:
    """Whether a representative may read what is for members."""
    return can_act(representative) and standing(representative.association).may_read


def may_sign_up(representative: Representative) -> bool:
    """Whether a representative may sign someone of her association up for a members' meeting."""
    return can_act(representative) and standing(representative.association).may_sign_up


def note(
    association: Association, kind: MembershipEventKind, at: datetime | None = None
) -> MembershipEvent:
    """Write down for good what happened to a membership, at ``at`` (aware, default: now)."""
    return MembershipEvent.objects.create(
        association=association, kind=kind, at=at or timezone.now()
    )

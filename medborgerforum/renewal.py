"""A new version of the charter: members are asked, reminded, shut out of sign-up, and lapse.

All days are Copenhagen's. A version's ``accept_by`` is the last day to accept and still sign
up; on ``lapse_on`` the membership of whoever has not accepted ends. Each step is taken once for
an association and version; a clock that stood still takes only the newest that has come due.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import notifications
from events.notifications import Mail
from events.one_by_one import one_by_one
from events.when import today
from medborgerforum import charter, membership
from medborgerforum.enums import CharterEventKind, MembershipEventKind, MembershipState
from medborgerforum.locking import lock
from medborgerforum.membership import Standing
from medborgerforum.models import (
    Association,
    CharterEvent,
    CharterText,
    CharterVersion,
    RenewalStep,
    Representative,
    Signatory,
)

FIRST_REMINDER = timedelta(days=14)
LAST_REMINDER = timedelta(days=3)
BEFORE_LAPSE = timedelta(days=14)
ONE_DAY = timedelta(days=1)


class Step(StrEnum):
    """What an association is told about a version; the keys are stored."""

    ASKED = "asked"
    FIRST = "14-days"
    LAST = "3-days"
    SHUT = "shut"
    BEFORE_LAPSE = "lapse-14"


class AcceptRefused(Exception):
    """The charter was not accepted; ``message`` says why and what to do."""

    message: str | Promise = _("Tilslutningen er ikke gemt. Prøv igen, eller ring til os.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("acceptance refused")
        if message is not None:
            self.message = message


@dataclass(frozen=True)
class Terms:
    """Until when an association is asked to accept, and when its membership ends without."""

    accept_by: date
    lapse_on: date


# --- Asking and reminding ----------------------------------------------------------------------
def ask_members(version: CharterVersion) -> int:
    """Ask every member to accept a material version; return how many associations were asked.

    Called in the transaction that publishes it; asking again asks nobody twice.
    """
    if not version.material or version.accept_by is None:
        return 0
    missing = _without(version, Step.ASKED)
    RenewalStep.objects.bulk_create(
        RenewalStep(association_id=key, version=version, step=Step.ASKED) for key in missing
    )
    _tell(missing, version, Step.ASKED)
    return len(missing)


def remind_due(now: datetime) -> int:
    """Take the steps that have come due at ``now`` (aware); return how many. For the clock."""
    day = today(now)
    return sum(_remind(version, day) for version in charter.published() if _is_open(version, day))


def _is_open(version: CharterVersion, day: date) -> bool:
    return version.lapse_on is not None and day < version.lapse_on


def _remind(version: CharterVersion, day: date) -> int:
    step = _newest_due(version, day)
    if step is None:
        return 0
    return one_by_one(_without(version, step), lambda key: _take(key, version, step))


def _without(version: CharterVersion, step: Step) -> list[UUID]:
    """Return the members that lack the version and have not been told of this step."""
    done = RenewalStep.objects.filter(version=version, step=step)
    rows = _not_accepted(version.number).exclude(pk__in=done.values("association"))
    return list(rows.values_list("pk", flat=True))


def _not_accepted(number: int) -> QuerySet[Association]:
    """Return the members without an acceptance of a version or a later one.

    Whether each really lacks it is asked of ``membership``, under its lock.
    """
    accepted = CharterEvent.objects.filter(
        association=OuterRef("pk"),
        kind=CharterEventKind.ACCEPTED,
        text__version__number__gte=number,
    )
    return Association.objects.filter(~Exists(accepted), state=MembershipState.MEMBER)


def _newest_due(version: CharterVersion, day: date) -> Step | None:
    due = [step for on, step in plan(version) if on <= day]
    return due[-1] if due else None


def plan(version: CharterVersion) -> list[tuple[date, Step]]:
    """Return on which day each step of a published version is taken, in order.

    Reminders that would come on the day of publication or before are left out, and so is the
    one before the end where sign-up shuts later than that.
    """
    if version.published_at is None or version.accept_by is None or version.lapse_on is None:
        return []
    asked, shut = today(version.published_at), version.accept_by + ONE_DAY
    reminders = [
        (version.accept_by - FIRST_REMINDER, Step.FIRST),
        (version.accept_by - LAST_REMINDER, Step.LAST),
    ]
    last = version.lapse_on - BEFORE_LAPSE
    return [
        (asked, Step.ASKED),
        *((on, step) for on, step in reminders if on > asked),
        (shut, Step.SHUT),
        *([(last, Step.BEFORE_LAPSE)] if last > shut else []),
    ]


@transaction.atomic
def _take(key: UUID, version: CharterVersion, step: Step) -> int:
    association = lock(key)
    if association.state != MembershipState.MEMBER:
        return 0
    if not _lacks(membership.standing(association), version):
        return 0
    _row, created = RenewalStep.objects.get_or_create(
        association=association, version=version, step=step
    )
    if created:
        _tell([key], version, step)
    return int(created)


def _tell(associations: Iterable[UUID], version: CharterVersion, step: Step) -> None:
    managers = Representative.objects.filter(
        association__in=associations, manages=True, confirmed_at__isnull=False
    )
    notifications.enqueue_letters(
        Mail.FORUM_RENEWAL,
        [
            {"subject_key": key, "step": step, "version": version.number}
            for key in managers.values_list("pk", flat=True)
        ],
    )


def _lacks(standing: Standing, version: CharterVersion) -> bool:
    return standing.accepted < version.number


def terms(accepted: int, versions: Iterable[CharterVersion] | None = None) -> Terms | None:
    """Return the nearest dates for whoever accepted version ``accepted``; None where none run.

    One query, none where the published ``versions`` are given.
    """
    known = charter.published() if versions is None else versions
    asking = [v for v in known if v.material and v.number > accepted]
    dates = [(v.accept_by, v.lapse_on) for v in asking if v.accept_by and v.lapse_on]
    if not dates:
        return None
    return Terms(min(by for by, _on in dates), min(on for _by, on in dates))


# --- Lapsing -----------------------------------------------------------------------------------
def lapse_due(now: datetime) -> int:
    """End the memberships whose day has come without acceptance; return how many.

    For the clock (aware ``now``). Their coming sign-ups are withdrawn.
    """
    needed = _needed_to_stay(today(now))
    if not needed:
        return 0
    ended = list(_not_accepted(needed).values_list("pk", flat=True))
    return one_by_one(ended, lambda key: _lapse(key, needed, now))


def _needed_to_stay(day: date) -> int:
    """Return the newest version whose day to lapse has come; 0 for none."""
    over = (v.number for v in charter.published() if v.lapse_on and v.lapse_on <= day)
    return max(over, default=0)


def _lapse(key: UUID, needed: int, now: datetime) -> int:
    from medborgerforum import leaving

    with transaction.atomic():
        association = lock(key)
        if association.state != MembershipState.MEMBER:
            return 0
        if membership.standing(association).accepted >= needed:
            return 0
        association.state = MembershipState.LAPSED
        association.ended_on = today(now)
        association.save(update_fields=["state", "ended_on"])
        membership.note(association, MembershipEventKind.LAPSED, now)
        managers = association.representatives.filter(manages=True, confirmed_at__isnull=False)
        notifications.enqueue_letters(
            Mail.FORUM_LAPSED,
            [{"subject_key": key} for key in managers.values_list("pk", flat=True)],
        )
    # Afterwards: seats are given back under the lock of their activity, which comes first.
    leaving.withdraw_sign_ups(association, at=now)
    return 1


# --- Accepting ---------------------------------------------------------------------------------
@transaction.atomic
def accept(
    representative: Representative,
    text: CharterText,
    *,
    signatory_name: str,
    signatory_role: str,
    authority_stated: bool,
    at: datetime | None = None,
) -> CharterEvent:
    """Accept the charter for an association, as read in ``text``; a lapsed one is member again.

    Accepting the same version again gives the first acceptance back. ``at`` (aware, default:
    now) is when. Raises AcceptRefused.
    """
    at = at or timezone.now()
    if not authority_stated:
        raise AcceptRefused(_("Sæt kryds ved, at du må skrive under for foreningen."))
    association = lock(representative.association_id)
    _check_may_accept(representative, association)
    standing = membership.standing(association, today(at))
    if standing.accepted >= text.version.number and standing.is_member:
        return _acceptances(association).filter(text__version__number=standing.accepted)[0]
    _check_text(text, standing, today(at))
    event = CharterEvent.objects.create(
        association=association, text=text, kind=CharterEventKind.ACCEPTED, at=at
    )
    Signatory.objects.create(event=event, name=signatory_name.strip(), role=signatory_role.strip())
    if association.state == MembershipState.LAPSED:
        association.state = MembershipState.MEMBER
        association.ended_on = None
        association.save(update_fields=["state", "ended_on"])
        membership.note(association, MembershipEventKind.RESUMED, at)
    return event


def _check_may_accept(representative: Representative, association: Association) -> None:
    known = Representative.objects.filter(
        pk=representative.pk, association=association, manages=True, confirmed_at__isnull=False
    )
    if not known.exists():
        raise AcceptRefused(
            _("Kun den, der styrer medlemskabet, kan tilslutte foreningen til charteret.")
        )
    if association.state == MembershipState.LEFT:
        raise AcceptRefused(_("Foreningen er meldt ud. Søg om medlemskab igen."))


def _check_text(text: CharterText, standing: Standing, day: date) -> None:
    versions = [standing.to_accept, charter.in_force(day)]
    asked = {version.pk for version in versions if version is not None}
    if text.published_at is None or text.version_id not in asked:
        raise AcceptRefused(_("Der er kommet en ny udgave af charteret. Læs den, og svar igen."))


def _acceptances(association: Association) -> QuerySet[CharterEvent]:
    return CharterEvent.objects.filter(
        association=association, kind=CharterEventKind.ACCEPTED
    ).order_by("at", "id")

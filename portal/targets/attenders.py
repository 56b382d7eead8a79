"""How many different people came, counted on after the people themselves have been deleted.

A person is one e-mail address; whoever gave none counts once for each registration. When a
registration is deleted, a code stays for each target that counted it: the HMAC of the address
under the target's own random key, or a random code where there is no address. So someone who
comes again is recognised, while codes of two targets cannot be compared. When the target is
settled, its number is frozen, and codes and key are destroyed.

Discreet activities leave nothing: whoever came there is not compared with anybody.
Source: the project's rule on "distinct attenders" (T1: distinct within the plan's period).
"""

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.enums import AttendanceState
from events.identity import normalise_email
from events.models import Activity, Attendance

from .definitions import period_of
from .models import AttenderKey, CountedAttender, Target, TargetKind


class _Presence(NamedTuple):
    """One person at one session, with what targets ask about."""

    registration: UUID
    email: str | None
    role: str
    workplace_kind: str | None
    activity_kind: str
    start: datetime

    @property
    def address(self) -> str:
        """The normalised e-mail; empty for one who gave none."""
        return normalise_email(self.email or "")


def count(targets: Iterable[Target]) -> dict[UUID, int]:
    """Count different people for each target, in two queries whatever their number.

    The targets come with track and plan selected. Frozen targets answer with their frozen
    number. Of the others, all who came and are not yet deleted (at most a year's attendances)
    and all codes are held in memory: some 200 bytes each.
    """
    rows = list(targets)
    numbers = {t.pk: t.frozen_count for t in rows if t.frozen_count is not None}
    unsettled = [t for t in rows if t.frozen_count is None]
    return numbers | _count_unsettled(unsettled)


def remember(activity: Activity) -> None:
    """Leave codes for those who came to the activity, just before they are deleted.

    Must run in the transaction that deletes them. What a target counts is judged as it reads
    now: a target made, or given other filters, later cannot find the deleted again.
    """
    # Locked, so that no code is written while the target is being frozen.
    targets = (
        Target.objects.select_for_update(of=("self",))
        .filter(kind=TargetKind.DISTINCT_ATTENDERS, frozen_on__isnull=True)
        .select_related("track__plan")
        .order_by("pk")
    )
    people = _present(Q(session__activity=activity))
    for target in targets:
        addresses, unknown = _people_of(target, people)
        if not addresses and not unknown:
            continue
        key, _created = AttenderKey.objects.get_or_create(
            target=target, defaults={"secret": secrets.token_hex(32)}
        )
        digests = {digest(key.secret, address) for address in addresses}
        digests |= {secrets.token_hex(32) for _one in unknown}
        CountedAttender.objects.bulk_create(
            # Someone who came before has left the same code already.
            [CountedAttender(key=key, digest=code) for code in sorted(digests)],
            ignore_conflicts=True,
        )


@transaction.atomic
def freeze(target: Target, today: date) -> int:
    """Settle a target for good: keep its number, destroy its codes and their key.

    ``today`` is a Copenhagen day. Returns how many codes were destroyed; 0 if the target is
    settled already. Raises ValueError while its period runs. Later corrections of attendance
    or of the period do not change the number.
    """
    locked = (
        Target.objects.select_for_update(of=("self",))
        .select_related("track__plan")
        .get(pk=target.pk)
    )
    if locked.frozen_on is not None:
        return 0
    if not period_of(locked).is_over(today):
        raise ValueError("The period still runs.")
    locked.frozen_count, locked.frozen_on = count([locked])[locked.pk], today
    locked.save(update_fields=["frozen_count", "frozen_on"])
    destroyed, _by_model = CountedAttender.objects.filter(key__target=locked).delete()
    AttenderKey.objects.filter(target=locked).delete()
    return destroyed


def freeze_due(now: datetime) -> int:
    """Settle every target whose period ended more than ``VINK_RETENTION_DAYS`` ago.

    A retention rule: by then the last of its registrations are due for deletion too, and no
    code is kept for ever. Returns how many codes were destroyed.
    """
    today = timezone.localdate(now)
    kept_for = timedelta(days=settings.VINK_RETENTION_DAYS)
    # A target that an editor has made another kind must not keep its codes either.
    unsettled = Target.objects.filter(
        Q(kind=TargetKind.DISTINCT_ATTENDERS) | Q(attender_key__isnull=False),
        frozen_on__isnull=True,
    ).select_related("track__plan")
    due = [t for t in unsettled if period_of(t).is_over(today - kept_for)]
    return sum(freeze(target, today) for target in due)


def digest(secret: str, address: str) -> str:
    """Return the code (64 hex digits) of a normalised e-mail under a target's secret."""
    return hmac.new(bytes.fromhex(secret), address.encode(), hashlib.sha256).hexdigest()


def _count_unsettled(targets: list[Target]) -> dict[UUID, int]:
    if not targets:
        return {}
    periods = [period_of(t) for t in targets]
    people = _present(
        Q(session__start__gte=min(p.start for p in periods))
        & Q(session__start__lt=max(p.end for p in periods))
    )
    secret_of: dict[UUID, str] = {}
    codes: dict[UUID, set[str]] = defaultdict(set)
    kept = CountedAttender.objects.filter(key__target__in=targets)
    for target_id, secret, code in kept.values_list("key__target", "key__secret", "digest"):
        secret_of[target_id] = secret
        codes[target_id].add(code)
    numbers: dict[UUID, int] = {}
    for target in targets:
        addresses, unknown = _people_of(target, people)
        known = addresses
        if target.pk in secret_of:
            known = codes[target.pk] | {digest(secret_of[target.pk], a) for a in addresses}
        numbers[target.pk] = len(known) + len(unknown)
    return numbers


def _present(where: Q) -> list[_Presence]:
    rows = Attendance.objects.filter(
        where, state=AttendanceState.PRESENT, session__activity__discreet=False
    ).values_list(
        "registration",
        "registration__email",
        "registration__role",
        "registration__workplace_kind__key",
        "session__activity__kind",
        "session__start",
    )
    return [_Presence(*row) for row in rows]


def _people_of(target: Target, people: list[_Presence]) -> tuple[set[str], set[UUID]]:
    """Return the target's addresses, and its registrations without one."""
    period = period_of(target)
    start, end = period.start, period.end
    mine = [p for p in people if start <= p.start < end and _is_asked_for(target, p)]
    addresses = {p.address for p in mine} - {""}
    return addresses, {p.registration for p in mine if not p.address}


def _is_asked_for(target: Target, person: _Presence) -> bool:
    """Whether the target's filters let the person in; an empty filter lets in all."""
    return (
        (not target.activity_kinds or person.activity_kind in target.activity_kinds)
        and (not target.roles or person.role in target.roles)
        and (not target.workplace_kinds or person.workplace_kind in target.workplace_kinds)
    )

"""Day passes: a helper at the door sees the names of one activity on one day, nothing else.

``door`` is the one gate: every page of the day asks it who stands there. A pass is worth
something only while all of this holds, asked anew each time: it is its day in Copenhagen, it
is not taken back, the activity is neither discreet nor over nor cancelled.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import when
from events.enums import ActivityStatus
from events.models import Activity, DayPass
from events.models.registration import CODE_ALPHABET
from events.permissions import Viewer, may_run, storable

CODE_LENGTH = 10  # 50 bits: for a day, behind a brake
SESSION_KEY = "day_pass"


class PassRefused(Exception):
    """No pass can be made; ``message`` says why."""

    message = _("Der kan ikke laves et dagspas.")


class NotForDiscreet(PassRefused):
    """Nobody but the group sees who comes to a discreet activity."""

    message = _("Diskrete aktiviteter kan ikke have et dagspas.")


class NotADayOfIt(PassRefused):
    """The activity has no session on that day, or the day is past, or the activity is over."""

    message = _("Vælg en af aktivitetens dage, som ikke er forbi.")


@dataclass(frozen=True)
class Door:
    """Who stands at the door: staff by ``user``, or a helper by ``day_pass``."""

    user: Viewer
    day_pass: DayPass | None = None

    @property
    def is_staff(self) -> bool:
        """Whether more than names may be seen, and more than ticking be done."""
        return self.day_pass is None


def door(request: HttpRequest, activity_id: UUID, now: datetime | None = None) -> Door | None:
    """Say as whom this request may see the activity's list; None for nobody.

    A helper counts as nobody signed in: what she may see is what everyone may, plus names.
    """
    if may_run(request.user):
        return Door(request.user)
    day_pass = current(request.session, now)
    if day_pass is None or day_pass.activity_id != activity_id:
        return None
    return Door(AnonymousUser(), day_pass)


def issue(
    activity: Activity, day: date, *, by: Viewer, now: datetime | None = None
) -> tuple[DayPass, str]:
    """Make a pass; return it with its code, which cannot be had again.

    Raises NotForDiscreet or NotADayOfIt.
    """
    if activity.discreet:
        raise NotForDiscreet
    if day not in days(activity, now):
        raise NotADayOfIt
    code = "".join(secrets.choice(CODE_ALPHABET) for _i in range(CODE_LENGTH))
    day_pass = DayPass.objects.create(
        activity=activity, day=day, code_hash=_hash(code), made_by=storable(by)
    )
    log(activity, "events.day_pass", user=storable(by), data={"day": str(day)})
    return day_pass, code


def days(activity: Activity, now: datetime | None = None) -> list[date]:
    """Return the Copenhagen days on which the activity still has sessions to come or going on."""
    if activity.discreet or activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}:
        return []
    today = when.today(now or timezone.now())
    on = {when.today(session.start) for session in activity.sessions.all()}
    return sorted(d for d in on if d >= today)


def revoke(day_pass: DayPass, *, by: Viewer) -> None:
    """End the pass at once, wherever it is open. Repeating it changes nothing."""
    ended = DayPass.objects.filter(pk=day_pass.pk, revoked_at__isnull=True)
    if ended.update(revoked_at=timezone.now()):
        log(day_pass.activity, "events.day_pass_ended", user=storable(by))


def find(code: str, now: datetime | None = None) -> DayPass | None:
    """Return the pass that has this code and is worth something now, else None."""
    return _worth_something(now).filter(code_hash=_hash(plain(code))).first()


def open_in(session: SessionBase, day_pass: DayPass) -> None:
    """Let this browser in until midnight, or until its session ends."""
    session.cycle_key()
    session[SESSION_KEY] = str(day_pass.pk)
    DayPass.objects.filter(pk=day_pass.pk).update(opened=F("opened") + 1)


def current(session: SessionBase, now: datetime | None = None) -> DayPass | None:
    """Return the pass this browser has opened, if it is still worth something."""
    key = session.get(SESSION_KEY)
    return _worth_something(now).filter(pk=key).first() if key else None


def has_ended(session: SessionBase, now: datetime | None = None) -> bool:
    """Whether this browser had opened a pass that is worth nothing any more."""
    return SESSION_KEY in session and current(session, now) is None


def count_marks(day_pass: DayPass | None, number: int = 1) -> None:
    """Note that so many taps were made with the pass; staff have no pass and no such count."""
    if day_pass is not None:
        DayPass.objects.filter(pk=day_pass.pk).update(marked=F("marked") + number)


def plain(code: str) -> str:
    """Return a code as it is kept: no spaces or hyphens, capitals, no letter for a digit."""
    bare = "".join(c for c in code.upper() if c.isalnum())
    return bare.translate(str.maketrans("OIL", "011"))


def spaced(code: str) -> str:
    """Return a code as it is read out: "ABCDE-FGHJK"."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def _worth_something(now: datetime | None) -> QuerySet[DayPass]:
    return (
        DayPass.objects.filter(
            day=when.today(now or timezone.now()),
            revoked_at__isnull=True,
            activity__discreet=False,
        )
        .exclude(activity__status__in=[ActivityStatus.HELD, ActivityStatus.CANCELLED])
        .select_related("activity")
    )


def _hash(code: str) -> str:
    key = settings.VINK_LINK_KEY.encode()
    return hmac.new(key, f"day-pass\0{code}".encode(), hashlib.sha256).hexdigest()

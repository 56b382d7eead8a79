"""Networks of professionals: who belongs, who is invited, and who has left for good."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import notifications, seats
from events.drafting import Draft, draft
from events.eligibility import NETWORK_MEMBER
from events.enums import ACTIVE, ActivityStatus, RegistrationSource
from events.identity import normalise_email
from events.models import (
    Activity,
    Network,
    NetworkInvitation,
    NetworkMember,
    Registration,
)
from events.permissions import Viewer
from events.registration import Contact, NotOpen, Person, register
from events.sorting import danish_sort_key
from events.validators import validate_no_cpr
from events.when import today

MOST_LINES = 200


class InvitationRefused(Exception):
    """Nobody was invited; ``message`` says why."""

    message = gettext_lazy("Der kan ikke inviteres til aktiviteten nu.")


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """Someone to put on the list."""

    name: str
    email: str
    workplace: str = ""


@dataclass(frozen=True)
class Added:
    """How many were added, were there already, or had left of their own accord."""

    added: int = 0
    known: int = 0
    left: int = 0


@dataclass(frozen=True)
class Line:
    """A pasted line that could not be read; ``number`` counts from 1."""

    number: int
    problem: str


def email_hash(network: Network, email: str) -> str:
    """Return the keyed hash by which an address is known again in this network alone."""
    text = f"network\0{network.pk}\0{normalise_email(email)}"
    return hmac.new(settings.VINK_LINK_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")


def parse_lines(text: str) -> tuple[list[NewMember], list[Line]]:
    """Read "name, e-mail, workplace" line by line; tab, comma or semicolon between.

    Returns those that could be read and, by number, those that could not.
    """
    people: list[NewMember] = []
    problems: list[Line] = []
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines[:MOST_LINES]:
        try:
            people.append(_parse(line))
        except ValidationError as error:
            problems.append(Line(number, " ".join(error.messages)))
    if len(lines) > MOST_LINES:
        text = _("Højst %(number)s linjer ad gangen.") % {"number": MOST_LINES}
        problems.append(Line(lines[MOST_LINES][0], text))
    return people, problems


def _parse(line: str) -> NewMember:
    validate_no_cpr(line)
    found = _ADDRESS.search(line)
    if found is None:
        raise ValidationError(_("Der mangler en mailadresse."))
    validate_email(found.group())
    before = line[: found.start()].strip(" \t,;<")
    after = line[found.end() :].strip(" \t,;>")
    if not before:
        raise ValidationError(_("Der mangler et navn foran mailadressen."))
    if len(before) > 120 or len(after) > 160 or len(found.group()) > 254:
        raise ValidationError(_("Linjen er for lang."))
    return NewMember(name=before, email=found.group(), workplace=after)


@transaction.atomic
def add(network: Network, people: Iterable[NewMember], *, asked_herself: bool = False) -> Added:
    """Put people on the list. Who has left stays away, unless she asked to come back."""
    Network.objects.select_for_update().get(pk=network.pk)
    wanted = {email_hash(network, person.email): person for person in people}
    there = {
        m.email_hash: m
        for m in NetworkMember.objects.filter(network=network, email_hash__in=wanted)
    }
    left = [m for m in there.values() if m.left_on is not None]
    if asked_herself:
        # A new row: no link of the time before opens it.
        NetworkMember.objects.filter(pk__in=[m.pk for m in left]).delete()
        there = {key: m for key, m in there.items() if m.left_on is None}
        left = []
    new = [_member(network, key, person) for key, person in wanted.items() if key not in there]
    NetworkMember.objects.bulk_create(new)
    return Added(added=len(new), known=len(there) - len(left), left=len(left))


def _member(network: Network, key: str, person: NewMember) -> NetworkMember:
    return NetworkMember(
        network=network,
        name=person.name.strip(),
        sort_key=danish_sort_key(person.name),
        email=normalise_email(person.email),
        email_hash=key,
        workplace=person.workplace.strip(),
    )


@transaction.atomic
def leave(member: NetworkMember) -> NetworkMember:
    """Take someone off the list for good: her details go, the keyed hash stays.

    Her links stop working. Sign-ups of hers stand, each with its own link.
    """
    row = NetworkMember.objects.select_for_update().get(pk=member.pk)
    if row.left_on is not None:
        return row
    row.name = row.email = row.workplace = row.sort_key = ""
    row.left_on = today(timezone.now())
    row.link_version += 1
    row.save()
    row.invitations.all().delete()
    return row


def members(network: Network) -> QuerySet[NetworkMember]:
    """Return who belongs to the network now."""
    return NetworkMember.objects.filter(network=network, left_on=None)


@transaction.atomic
def plan_meeting(network: Network, wanted: Draft, *, by: Viewer = None) -> Activity:
    """Plan the network's next meeting, for its members alone; it has no page."""
    return draft(
        wanted,
        network=network,
        eligibility=NETWORK_MEMBER,
        contact_email=network.contact_email,
        by=by,
    )


def can_answer(activity: Activity, now: datetime | None = None) -> bool:
    """Whether members may be invited and may say yes: to come, not closed, not discreet."""
    now = now or timezone.now()
    start = activity.first_start
    return (
        activity.network_id is not None
        and not activity.discreet
        and activity.status in {ActivityStatus.PLANNED, ActivityStatus.OPEN}
        and start is not None
        and now < start
        and (activity.closes_at is None or now < activity.closes_at)
    )


def to_invite(activity: Activity) -> QuerySet[NetworkMember]:
    """Return the members who have not been invited to this activity nor signed up for it."""
    signed_up = Registration.objects.filter(activity=activity, status__in=ACTIVE)
    return (
        NetworkMember.objects.filter(network=activity.network_id, left_on=None)
        .exclude(invitations__activity=activity)
        .exclude(email__in=signed_up.filter(email__isnull=False).values("email"))
    )


@transaction.atomic
def invite(activity: Activity) -> int:
    """Mail every member a personal invitation, each once; return how many.

    Raises InvitationRefused.
    """
    locked = seats.lock(activity.pk)
    if not can_answer(locked):
        raise InvitationRefused
    asked = list(to_invite(locked))
    NetworkInvitation.objects.bulk_create(
        NetworkInvitation(member=member, activity=locked) for member in asked
    )
    return notifications.enqueue_letters(
        notifications.Mail.NETWORK_INVITATION,
        ({"member": member, "activity": str(locked.pk)} for member in asked),
    )


def registration_of(member: NetworkMember, activity: Activity) -> Registration | None:
    """Return the member's active sign-up for the activity, by her address."""
    rows = Registration.objects.filter(activity=activity, email=member.email, status__in=ACTIVE)
    return rows.order_by("created_at").first() if member.email else None


@transaction.atomic
def accept(member: NetworkMember, activity: Activity) -> Registration:
    """Sign the member up; where it is full she stands in line. Repeating it changes nothing.

    Raises RegistrationRefused: NotOpen where she was not invited or it is too late.
    """
    locked = seats.lock(activity.pk)
    row = NetworkMember.objects.select_for_update().get(pk=member.pk)
    invitation = NetworkInvitation.objects.filter(member=row, activity=locked).first()
    belongs = row.left_on is None and row.network_id == locked.network_id
    if invitation is None or not belongs or not can_answer(locked):
        raise NotOpen
    if already := registration_of(row, locked):
        return already
    NetworkInvitation.objects.filter(pk=invitation.pk).update(declined=False)
    before = Registration.objects.filter(activity=locked, email=row.email).count()
    booking = register(
        activity=locked,
        people=[Person(name=row.name, email=row.email, workplace=row.workplace)],
        contact=Contact(name=row.name, email=row.email, language=row.language),
        # The same tap twice is one sign-up; after a withdrawal it is a new one.
        idempotency_key=uuid5(invitation.pk, str(before)),
        source=RegistrationSource.INVITED,
    )
    return booking.registrations.get(replaces=None)


def decline(member: NetworkMember, activity: Activity) -> bool:
    """Note "not this time"; a sign-up made before is withdrawn by its own link only."""
    rows = NetworkInvitation.objects.filter(member=member, activity=activity)
    return bool(rows.update(declined=True))


def forget_invitations(ended_before: datetime) -> int:
    """Delete who was invited to, and who declined, what ended before an aware moment.

    Return how many.
    """
    over = Activity.objects.annotate(last_end=Max("sessions__end"))
    over = over.filter(last_end__lt=ended_before)
    due = NetworkInvitation.objects.filter(activity__in=over.values("pk"))
    return due.delete()[1].get(NetworkInvitation._meta.label, 0)


@dataclass(frozen=True)
class Meeting:
    """A coming meeting as a member sees it."""

    activity: Activity
    invitation: NetworkInvitation
    registration: Registration | None
    open: bool


def meetings(member: NetworkMember, now: datetime | None = None) -> list[Meeting]:
    """Return the coming meetings a member was invited to, the next one first. Three queries."""
    now = now or timezone.now()
    rows = (
        NetworkInvitation.objects.filter(
            member=member, activity__network=member.network_id, activity__discreet=False
        )
        .filter(Q(activity__sessions__end__gte=now))
        .distinct()
        .select_related("activity")
        .prefetch_related("activity__sessions")
    )
    mine = Registration.objects.filter(
        email=member.email, status__in=ACTIVE, activity__in=[row.activity_id for row in rows]
    )
    signed_up = {row.activity_id: row for row in mine} if member.email else {}
    found = [
        Meeting(row.activity, row, signed_up.get(row.activity_id), can_answer(row.activity, now))
        for row in rows
    ]
    return sorted(found, key=lambda meeting: meeting.activity.first_start or now)

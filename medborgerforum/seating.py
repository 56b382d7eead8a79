"""Who gets a seat at a members' meeting: people of associations that may sign up.

Every way to a seat asks here. ``events`` calls ``judge`` for newcomers (sign-up, the door) and
``barred`` each time someone in line, pending or offered a seat would be given one. For whom
somebody comes is kept in ``ForumSeat``, which goes when the registration does. An association
that has not accepted a new version in time keeps the seats and places it has, gets no others,
and moves up again once it has accepted.

Locks: the activity, then the association. A command that ends a membership therefore commits
first and calls ``withdraw_upcoming`` afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import cancellation, eligibility, seats, waitlist
from events.enums import ACTIVE, ActivityKind, ActivityStatus, EndReason, RegistrationStatus
from events.identity import fold_name, normalise_email
from events.models import Activity, Booking, Registration, Session
from events.one_by_one import one_by_one
from events.permissions import Viewer, may_run
from events.registration import Contact, Person, register
from medborgerforum import membership
from medborgerforum.models import Association, ForumSeat, Meeting, Representative

KEY = "charter-member"
"""The eligibility key; activities of the kind ``FORUMMOEDE`` always follow it."""
EXTRAS = "forum"
"""Under this key a person's ``extras`` hold ``association`` and ``representative`` (UUIDs)."""

MEMBERS_ONLY = gettext_lazy(
    "Møder i medborgerforum er for medlemmer. Brug linket i den mail, jeres forening har fået. "
    "Ved døren kan en medarbejder vælge foreningen."
)


def is_meeting(activity: Activity) -> bool:
    """Whether an activity is a members' meeting. No query."""
    return activity.kind == ActivityKind.FORUMMOEDE


def meeting_of(activity: Activity) -> Meeting:
    """Return what a meeting has beyond its activity, made with defaults where it is missing."""
    return Meeting.objects.get_or_create(activity=activity)[0]


def ensure_meeting(activity: Activity) -> None:
    """See to it, before sign-up opens, that a meeting has its row."""
    if is_meeting(activity):
        meeting_of(activity)


def copy_meeting(original: Activity, copy: Activity, sessions: Mapping[UUID, Session]) -> None:
    """Copy how many seats an association gets; agenda, days and minutes stay behind."""
    if not is_meeting(original):
        return
    found = Meeting.objects.filter(activity=original).first()
    number = {"seats_per_association": found.seats_per_association} if found else {}
    Meeting.objects.create(activity=copy, **number)


# --- The rule ------------------------------------------------------------------------------------
class _Malformed(ValueError):
    """What stands in the extras is no association's or representative's key."""


def judge(activity: Activity, people: Sequence[Person], by: Viewer) -> None:
    """Refuse people who may not be signed up for a locked meeting.

    Each carries the association she comes for, and the representative who signs her up; staff
    may leave that one out. Raises eligibility.NotAdmitted with what to do.
    """
    try:
        given = [(person, *_given(person)) for person in people]
    except _Malformed:
        raise eligibility.NotAdmitted(MEMBERS_ONLY) from None
    known = _locked({association for _person, association, _by in given})
    if len(known) < len({association for _person, association, _by in given}):
        raise eligibility.NotAdmitted(
            _("Vi kender ikke den forening. Brug linket i den mail, foreningen har fået.")
        )
    for standing in membership.standings(known.values()).values():
        if why := refusal_of(standing):
            raise eligibility.NotAdmitted(why)
    if not may_run(by):
        _check_representatives(given)
    _check_number(activity, Counter(association for _person, association, _by in given))


def _given(person: Person) -> tuple[UUID, UUID | None]:
    values = person.extras.get(EXTRAS)
    if not isinstance(values, Mapping):
        raise _Malformed
    association, representative = values.get("association"), values.get("representative")
    if not isinstance(association, UUID) or not isinstance(representative, UUID | None):
        raise _Malformed
    return association, representative


def _locked(keys: Iterable[UUID]) -> dict[UUID, Association]:
    rows = Association.objects.select_for_update(no_key=True).filter(pk__in=list(keys))
    return {row.pk: row for row in rows.order_by("pk")}


def refusal_of(standing: membership.Standing) -> str:
    """Return why an association may not sign people up, and what to do; "" where it may."""
    if standing.may_sign_up:
        return ""
    if standing.is_overdue:
        return _(
            "Foreningen skal sige ja til det nye charter, før I kan tilmelde jer. "
            "Den, der styrer medlemskabet, gør det på foreningens side."
        )
    return _("Foreningen er ikke medlem af medborgerforum nu, så den kan ikke tilmelde nogen.")


def _check_representatives(given: Sequence[tuple[Person, UUID, UUID | None]]) -> None:
    keys = {by for _person, _association, by in given if by}
    known = Representative.objects.in_bulk(keys)
    for person, association, key in given:
        representative = known.get(key) if key else None
        if representative is None or representative.association_id != association:
            raise eligibility.NotAdmitted(MEMBERS_ONLY)
        if not membership.can_act(representative):
            raise eligibility.NotAdmitted(
                _("Bekræft først, at det er dig. Åbn linket i den mail, du har fået.")
            )
        if not representative.may_sign_up_others and not is_herself(representative, person):
            raise eligibility.NotAdmitted(
                _("Du kan kun tilmelde dig selv. Bed den, der styrer medlemskabet, om lov.")
            )


def is_herself(representative: Representative, person: Person | Registration) -> bool:
    """Whether a person, or someone signed up, is the representative: same address, same name."""
    same_mail = normalise_email(person.email or "") == normalise_email(representative.email)
    return same_mail and fold_name(person.name) == fold_name(representative.name)


def _check_number(activity: Activity, wanted: Counter[UUID]) -> None:
    most = seats_per_association(activity)
    taken = taken_by(activity, wanted)
    if any(taken.get(key, 0) + number > most for key, number in wanted.items()):
        raise eligibility.NotAdmitted(
            ngettext(
                "Hver forening kan tilmelde %(number)d person. Meld den anden fra, hvis en ny "
                "skal med.",
                "Hver forening kan tilmelde %(number)d personer. Meld en fra, hvis en anden "
                "skal med.",
                most,
            )
            % {"number": most}
        )


def seats_per_association(activity: Activity) -> int:
    """Return how many people an association may have signed up for a meeting, in line included."""
    found = Meeting.objects.filter(activity=activity)
    number = found.values_list("seats_per_association", flat=True).first()
    return number or Meeting._meta.get_field("seats_per_association").get_default()


def taken_by(activity: Activity, associations: Iterable[UUID] | None = None) -> dict[UUID, int]:
    """Return how many people each association has signed up and not withdrawn; one query."""
    rows = ForumSeat.objects.filter(
        registration__activity=activity, registration__status__in=ACTIVE
    )
    if associations is not None:
        rows = rows.filter(association__in=list(associations))
    counted = rows.order_by().values_list("association").annotate(number=Count("pk"))
    return dict(counted)


def barred(activity: Activity, rows: Sequence[Registration]) -> dict[UUID, str | Promise]:
    """Return who of those in line, pending or offered a seat may not be given one, and why.

    Whoever comes for no association has no seat to get. Three queries, however many.
    """
    found = ForumSeat.objects.filter(registration__in=[row.pk for row in rows])
    place = {seat.pk: seat.association for seat in found.select_related("association")}
    standings = membership.standings(set(place.values()))
    said: dict[UUID, str | Promise] = {}
    for row in rows:
        association = place.get(row.pk)
        why = refusal_of(standings[association.pk]) if association else MEMBERS_ONLY
        if why:
            said[row.pk] = why
    return said


def store(activity: Activity, given: Sequence[tuple[Registration, Mapping[str, Any]]]) -> None:
    """Keep for which association people come, and who signed them up; they were judged."""
    ForumSeat.objects.bulk_create(
        [
            ForumSeat(
                registration=row,
                association_id=values["association"],
                signed_up_by_id=values.get("representative"),
            )
            for row, values in given
        ],
        update_conflicts=True,
        unique_fields=["registration"],
        update_fields=["association", "signed_up_by"],
    )


# --- What representatives do ---------------------------------------------------------------------
def sign_up(
    representative: Representative,
    activity: Activity,
    *,
    name: str,
    email: str,
    idempotency_key: UUID,
    language: str,
) -> Booking:
    """Sign someone of the representative's association up; she hears by mail who did it.

    Raises events.registration.RegistrationRefused.
    """
    values = {
        "association": representative.association_id,
        "representative": representative.pk,
    }
    person = Person(
        name=name,
        email=email,
        workplace=representative.association.name,
        extras={EXTRAS: values},
    )
    contact = Contact(name=representative.name, email=representative.email, language=language)
    return register(
        activity=activity, people=[person], contact=contact, idempotency_key=idempotency_key
    )


def people_of(association: Association, activity: Activity) -> QuerySet[Registration]:
    """Select those whom an association has signed up for a meeting and not withdrawn."""
    return (
        Registration.objects.filter(activity=activity, forum_seat__association=association)
        .active()
        .select_related("booking", "forum_seat")
        .order_by("created_at", "pk")
    )


class NotYours(Exception):
    """The representative may not withdraw this person."""

    message = gettext_lazy("Du kan kun melde dem fra, som du selv må tilmelde.")


def withdraw(representative: Representative, registration: Registration) -> Registration:
    """Withdraw someone of the representative's own association; repeating it does nothing.

    Raises NotYours; cancellation.PastDeadline, cancellation.TooLate.
    """
    own = ForumSeat.objects.filter(
        registration=registration, association=representative.association_id
    )
    if not membership.can_act(representative) or not own.exists():
        raise NotYours
    if not representative.may_sign_up_others and not is_herself(representative, registration):
        raise NotYours
    return cancellation.withdraw_by_self(registration)


# --- When an association may sign up no more, or again --------------------------------------------
def withdraw_upcoming(association: Association, *, by: Viewer = None, at: datetime) -> int:
    """Withdraw an association's people from meetings not begun at ``at`` (aware); return how many.

    Call it after the transaction that ended the membership: seats are given back under their
    activity's lock, which comes before the association's. They are told by mail, and their
    seats go on. Repeating it does nothing.
    """
    begun = Session.objects.filter(activity=OuterRef("activity"), start__lte=at)
    rows = (
        Registration.objects.filter(~Exists(begun), forum_seat__association=association)
        .active()
        .exclude(activity__status__in=waitlist.OVER)
        .order_by("activity", "pk")
    )
    reason = EndReason.WITHDRAWN_BY_STAFF if by else EndReason.WITHDREW
    return sum(_withdraw(row, reason, by) for row in list(rows))


def _withdraw(row: Registration, reason: EndReason, by: Viewer) -> int:
    try:
        return int(not cancellation.withdraw(row, reason=reason, by=by).is_active)
    except cancellation.TooLate:  # the day was closed in this very moment
        return 0


def move_up_due(now: datetime) -> int:
    """Pass free seats at meetings on to those in line who may have them again; return how many.

    For the clock: nothing else moves the line up when an association has accepted again.
    ``leaving.sweep_sign_ups`` sees to those that are members no more.
    """
    return one_by_one(_with_line_and_seats(), _move_up)


def _with_line_and_seats() -> list[UUID]:
    line = Registration.objects.filter(activity=OuterRef("pk"), status=RegistrationStatus.WAITING)
    found = Activity.objects.filter(
        Exists(line),
        kind=ActivityKind.FORUMMOEDE,
        status__in=[ActivityStatus.OPEN, ActivityStatus.CLOSED],
        taken__lt=F("capacity"),
    )
    return list(found.order_by("pk").values_list("pk", flat=True))


def _move_up(activity_id: UUID) -> int:
    with transaction.atomic():
        return waitlist.move_up(seats.lock(activity_id))

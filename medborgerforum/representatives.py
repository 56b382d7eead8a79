"""Who speaks for an association: invited by it, confirmed by herself, known by her link."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import notifications
from events.identity import normalise_email
from events.notifications import Mail
from events.one_by_one import one_by_one
from events.permissions import Viewer
from events.ratelimit import Limit
from events.when import today
from medborgerforum.enums import ForumLanguage, MembershipEventKind, MembershipState
from medborgerforum.locking import lock
from medborgerforum.models import Association, MembershipEvent, Representative

MOST = 10  # for one association
UNANSWERED = timedelta(days=30)
AFTER_LEAVING = timedelta(days=30)
# Each invitation sends a mail to whatever address is typed.
INVITATIONS = Limit("forum-invitation", times=15, window=timedelta(days=1))
LOST_LINK = Limit("forum-lost-link", times=30, window=timedelta(minutes=10))
LOST_LINK_PER_ADDRESS = Limit("forum-lost-link-mail", times=3, window=timedelta(hours=1))
NEW_LINK = Limit("forum-new-link", times=5, window=timedelta(hours=1))


class RepresentativeRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message: str | Promise = _("Kun den, der styrer medlemskabet, kan gøre det.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("representative refused")
        if message is not None:
            self.message = message


class LastManager(RepresentativeRefused):
    """Nobody would be left to manage the membership."""

    message = _("Der skal altid være en, der styrer medlemskabet. Giv først en anden lov til det.")


def of(association: Association) -> QuerySet[Representative]:
    """Return an association's representatives, in the order in which they were invited."""
    return Representative.objects.filter(association=association)


def managers(association: Association) -> QuerySet[Representative]:
    """Return those who manage a membership and have confirmed."""
    return of(association).filter(manages=True, confirmed_at__isnull=False)


# --- Inviting and confirming -------------------------------------------------------------------
@transaction.atomic
def invite(
    association: Association,
    *,
    name: str,
    email: str,
    language: str = ForumLanguage.DA,
    manages: bool = False,
    may_sign_up_others: bool = False,
    by_representative: Representative | None = None,
    by: Viewer = None,
) -> Representative:
    """Invite somebody to speak for an association; she is mailed a link to confirm.

    A managing representative does it, or staff (``by``) on the association's word. Raises
    RepresentativeRefused.
    """
    row = lock(association.pk)
    _check_manages(row, by_representative, by)
    if row.state == MembershipState.LEFT:
        raise RepresentativeRefused(_("Foreningen er meldt ud."))
    address = normalise_email(email)
    there = list(of(row))
    if any(one.email.lower() == address for one in there):
        raise RepresentativeRefused(_("Der er allerede en repræsentant med den adresse."))
    if len(there) >= MOST:
        raise RepresentativeRefused(_("I kan højst have ti repræsentanter. Fjern en først."))
    if not INVITATIONS.allows(row.pk):
        raise RepresentativeRefused(_("I har inviteret mange i dag. Vent til i morgen."))
    invited = Representative.objects.create(
        association=row,
        name=name.strip(),
        email=address,
        language=language,
        manages=manages,
        may_sign_up_others=may_sign_up_others,
    )
    notifications.enqueue_letter(Mail.FORUM_INVITED, subject_key=invited.pk)
    _log(invited, "wagtail.create", by)
    return invited


def confirm(representative: Representative, *, at: datetime | None = None) -> bool:
    """Note that she is who was invited; return whether this was the first time."""
    fresh = Representative.objects.filter(pk=representative.pk, confirmed_at__isnull=True)
    return bool(fresh.update(confirmed_at=at or timezone.now()))


def not_me(representative: Representative) -> bool:
    """Delete an invitation that nobody has confirmed; return whether there was one."""
    fresh = Representative.objects.filter(pk=representative.pk, confirmed_at__isnull=True)
    return bool(fresh.delete()[0])


# --- Rights ------------------------------------------------------------------------------------
@transaction.atomic
def change_rights(
    representative: Representative,
    *,
    manages: bool,
    may_sign_up_others: bool,
    by_representative: Representative | None = None,
    by: Viewer = None,
) -> Representative:
    """Say what she may do for her association. Raises RepresentativeRefused, LastManager."""
    association = lock(representative.association_id)
    _check_manages(association, by_representative, by)
    row = _one(association, representative)
    if not manages:
        _check_not_last(association, row)
    row.manages, row.may_sign_up_others = manages, may_sign_up_others
    row.save(update_fields=["manages", "may_sign_up_others"])
    _log(row, "wagtail.edit", by)
    return row


@transaction.atomic
def remove(
    representative: Representative,
    *,
    by_representative: Representative | None = None,
    by: Viewer = None,
) -> None:
    """Take somebody off; her details are deleted at once. She may do it herself, too.

    Raises RepresentativeRefused, LastManager.
    """
    association = lock(representative.association_id)
    row = _one(association, representative)
    if by_representative is None or by_representative.pk != row.pk:
        _check_manages(association, by_representative, by)
    _check_not_last(association, row)
    _log(row, "wagtail.delete", by)
    row.delete()


def _check_manages(
    association: Association, representative: Representative | None, by: Viewer
) -> None:
    if representative is None:
        if by is None:
            raise RepresentativeRefused
    elif not managers(association).filter(pk=representative.pk).exists():
        raise RepresentativeRefused


def _one(association: Association, representative: Representative) -> Representative:
    row = of(association).filter(pk=representative.pk).first()
    if row is None:
        raise RepresentativeRefused(_("Repræsentanten er allerede fjernet."))
    return row


def _check_not_last(association: Association, row: Representative) -> None:
    is_one = row.manages and row.confirmed_at is not None
    if is_one and not managers(association).exclude(pk=row.pk).exists():
        raise LastManager


# --- Her own details and link ------------------------------------------------------------------
@transaction.atomic
def correct(
    representative: Representative, *, name: str, email: str, language: str
) -> Representative:
    """Correct her own name, address and language. A new address gets a new link, by mail.

    The old link dies with the old address. Raises RepresentativeRefused.
    """
    association = lock(representative.association_id)
    row = _one(association, representative)
    address = normalise_email(email)
    if of(association).filter(email__iexact=address).exclude(pk=row.pk).exists():
        raise RepresentativeRefused(_("Der er allerede en repræsentant med den adresse."))
    moved = address != row.email.lower()
    if moved and not NEW_LINK.allows(row.pk):
        raise RepresentativeRefused(_("Adressen er skiftet mange gange. Vent en time."))
    row.name, row.email, row.language = name.strip(), address, language
    row.link_version += int(moved)
    row.save(update_fields=["name", "email", "language", "link_version"])
    if moved:
        notifications.enqueue_letter(Mail.FORUM_LINK, subject_key=row.pk)
    return row


@transaction.atomic
def renew_link(representative: Representative, *, by: Viewer = None) -> Representative:
    """Make every link handed out before worthless and mail her a new one.

    Raises RepresentativeRefused.
    """
    association = lock(representative.association_id)
    row = _one(association, representative)
    if not NEW_LINK.allows(row.pk):
        raise RepresentativeRefused(_("Der er sendt mange nye links. Vent en time."))
    row.link_version += 1
    row.save(update_fields=["link_version"])
    notifications.enqueue_letter(_mail_for(row), subject_key=row.pk)
    _log(row, "wagtail.edit", by)
    return row


@transaction.atomic
def resend(representative: Representative, *, by: Viewer = None) -> None:
    """Mail her link, or the invitation she has not answered, once more.

    Raises RepresentativeRefused.
    """
    if not LOST_LINK_PER_ADDRESS.allows(representative.email.lower()):
        raise RepresentativeRefused(_("Der er sendt flere links til den adresse. Vent en time."))
    notifications.enqueue_letter(_mail_for(representative), subject_key=representative.pk)
    _log(representative, "wagtail.edit", by)


def send_lost_links(email: str) -> int:
    """Mail every representative with that address her link; return how many mails.

    The caller says the same to everyone. Past the brake for one address nothing is sent.
    """
    address = normalise_email(email)
    if not LOST_LINK_PER_ADDRESS.allows(address):
        return 0
    rows = Representative.objects.annotate(mailbox=Lower("email")).filter(mailbox=address)
    with transaction.atomic():
        return sum(notifications.enqueue_letter(_mail_for(row), subject_key=row.pk) for row in rows)


def _mail_for(row: Representative) -> Mail:
    return Mail.FORUM_LINK if row.confirmed_at else Mail.FORUM_INVITED


def _log(row: Representative, action: str, by: Viewer) -> None:
    if by is not None:
        log(row, action, user=by)


# --- Retention ---------------------------------------------------------------------------------
def deleted_on(left_at: datetime) -> datetime:
    """Return when the people of an association that left are deleted."""
    return left_at + AFTER_LEAVING


def delete_due(now: datetime) -> int:
    """Delete those whose time has come; return how many. For retention (aware ``now``).

    Invitations unanswered for 30 days; everybody 30 days after the association left, with its
    own contact details; everybody ``VINK_RETENTION_DAYS`` after a membership lapsed.
    """
    unanswered = Q(confirmed_at__isnull=True, invited_at__lte=now - UNANSWERED)
    deleted, _each = Representative.objects.filter(unanswered).delete()
    return deleted + one_by_one(_over(now), _forget)


def _over(now: datetime) -> list[UUID]:
    left = MembershipEvent.objects.filter(
        kind=MembershipEventKind.LEFT, at__lte=now - AFTER_LEAVING
    ).values("association")
    lapsed = today(now) - timedelta(days=settings.VINK_RETENTION_DAYS)
    ended = Q(state=MembershipState.LEFT, pk__in=left) | Q(
        state=MembershipState.LAPSED, ended_on__lte=lapsed
    )
    known = Q(pk__in=Representative.objects.values("association")) | ~Q(email="", phone="")
    return list(Association.objects.filter(ended).filter(known).values_list("pk", flat=True))


@transaction.atomic
def _forget(key: UUID) -> int:
    association = lock(key)
    if association.state == MembershipState.MEMBER:
        return 0
    association.email = association.phone = association.website = association.about = ""
    association.save(update_fields=["email", "phone", "website", "about"])
    return of(association).delete()[0]

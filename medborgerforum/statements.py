"""Written statements to a hearing: received, read, published with consent, withdrawn.

A statement names no person: it stands under "borger" or under an association's name. There is
no field for notes, and nothing leads from here to any other case.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events.enums import ActivityStatus
from events.identity import normalise_email
from events.models import Activity
from events.notifications import Mail, enqueue_letter
from events.permissions import Viewer
from medborgerforum import hearings
from medborgerforum.enums import Behalf, NotPublished, StatementState
from medborgerforum.models import Association, Hearing, Statement

# What a letter tells of: the only parameter that goes with it.
PUBLISHED, NOT_PUBLISHED, REPLIED = "published", "not_published", "replied"


class StatementRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message: str | Promise = _("Det kunne ikke lade sig gøre. Prøv igen, eller ring til os.")


class NotOpen(StatementRefused):
    """The hearing takes no statements now."""

    message = _("Fristen for at sende høringssvar er udløbet. Du kan stadig skrive til os.")


class NoConsent(StatementRefused):
    """Whoever wrote has not said that it may be published."""

    message = _("Afsenderen har ikke sagt ja til offentliggørelse. Svaret kan kun læses her.")


class IsWithdrawn(StatementRefused):
    """The statement is withdrawn: nothing of it is left."""

    message = _("Høringssvaret er trukket tilbage.")


class ReportIsOut(StatementRefused):
    """The closing report is published: the replies stay as they are."""

    message = _("Rapporten er offentliggjort, så kommunens svar ligger fast.")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody wrote. ``association`` is set where a member writes behind her own link."""

    body: str
    behalf: Behalf = Behalf.CITIZEN
    association_name: str = ""
    association: Association | None = None
    language: str = "da"
    consent: bool = False
    email: str = ""


@transaction.atomic
def receive(
    activity: Activity, given: Given, *, key: UUID, now: datetime | None = None
) -> Statement:
    """Keep a statement and thank for it by mail, if there is an address; return it.

    Repeating a call with the same key returns the first. Raises NotOpen.
    """
    known = Statement.objects.filter(hearing=activity.pk, idempotency_key=key).first()
    if known is not None:
        return known
    hearing = Hearing.objects.filter(activity=activity).first()
    called_off = activity.status in {ActivityStatus.CANCELLED, ActivityStatus.PLANNED}
    shut = called_off or activity.discreet or not hearings.takes_statements(hearing, now)
    if hearing is None or shut:
        raise NotOpen
    by_association = given.behalf == Behalf.ASSOCIATION
    name = given.association.name if given.association else given.association_name
    # Two taps at the same moment: the second waits for the first and finds its row.
    statement, created = Statement.objects.get_or_create(
        idempotency_key=key,
        defaults={
            "hearing": hearing,
            "behalf": given.behalf,
            "association_name": name.strip() if by_association else "",
            "association": given.association if by_association else None,
            "body": given.body.strip(),
            "language": given.language,
            "consent": given.consent,
            "email": normalise_email(given.email),
        },
    )
    if created and statement.email:
        enqueue_letter(Mail.FORUM_STATEMENT, subject_key=statement.pk)
    return statement


# --- What staff decide --------------------------------------------------------------------------
@transaction.atomic
def publish(statement: Statement, *, by: Viewer, now: datetime | None = None) -> Statement:
    """Publish it under "borger" or the association's name. Raises IsWithdrawn, NoConsent."""
    row = _lock(statement)
    if row.state == StatementState.PUBLISHED:
        return row
    if not row.body:
        raise IsWithdrawn
    if not row.consent:
        raise NoConsent
    row.state = StatementState.PUBLISHED
    row.not_published = ""
    row.published_at = now or timezone.now()
    row.save(update_fields=["state", "not_published", "published_at"])
    log(row, "wagtail.publish", user=by)
    _tell(row, PUBLISHED)
    return row


@transaction.atomic
def do_not_publish(statement: Statement, reason: NotPublished, *, by: Viewer) -> Statement:
    """Note that it was read and is not published, or not any more. Raises IsWithdrawn."""
    row = _lock(statement)
    if row.state == StatementState.NOT_PUBLISHED and row.not_published == reason:
        return row
    row.state = StatementState.NOT_PUBLISHED
    row.not_published = reason
    row.published_at = None
    row.save(update_fields=["state", "not_published", "published_at"])
    log(row, "wagtail.unpublish", user=by)
    _tell(row, NOT_PUBLISHED)
    return row


@transaction.atomic
def reply(statement: Statement, text: str, *, by: Viewer, now: datetime | None = None) -> Statement:
    """Write the city's reply, or correct it; the first is told by mail. An empty text removes it.

    Raises IsWithdrawn, or ReportIsOut once the closing report is published.
    """
    row = _lock(statement)
    if row.hearing.report_published_at:
        raise ReportIsOut
    is_first = bool(text.strip()) and row.replied_at is None
    row.reply = text.strip()
    if is_first:
        row.replied_at = now or timezone.now()
    row.save(update_fields=["reply", "replied_at"])
    log(row, "wagtail.edit", user=by)
    if is_first:
        _tell(row, REPLIED)
    return row


# --- What whoever wrote decides -----------------------------------------------------------------
@transaction.atomic
def set_consent(statement: Statement, consent: bool) -> Statement:
    """Say whether it may be published; without consent it is taken off at once.

    Raises IsWithdrawn.
    """
    row = _lock(statement)
    if row.consent == consent:
        return row
    row.consent = consent
    if row.state == StatementState.PUBLISHED and not consent:
        row.state = StatementState.RECEIVED
        row.published_at = None
    row.save(update_fields=["consent", "state", "published_at"])
    return row


@transaction.atomic
def withdraw(statement: Statement, *, now: datetime | None = None) -> Statement:
    """Empty the statement for good: text, mail, names and reply. Its number is all that is left.

    Repeating it changes nothing.
    """
    row = Statement.objects.select_for_update().get(pk=statement.pk)
    if row.state == StatementState.WITHDRAWN:
        return row
    row.state = StatementState.WITHDRAWN
    row.withdrawn_at = now or timezone.now()
    empty(row)
    row.consent = False
    row.published_at = row.replied_at = None
    row.not_published = ""
    row.save()
    return row


def empty(row: Statement) -> None:
    """Take text, reply, mail and names off an unsaved row."""
    row.body = row.reply = row.email = row.association_name = ""
    row.association = None


def _lock(statement: Statement) -> Statement:
    """Return the row, locked after its hearing. Raises IsWithdrawn."""
    hearing = hearings.lock(statement.hearing)
    row = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if row.state == StatementState.WITHDRAWN:
        raise IsWithdrawn
    row.hearing = hearing
    return row


def _tell(row: Statement, what: str) -> None:
    if row.email:
        enqueue_letter(Mail.FORUM_REPLY, subject_key=row.pk, what=what)


# --- What is shown ------------------------------------------------------------------------------
def published(hearing: Hearing) -> QuerySet[Statement]:
    """Return the published statements, the newest first."""
    return Statement.objects.filter(hearing=hearing, state=StatementState.PUBLISHED).order_by(
        "-published_at", "pk"
    )


def numbers(hearing: Hearing) -> dict[str, int]:
    """Count a hearing's statements by state; one query."""
    rows = Statement.objects.filter(hearing=hearing).order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def is_verified(statement: Statement) -> bool:
    """Whether the association's name is known to be right: a member wrote behind her link."""
    return statement.association_id is not None

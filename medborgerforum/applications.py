"""Applications for membership, as the applicant handles them: sent, verified, corrected.

Nothing is promised by an application and nothing public shows that there is one. How it is
answered is decided in ``medborgerforum.admission``.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import notifications
from events.identity import fold_name, normalise_email
from events.models import OutboxMessage
from events.notifications import Mail
from events.when import today
from medborgerforum import charter
from medborgerforum.enums import ApplicationOutcome, ApplicationState
from medborgerforum.models import Application, ApplicationCount, CharterText

SIGNED = ("signatory_name", "signatory_role")
# What the applicant may put right, beside the districts, until the answer.
CORRECTABLE = (
    "name",
    "kind",
    "cvr",
    "works_in",
    "contact_name",
    "contact_email",
    "contact_phone",
    *SIGNED,
)


class ApplicationRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message: str | Promise = _("Det kan ikke lade sig gøre. Skriv eller ring til os.")


class AlreadyAnswered(ApplicationRefused):
    """The application has been answered, or is gone."""

    message = _("Ansøgningen er allerede besvaret, trukket tilbage eller slettet.")


class CharterMoved(ApplicationRefused):
    """The text accepted is not the one now in force."""

    message = _(
        "Charteret er kommet i en ny udgave, mens I læste. Læs den nye tekst her på siden, og sæt "
        "kryds igen."
    )


class AuthorityNotStated(ApplicationRefused):
    """Somebody else is to sign, and has not said that she may."""

    message = _("Sæt kryds, hvis den, der skriver under, må gøre det på foreningens vegne.")


def text_to_accept(language: str) -> CharterText | None:
    """Return the text to be accepted today by who reads ``language``; None before the first."""
    version = charter.in_force()
    return charter.text_in(version, language) if version else None


def demanded_number(day: date | None = None) -> int:
    """Return the lowest charter version with which one is admitted on a Copenhagen day.

    The newest material one in force: who joins has no time limit to wait for. 0 for none.
    """
    day = day or timezone.localdate()
    rows = charter.published()
    return max((v.number for v in rows if v.material and v.valid_from <= day), default=0)


def has_accepted(application: Application, day: date | None = None) -> bool:
    """Whether the version accepted suffices on a Copenhagen day (default: today)."""
    return application.accepted_text.version.number >= demanded_number(day)


def still_open() -> QuerySet[Application]:
    """Return the applications that have not been answered."""
    return Application.objects.exclude(state=ApplicationState.DECLINED)


# --- The applicant's commands --------------------------------------------------------------------
@transaction.atomic
def receive(wanted: Application, districts: Iterable[int]) -> Application:
    """Save an application (not saved yet) and mail the contact person her link.

    The same idempotency key again is the same application, without a mail. The same mailbox
    and name as one still open leads to that one: its link is mailed again, nothing is changed,
    and the answer looks alike, so that nobody learns of an application that is not hers.
    Raises CharterMoved.
    """
    known = Application.objects.filter(idempotency_key=wanted.idempotency_key).first()
    if known is not None:
        return known
    _check_text(wanted.accepted_text_id, wanted.language)
    wanted.contact_email = normalise_email(wanted.contact_email)
    earlier = _same(wanted)
    if earlier is not None:
        notifications.enqueue_letter(Mail.FORUM_APPLICATION, subject_key=earlier.pk, again=True)
        return earlier
    row, created = Application.objects.get_or_create(
        idempotency_key=wanted.idempotency_key,
        defaults={
            field.attname: getattr(wanted, field.attname)
            for field in Application._meta.concrete_fields
            if field.name not in {"id", "idempotency_key", "created_at", "accepted_at"}
        }
        | {"accepted_at": timezone.now()},
    )
    if created:
        row.districts.set(districts)
        notifications.enqueue_letter(Mail.FORUM_APPLICATION, subject_key=row.pk)
    return row


def _same(wanted: Application) -> Application | None:
    name = fold_name(wanted.name)
    rows = still_open().filter(contact_email=wanted.contact_email)
    return next((row for row in rows if fold_name(row.name) == name), None)


def _check_text(key: UUID, language: str) -> CharterText:
    text = text_to_accept(language)
    if text is None or text.pk != key:
        raise CharterMoved
    return text


@transaction.atomic
def verify(application: Application) -> Application:
    """Note that the contact person's mailbox is hers; again is the same. Raises AlreadyAnswered."""
    row = locked(application)
    if row.state == ApplicationState.UNVERIFIED:
        row.state, row.verified_at = ApplicationState.READY, timezone.now()
        row.save(update_fields=["state", "verified_at"])
    return row


@transaction.atomic
def correct(
    application: Application,
    values: Mapping[str, Any],
    districts: Iterable[int],
    *,
    authority: bool = False,
) -> bool:
    """Put right what was written; return whether the mailbox has to be verified anew.

    ``values`` are of the fields in ``CORRECTABLE``. Another signatory, or role, is a new
    signature: it needs ``authority``, and its time is now. A new address gets a link of its
    own; the old link is dead. Raises AlreadyAnswered, AuthorityNotStated.
    """
    row = locked(application)
    now = timezone.now()
    new = {name: values[name] for name in CORRECTABLE if name in values}
    if signs_anew(row, new):
        if not authority:
            raise AuthorityNotStated
        row.accepted_at = now
    email = normalise_email(new.pop("contact_email", row.contact_email))
    moved = email != row.contact_email
    for name, value in new.items():
        setattr(row, name, value)
    if moved:
        row.contact_email, row.link_version = email, row.link_version + 1
        row.state, row.verified_at = ApplicationState.UNVERIFIED, None
        notifications.enqueue_letter(Mail.FORUM_APPLICATION, subject_key=row.pk)
    row.save()
    row.districts.set(districts)
    return moved


def signs_anew(application: Application, values: Mapping[str, Any]) -> bool:
    """Whether these values name another signatory or role than the application does."""
    return any(values.get(name, "") != getattr(application, name) for name in SIGNED)


@transaction.atomic
def accept_newer(application: Application, text: UUID, language: str) -> Application:
    """Accept the charter in force, as read in ``language``; ``text`` is the one that was shown.

    Raises AlreadyAnswered, CharterMoved.
    """
    row = locked(application)
    row.accepted_text = _check_text(text, language)
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_text", "accepted_at"])
    return row


@transaction.atomic
def withdraw(application: Application) -> None:
    """Delete it at once, because the applicant says so. Raises AlreadyAnswered."""
    row = locked(application)
    count(ApplicationOutcome.WITHDRAWN, timezone.now())
    row.delete()


# --- What the rules of an answer need, too -------------------------------------------------------
def locked(application: Application) -> Application:
    """Return the row as it is, locked, while it waits for an answer. Raises AlreadyAnswered."""
    rows = Application.objects.select_for_update(of=("self",))
    row = rows.select_related("accepted_text__version").filter(pk=application.pk).first()
    if row is None or row.state == ApplicationState.DECLINED:
        raise AlreadyAnswered
    return row


def count(outcome: ApplicationOutcome, now: datetime) -> None:
    """Add one to how applications ended in the month (Copenhagen) of ``now`` (aware)."""
    month = today(now).replace(day=1)
    row, _created = ApplicationCount.objects.get_or_create(month=month, outcome=outcome)
    ApplicationCount.objects.filter(pk=row.pk).update(number=F("number") + 1)


def once(application: Application, what: str) -> UUID:
    """Return the key of the one mail that tells this application ``what``.

    The mail's own row is the memory of it: when sent, it keeps kind and day and says of whom
    no longer, and the key leads nowhere once the application is gone.
    """
    return uuid5(application.pk, what)


@transaction.atomic
def tell_once(kind: Mail, application: Application, what: str, **params: object) -> int:
    """Queue a mail unless it was queued before; return how many were. Two calls queue one."""
    given = {"kind": kind, "subject_key": application.pk, "params": dict(params)}
    _row, created = OutboxMessage.objects.get_or_create(pk=once(application, what), defaults=given)
    if created:
        transaction.on_commit(notifications.start_delivery, robust=True)
    return int(created)

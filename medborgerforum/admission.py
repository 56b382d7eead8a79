"""Answering applications: against the published list, and nothing else.

Who meets all four points of ``enums.Requirement`` is admitted; there is no other ground for a
refusal and no place to write one. Every command locks the application first.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events import notifications
from events.models import OutboxMessage
from events.notifications import Mail
from events.one_by_one import one_by_one
from events.permissions import Viewer
from events.sorting import danish_sort_key
from events.when import today
from medborgerforum import applications, forum_texts, membership
from medborgerforum.applications import AlreadyAnswered, ApplicationRefused
from medborgerforum.enums import (
    ApplicationOutcome,
    ApplicationState,
    CharterEventKind,
    ForumTextKey,
    MembershipEventKind,
    MembershipState,
    Requirement,
)
from medborgerforum.models import (
    Application,
    Association,
    CharterEvent,
    Representative,
    Signatory,
)

ANSWER_WITHIN = timedelta(days=7)  # from the verified e-mail; then staff are warned
WARN_AFTER = timedelta(days=23)  # from the application: one unanswered mail tells of its end
KEPT = timedelta(days=30)  # from the application; of a refused one, from the letter

type Judged = dict[Requirement, bool | None]
type ToTell = tuple[Mail, Application, str, dict[str, Any]]  # mail, to whom, what, parameters


class NotMet(ApplicationRefused):
    """The list is not met; ``unmet`` are the points."""

    message: str | Promise = _("Listen er ikke opfyldt, så foreningen kan ikke optages endnu.")

    def __init__(self, unmet: Iterable[Requirement]) -> None:
        super().__init__("requirements not met")
        self.unmet = tuple(unmet)


class IsMet(ApplicationRefused):
    """The point is met, so it is no reason to refuse."""

    message = _("Punktet er opfyldt og kan ikke være en begrundelse for et afslag.")


class NoComplaintGuidance(ApplicationRefused):
    """A refusal needs the editor's complaint guidance, approved."""

    message = _(
        "Klagevejledningen er ikke godkendt endnu. Godkend den først under medborgerforums "
        "tekster; den skal stå i brevet."
    )


class AlreadyMember(ApplicationRefused):
    """An association with the CVR number is a member."""

    message = _(
        "En forening med det CVR-nummer er medlem allerede. Ring til kontaktpersonen, og fortæl, "
        "at foreningens egne repræsentanter kan invitere hende. Ansøgningen slettes af sig selv."
    )


class ChangedMeanwhile(ApplicationRefused):
    """The applicant has corrected the application since it was read."""

    message = _("Ansøgeren har rettet ansøgningen imens. Læs den igen.")


class LetterNotSent(ApplicationRefused):
    """The mail of the refusal has not left yet."""

    message = _("Mailen med afslaget er ikke sendt endnu. Vent lidt, og prøv igen.")


def requirements(application: Application) -> Judged:
    """Return which points of the list are met; LOCAL is None: staff's own judgement. One query."""
    return {
        Requirement.LOCAL: None,
        Requirement.CHARTER: applications.has_accepted(application),
        Requirement.AUTHORITY: bool(application.authority_stated and application.signatory_name),
        Requirement.VERIFIED: application.verified_at is not None,
    }


def edition(application: Application) -> str:
    """Return a fingerprint of what staff judge, so that nothing else is admitted; one query."""
    told = [
        application.name,
        application.kind,
        application.cvr,
        *sorted(application.works_in),
        *map(str, application.districts.order_by("pk").values_list("pk", flat=True)),
        application.signatory_name,
        application.signatory_role,
        str(application.accepted_text_id),
    ]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def has_member(application: Application) -> bool:
    """Whether a member has the same CVR number or name: staff are told, the public never."""
    same = Q(sort_key=danish_sort_key(application.name))
    if application.cvr:
        same |= Q(cvr=application.cvr)
    return Association.objects.filter(same).exclude(state=MembershipState.LEFT).exists()


# --- The two answers -----------------------------------------------------------------------------
@transaction.atomic
def admit(
    application: Application, *, local: bool, seen: str = "", by: Viewer = None
) -> Association:
    """Make a member of an applicant who meets the whole list; ``local`` is staff's judgement.

    The acceptance becomes a CharterEvent at the time it was given, the contact person the
    first representative, and she is mailed the signed copy. The application is deleted.
    ``seen`` is the ``edition`` that was read, "" for the present one. Raises NotMet,
    ChangedMeanwhile, AlreadyMember, AlreadyAnswered (by a colleague a moment ago, too).
    """
    row = applications.locked(application)
    if seen and seen != edition(row):
        raise ChangedMeanwhile
    judged = requirements(row) | {Requirement.LOCAL: local}
    unmet = [point for point, met in judged.items() if not met]
    if unmet:
        raise NotMet(unmet)
    association = _association(row)
    event = CharterEvent.objects.create(
        association=association,
        text=row.accepted_text,
        kind=CharterEventKind.ACCEPTED,
        at=row.accepted_at,
    )
    Signatory.objects.create(event=event, name=row.signatory_name, role=row.signatory_role)
    membership.note(association, MembershipEventKind.ADMITTED)
    first = Representative.objects.create(
        association=association,
        name=row.contact_name,
        email=row.contact_email,
        language=row.language,
        manages=True,
        may_sign_up_others=True,
        confirmed_at=row.verified_at,
    )
    applications.count(ApplicationOutcome.ADMITTED, timezone.now())
    row.delete()
    log(association, "wagtail.create", user=by)
    notifications.enqueue_letter(Mail.FORUM_WELCOME, subject_key=first.pk, event=str(event.pk))
    return association


def _association(row: Application) -> Association:
    made = Association(
        name=row.name,
        sort_key=danish_sort_key(row.name),
        kind=row.kind,
        cvr=row.cvr,
        works_in=row.works_in,
        language=row.language,
        member_since=today(timezone.now()),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # the constraint on the CVR number is the only one it can meet
        raise AlreadyMember from error
    made.districts.set(row.districts.all())
    return made


@transaction.atomic
def decline(application: Application, *, unmet: Requirement, by: Viewer = None) -> Application:
    """Refuse because one point of the list is not met, and mail why and how to complain.

    For LOCAL the call itself is the judgement. Raises IsMet, NoComplaintGuidance,
    AlreadyAnswered.
    """
    row = applications.locked(application)
    if requirements(row)[unmet]:
        raise IsMet
    if not forum_texts.shown(ForumTextKey.COMPLAINT, row.language).is_approved:
        raise NoComplaintGuidance
    row.state, row.unmet, row.declined_at = ApplicationState.DECLINED, unmet, timezone.now()
    row.save(update_fields=["state", "unmet", "declined_at"])
    log(row, "wagtail.edit", user=by)
    notifications.enqueue_letter(Mail.FORUM_DECLINED, subject_key=row.pk)
    return row


@transaction.atomic
def journalised(application: Application, *, by: Viewer = None) -> None:
    """Delete a refused application, because its letter lies in the journal. Raises AlreadyAnswered.

    It waits for the mail: what is deleted cannot be written about. Raises LetterNotSent.
    """
    row = _declined(application)
    if row is None:
        raise AlreadyAnswered
    waiting = OutboxMessage.objects.filter(kind=Mail.FORUM_DECLINED, subject_key=row.pk)
    if waiting.exists():
        raise LetterNotSent
    _end(row, ApplicationOutcome.DECLINED, timezone.now())
    log(row, "wagtail.delete", user=by)


def _declined(application: Application) -> Application | None:
    rows = Application.objects.select_for_update(of=("self",))
    return rows.filter(pk=application.pk, state=ApplicationState.DECLINED).first()


# --- Time ----------------------------------------------------------------------------------------
def unanswered(now: datetime | None = None) -> QuerySet[Application]:
    """Return those that were verified more than seven days ago (aware) and have no answer."""
    before = (now or timezone.now()) - ANSWER_WITHIN
    return Application.objects.filter(state=ApplicationState.READY, verified_at__lte=before)


def deleted_at(application: Application) -> datetime:
    """Return when the application is deleted at the latest."""
    return (application.declined_at or application.created_at) + KEPT


def tell_due(now: datetime) -> int:
    """Queue what open applicants are to be told at ``now`` (aware), once each. For the clock.

    On the 23rd day, that no answer has come and when the application is deleted; at any time,
    that a newer version of the charter must be accepted. Three queries where nothing is due.
    """
    rows = list(
        applications.still_open().select_related("accepted_text__version").order_by("created_at")
    )
    wanted = list(_to_tell(rows, now))
    keys = [applications.once(row, what) for _kind, row, what, _params in wanted]
    told = set(OutboxMessage.objects.filter(pk__in=keys).values_list("pk", flat=True))
    due = [one for one in wanted if applications.once(one[1], one[2]) not in told]
    return one_by_one(due, lambda one: applications.tell_once(one[0], one[1], one[2], **one[3]))


def _to_tell(rows: Iterable[Application], now: datetime) -> Iterator[ToTell]:
    demanded = applications.demanded_number(today(now))
    for row in rows:
        if row.state == ApplicationState.READY and row.created_at <= now - WARN_AFTER:
            yield Mail.FORUM_UNANSWERED, row, "unanswered", {}
        if row.accepted_text.version.number < demanded:
            yield Mail.FORUM_APPLICATION, row, f"charter-{demanded}", {"newer": True}


def delete_due(now: datetime) -> int:
    """Delete applications 30 days old at ``now`` (aware), refused ones 30 days after the letter.

    A count is left of each. Who was never answered was told on the 23rd day. For retention.
    """
    before = now - KEPT
    due = Application.objects.filter(
        Q(declined_at__isnull=True, created_at__lte=before) | Q(declined_at__lte=before)
    )
    return one_by_one(list(due.values_list("pk", flat=True)), lambda key: _delete(key, now))


@transaction.atomic
def _delete(key: Any, now: datetime) -> int:
    row = Application.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None or deleted_at(row) > now:
        return 0
    declined = row.state == ApplicationState.DECLINED
    _end(row, ApplicationOutcome.DECLINED if declined else ApplicationOutcome.UNANSWERED, now)
    return 1


def _end(row: Application, outcome: ApplicationOutcome, now: datetime) -> None:
    applications.count(outcome, now)
    Application.objects.filter(pk=row.pk).delete()  # so that the row keeps its key for the log

"""Joint events: members propose them to VINK together with others, who answer yes or no.

The proposal is a request in VINK's inbox like any other; what is said here is the idea and who
is asked to join in. Lock order: the association, then the request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import addons, letters, notifications, requests
from events.links import Purpose
from events.messages import NoLongerTrue
from events.models import Audience, HostRequest, OutboxMessage
from events.notifications import Mail
from events.ratelimit import Limit
from medborgerforum import directory, links, locking, membership
from medborgerforum.enums import PartnerAnswer
from medborgerforum.models import Association, JointPartner, JointProposal, Representative

MOST_PARTNERS = 5
# Each proposal sends a mail to the managers of up to five others.
PROPOSALS = Limit("forum-joint", times=5, window=timedelta(days=1))
OPEN = (*requests.WAITING, HostRequest.Status.ACCEPTED)


class JointRefused(Exception):
    """Nothing was changed; ``message`` says why and what to do."""

    message: str | Promise = _("Det kan ikke lade sig gøre lige nu.")


class NotNow(JointRefused):
    """The association may not sign up at present."""

    message = _("Jeres forening skal først tilslutte sig det nye charter. Se jeres egen side.")


class WrongPartners(JointRefused):
    """None or too many are chosen, or one of them is not to be found any more."""

    message = _("Vælg en til fem foreninger fra medlemslisten. En af dem kan være gået ud.")


class NotHers(JointRefused):
    """Only who manages the membership answers for an association."""

    message = _("Det er den, der styrer jeres medlemskab, der svarer.")


class TooLate(JointRefused):
    """The proposal has ended: declined, withdrawn, or held."""

    message = _("Forslaget er afsluttet. I kan ikke svare mere.")


@dataclass(frozen=True)
class Idea:
    """What is proposed. ``key`` makes a double tap one proposal."""

    key: UUID
    title: str
    idea: str
    audience: Audience
    expected: int
    wished_dates: str
    place: str
    address: str


def others(association: Association) -> list[Association]:
    """Return the members that an association can ask: those it finds in the directory."""
    rows = directory.visible(directory.FOR_MEMBERS)
    return [row for row in rows if row.pk != association.pk]


@transaction.atomic
def propose(
    representative: Representative, idea: Idea, partners: Sequence[Association]
) -> JointProposal:
    """Put a proposal into VINK's inbox and ask the others; the same key again is the same one.

    Raises NotNow or WrongPartners.
    """
    own = locking.lock(representative.association_id)
    representative.association = own
    if not membership.may_sign_up(representative):
        raise NotNow
    keys = {partner.pk for partner in partners}
    if not 1 <= len(keys) <= MOST_PARTNERS or not keys <= {row.pk for row in others(own)}:
        raise WrongPartners
    request = requests.receive(_request(representative, idea))
    proposal, created = JointProposal.objects.get_or_create(
        host_request=request,
        defaults={"association": own, "title": idea.title, "idea": idea.idea},
    )
    if created:
        rows = [JointPartner(proposal=proposal, association_id=key) for key in sorted(keys)]
        JointPartner.objects.bulk_create(rows)
        _ask(rows)
    return proposal


def _request(representative: Representative, idea: Idea) -> HostRequest:
    own = representative.association
    written = dict(settings.WAGTAIL_CONTENT_LANGUAGES)  # in which letters to hosts exist
    language = representative.language
    return HostRequest(
        idempotency_key=uuid5(idea.key, str(own.pk)),
        kind=HostRequest.Kind.JOINT,
        topic=HostRequest.Topic.OTHER,
        audience=idea.audience,
        expected=idea.expected,
        workplace=idea.place,
        address=idea.address,
        wished_dates=idea.wished_dates,
        contact_name=representative.name,
        contact_email=representative.email,
        contact_phone=own.phone,
        language=language if language in written else settings.LANGUAGE_CODE,
    )


def _ask(partners: Sequence[JointPartner]) -> None:
    asked = {partner.association_id: partner for partner in partners}
    managers = Representative.objects.filter(
        association__in=asked, manages=True, confirmed_at__isnull=False
    )
    notifications.enqueue_letters(
        Mail.FORUM_PARTNER,
        [
            {"subject_key": asked[row.association_id].pk, "representative": str(row.pk)}
            for row in managers
        ],
    )


def is_open(proposal: JointProposal) -> bool:
    """Whether the proposal can still be answered; its request is loaded."""
    return proposal.host_request.status in OPEN


@transaction.atomic
def answer(partner: JointPartner, representative: Representative, *, yes: bool) -> JointPartner:
    """Answer for an association that was asked; the last answer counts.

    Raises NotHers, NotNow (a yes takes a member that may sign up) or TooLate.
    """
    own = locking.lock(representative.association_id)
    representative.association = own
    row = JointPartner.objects.select_related("proposal__host_request").get(pk=partner.pk)
    if row.association_id != own.pk or not representative.manages:
        raise NotHers
    may = membership.may_sign_up if yes else membership.may_read
    if not may(representative):
        raise NotNow
    if not is_open(row.proposal):
        raise TooLate
    row.answer = PartnerAnswer.YES if yes else PartnerAnswer.NO
    row.save(update_fields=["answer"])
    return row


def asked_of(association: Association) -> QuerySet[JointPartner]:
    """Return what an association is asked to join, the newest first, with all that is shown."""
    rows = JointPartner.objects.filter(association=association)
    return rows.select_related("proposal__host_request", "proposal__association").order_by(
        "-proposal__host_request__created_at", "id"
    )


def proposed_by(association: Association) -> QuerySet[JointProposal]:
    """Return what an association has proposed, the newest first, with the others' answers."""
    rows = JointProposal.objects.filter(association=association)
    return (
        rows.select_related("host_request")
        .prefetch_related("partners__association")
        .order_by("-host_request__created_at", "id")
    )


# What VINK's staff see of it


def staff_section(_request: HttpRequest, subject: HostRequest) -> addons.Section | None:
    """Return idea and answers for the page of a request in the inbox; nothing for other kinds."""
    if subject.kind != HostRequest.Kind.JOINT:
        return None
    rows = JointProposal.objects.select_related("association")
    rows = rows.prefetch_related("partners__association")
    proposal = rows.filter(host_request=subject).first()
    template = "wagtailadmin/medborgerforum/joint_proposal.html"
    return addons.Section(template, {"proposal": proposal}) if proposal else None


# The letter to those who are asked


def _asked(row: OutboxMessage) -> tuple[JointPartner, Representative]:
    asked = JointPartner.objects.filter(answer=PartnerAnswer.ASKED)
    asked = asked.select_related("proposal__host_request", "proposal__association")
    partner = asked.filter(pk=row.subject_key).first() if row.subject_key else None
    manager = (
        Representative.objects.select_related("association")
        .filter(pk=str(row.params["representative"]), manages=True)
        .first()
    )
    if partner is None or manager is None or manager.association_id != partner.association_id:
        raise NoLongerTrue
    if not (is_open(partner.proposal) and membership.may_read(manager)):
        raise NoLongerTrue
    return partner, manager


def _addressee(row: OutboxMessage) -> letters.Addressee:
    manager = _asked(row)[1]
    return letters.Addressee(manager.email, manager.language)


def _context(row: OutboxMessage, language: str) -> dict[str, Any]:
    partner, manager = _asked(row)
    return {
        "name": manager.name,
        "proposal": partner.proposal,
        "proposer": partner.proposal.association.name,
        "wished_dates": partner.proposal.host_request.wished_dates,
        "answer_url": links.own_url(
            "joint_answer", Purpose.FORUM, manager, partner.pk, language=language
        ),
        "own": manager.association.name,
    }


def join_the_floor() -> None:
    """Show the idea on the request's page, and write to those who are asked."""
    addons.register(addons.Place.HOST_REQUEST, staff_section)
    letters.register(Mail.FORUM_PARTNER, letters.Letter(_addressee, _context))

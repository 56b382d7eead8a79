"""Mails in the life of a membership: invitation, link, renewal, lapse, leaving."""

from typing import Any

from django.utils.translation import gettext as _

from events import clock, letters, when
from events.links import Purpose
from events.messages import NoLongerTrue
from events.models import OutboxMessage
from events.notifications import Mail
from medborgerforum import leaving, links, membership, renewal, representatives
from medborgerforum.enums import MembershipState
from medborgerforum.models import CharterVersion, Representative
from medborgerforum.renewal import Step


def join_the_floor() -> None:
    """Register the letters and the jobs of the clock."""
    for kind, context in (
        (Mail.FORUM_INVITED, _invited),
        (Mail.FORUM_LINK, _link),
        (Mail.FORUM_RENEWAL, _renewal),
        (Mail.FORUM_LAPSED, _lapsed),
        (Mail.FORUM_LEFT, _left),
    ):
        letters.register(kind, letters.Letter(addressee=_addressee, context=context))
    clock.register_job("lapse_forum_members", renewal.lapse_due)
    clock.register_job("remind_forum_renewal", renewal.remind_due)
    clock.register_job("sweep_forum_sign_ups", leaving.sweep_sign_ups)


def _representative(row: OutboxMessage) -> Representative:
    people = Representative.objects.select_related("association")
    who = people.filter(pk=row.subject_key).first() if row.subject_key else None
    if who is None:  # removed meanwhile
        raise NoLongerTrue
    return who


def _addressee(row: OutboxMessage) -> letters.Addressee:
    who = _representative(row)
    return letters.Addressee(email=who.email, language=who.language)


def _facts(who: Representative, page: str = "own") -> dict[str, Any]:
    return {
        "title": who.association.name,
        "name": who.name,
        "association": who.association.name,
        "own_url": links.own_url(page, Purpose.FORUM, who, language=who.language),
    }


def _invited(row: OutboxMessage, _language: str) -> dict[str, Any]:
    who = _representative(row)
    if who.confirmed_at is not None:
        raise NoLongerTrue
    days = representatives.UNANSWERED.days
    return {**_facts(who, "confirm"), "manages": who.manages, "days": days}


def _link(row: OutboxMessage, _language: str) -> dict[str, Any]:
    return _facts(_representative(row))


def _renewal(row: OutboxMessage, _language: str) -> dict[str, Any]:
    who = _representative(row)
    version = CharterVersion.objects.get(number=row.params["version"])
    standing = membership.standing(who.association)
    if not standing.is_member or standing.accepted >= version.number or not who.manages:
        raise NoLongerTrue
    step = row.params["step"]
    return {
        **_facts(who, "renew"),
        "step": step,
        "heading": _heading(step),
        "accept_by": when.plain_day(version.accept_by) if version.accept_by else "",
        "lapse_on": when.plain_day(version.lapse_on) if version.lapse_on else "",
        "is_shut": step in (Step.SHUT, Step.BEFORE_LAPSE),
    }


def _heading(step: str) -> str:
    if step == Step.SHUT:
        return _("Tilmelding til møder er lukket for jer")
    if step == Step.BEFORE_LAPSE:
        return _("Jeres medlemskab ender snart")
    if step == Step.ASKED:
        return _("Charteret er ændret")
    return _("Husk at svare på det nye charter")


def _lapsed(row: OutboxMessage, _language: str) -> dict[str, Any]:
    who = _representative(row)
    if who.association.state != MembershipState.LAPSED:
        raise NoLongerTrue
    return _facts(who, "renew")


def _left(row: OutboxMessage, _language: str) -> dict[str, Any]:
    who = _representative(row)
    left = leaving.left_at(who.association)
    if left is None:
        raise NoLongerTrue
    return {**_facts(who), "deleted_on": when.plain_day(representatives.deleted_on(left))}

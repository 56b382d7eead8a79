"""The letters to hosts, helpers and members of networks: to whom, and what their texts need.

Each says the truth of the moment it leaves: what was overtaken is not sent, and nothing is
ever sent about a discreet activity.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events import calendar, links, networks, requests, when
from events.enums import ActivityStatus
from events.labels import vocabulary
from events.letters import Addressee, Letter, register
from events.messages import DiscreetMail, NoLongerTrue
from events.models import (
    Activity,
    ActivityHelper,
    Audience,
    HostRequest,
    NetworkInvitation,
    NetworkMember,
    OutboxMessage,
)
from events.notifications import Mail

Status = HostRequest.Status


def facts(activity: Activity) -> dict[str, Any]:
    """Return what ``email/facts`` shows of an activity, without the way into an online meeting.

    Raises DiscreetMail.
    """
    if activity.discreet:
        raise DiscreetMail
    return {
        "activity": activity,
        "title": activity.display_title,
        "sessions": [
            {
                "title": session.title,
                "time": when.session_time(session),
                "place": session.place if session.place != activity.place else "",
            }
            for session in activity.sessions.all()
        ],
        "place": activity.place,
        "page_url": calendar.page_address(activity),
        "called_off": activity.status == ActivityStatus.CANCELLED,
    }


# Hosts


def _request(row: OutboxMessage, *statuses: str) -> HostRequest:
    request = row.host_request
    if request is None or request.status not in statuses:
        raise NoLongerTrue
    return request


def _host(*statuses: str) -> Any:
    def addressee(row: OutboxMessage) -> Addressee:
        request = _request(row, *statuses)
        reply_to = request.activity.contact_email if request.activity else ""
        return Addressee(request.contact_email, request.language, reply_to)

    return addressee


def _request_context(row: OutboxMessage, language: str) -> dict[str, Any]:
    request = row.host_request
    if request is None:
        raise NoLongerTrue
    audiences = {term.pk: term.title for term in vocabulary(Audience)}
    until = requests.heads_until(request)
    is_joint = request.kind == HostRequest.Kind.JOINT
    context = {
        "name": request.contact_name,
        "wanted": request,
        "what": request.get_kind_display(),
        # A joint event of the medborgerforum has an idea of its own instead.
        "topic": "" if is_joint else request.get_topic_display(),
        "is_joint": is_joint,
        "audience": audiences.get(request.audience_id, ""),
        "manage_url": links.host_request_url(request.pk, request.link_version, language),
        "heads_until": when.plain_day(until) if until else "",
        "hotline_name": _(settings.VINK_HOTLINE_NAME),
        "hotline_phone": settings.VINK_HOTLINE_PHONE.replace(" ", "\N{NO-BREAK SPACE}"),
    }
    return {**context, **facts(request.activity)} if request.activity else context


def _needs_activity(row: OutboxMessage, language: str) -> dict[str, Any]:
    if row.host_request is None or row.host_request.activity is None:
        raise NoLongerTrue
    return _request_context(row, language)


def _shared_mailbox(row: OutboxMessage) -> Addressee:
    request = _request(row, Status.WITHDRAWN)
    activity = request.activity
    own = activity.contact_email if activity else ""
    return Addressee(own or settings.VINK_CONTACT_EMAIL, settings.LANGUAGE_CODE)


def _withdrawn_context(row: OutboxMessage, language: str) -> dict[str, Any]:
    """Name place and day to the staff, never the contact person."""
    context = _needs_activity(row, language)
    address = reverse("hostrequest:detail", args=[context["wanted"].pk])
    return {
        **context,
        "name": "",
        "manage_url": links.absolute(address),
        "called_off": bool(row.params.get("called_off")),
    }


# Helpers


def _helper(*answers: str) -> Any:
    def addressee(row: OutboxMessage) -> Addressee:
        helper = row.helper
        if helper is None or helper.answer not in answers:
            raise NoLongerTrue
        return Addressee(helper.email, helper.language, helper.activity.contact_email)

    return addressee


def _helper_context(row: OutboxMessage, language: str) -> dict[str, Any]:
    helper = row.helper
    if helper is None:
        raise NoLongerTrue
    return {
        **facts(helper.activity),
        "name": helper.name,
        "helper": helper,
        "part": helper.get_part_display(),
        "manage_url": links.helper_url(helper.pk, helper.link_version, language),
    }


# Members of networks


def _invitation(row: OutboxMessage) -> tuple[NetworkMember, Activity]:
    member = row.member
    if member is None or member.left_on is not None:
        raise NoLongerTrue
    invitation = (
        NetworkInvitation.objects.select_related("activity")
        .filter(member=member, activity=UUID(str(row.params["activity"])))
        .first()
    )
    if invitation is None or not networks.can_answer(invitation.activity):
        raise NoLongerTrue
    return member, invitation.activity


def _member(row: OutboxMessage) -> Addressee:
    member, activity = _invitation(row)
    reply_to = activity.contact_email or member.network.contact_email
    return Addressee(member.email, member.language, reply_to)


def _member_context(row: OutboxMessage, language: str) -> dict[str, Any]:
    member, activity = _invitation(row)
    context = facts(activity)
    first = context["sessions"][0]["time"] if context["sessions"] else ""
    return {
        **context,
        "name": member.name,
        "network": member.network,
        "first_time": capfirst(first),
        "manage_url": links.invitation_url(member.pk, member.link_version, activity.pk, language),
        "leave_url": links.network_leave_url(member.pk, member.link_version, language),
    }


_Answer = ActivityHelper.Answer

register(Mail.REQUEST_RECEIVED, Letter(_host(Status.NEW, Status.ASSIGNED), _request_context))
register(Mail.REQUEST_ACCEPTED, Letter(_host(Status.ACCEPTED), _needs_activity))
register(Mail.REQUEST_CHANGED, Letter(_host(Status.ACCEPTED), _needs_activity))
register(Mail.REQUEST_DECLINED, Letter(_host(Status.DECLINED), _request_context))
register(Mail.REQUEST_HEADS, Letter(_host(Status.ACCEPTED), _needs_activity))
register(Mail.REQUEST_WITHDRAWN, Letter(_shared_mailbox, _withdrawn_context))
register(
    Mail.HELPER_ASKED, Letter(_helper(_Answer.ASKED, _Answer.YES, _Answer.NO), _helper_context)
)
register(Mail.HELPER_CHANGED, Letter(_helper(_Answer.ASKED, _Answer.YES), _helper_context))
register(Mail.NETWORK_INVITATION, Letter(_member, _member_context))

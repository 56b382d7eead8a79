"""Mails about an application, and the welcome to a new member with its signed copy."""

from typing import Any

from events import clock, letters, when
from events.links import Purpose
from events.messages import NoLongerTrue
from events.models import OutboxMessage
from events.notifications import Mail
from medborgerforum import admission, application_papers, links, membership_papers
from medborgerforum.enums import ApplicationState
from medborgerforum.models import Application, CharterEvent, Representative

State = ApplicationState


def join_the_floor() -> None:
    """Register the letters, and the clock's job that tells applicants what is due."""
    letters.register(
        Mail.FORUM_APPLICATION, letters.Letter(addressee=_applicant, context=_received)
    )
    letters.register(Mail.FORUM_DECLINED, letters.Letter(addressee=_applicant, context=_declined))
    letters.register(
        Mail.FORUM_UNANSWERED, letters.Letter(addressee=_applicant, context=_unanswered)
    )
    letters.register(
        Mail.FORUM_WELCOME,
        letters.Letter(addressee=_first, context=_welcome, files=_signed_copy),
    )
    clock.register_job("tell_forum_applicants", admission.tell_due)


def own_url(application: Application) -> str:
    """Return the full address of the application's own page, in the applicant's language."""
    return links.own_url(
        "application", Purpose.FORUM_APPLICATION, application, language=application.language
    )


# --- Applications --------------------------------------------------------------------------------
def _application(row: OutboxMessage, *states: str) -> Application:
    application = (
        Application.objects.filter(pk=row.subject_key, state__in=states or State.values)
        .select_related("accepted_text__version")
        .first()
        if row.subject_key
        else None
    )
    if application is None:  # answered or deleted meanwhile
        raise NoLongerTrue
    return application


def _applicant(row: OutboxMessage) -> letters.Addressee:
    application = _application(row)
    return letters.Addressee(email=application.contact_email, language=application.language)


def _facts(application: Application) -> dict[str, Any]:
    return {
        "title": application.name,
        "name": application.contact_name,
        "association": application.name,
        "own_url": own_url(application),
        "deleted_on": when.plain_day(admission.deleted_at(application)),
    }


def _received(row: OutboxMessage, _language: str) -> dict[str, Any]:
    application = _application(row, State.UNVERIFIED, State.READY)
    return {
        **_facts(application),
        "is_verified": application.verified_at is not None,
        "is_again": bool(row.params.get("again")),
        "is_newer": bool(row.params.get("newer")),
        "number": application.accepted_text.version.number,
    }


def _declined(row: OutboxMessage, language: str) -> dict[str, Any]:
    application = _application(row, State.DECLINED)
    return {**_facts(application), **application_papers.refusal(application, language)}


def _unanswered(row: OutboxMessage, language: str) -> dict[str, Any]:
    application = _application(row, State.READY)
    return {**_facts(application), "join_url": links.page_url("join", language=language)}


# --- The welcome ---------------------------------------------------------------------------------
def _first(row: OutboxMessage) -> letters.Addressee:
    who = _representative(row)
    return letters.Addressee(email=who.email, language=who.language)


def _representative(row: OutboxMessage) -> Representative:
    who = (
        Representative.objects.select_related("association").filter(pk=row.subject_key).first()
        if row.subject_key
        else None
    )
    if who is None:
        raise NoLongerTrue
    return who


def _event(row: OutboxMessage) -> CharterEvent:
    events = CharterEvent.objects.select_related("association", "text__version", "signatory")
    return events.get(pk=row.params["event"])


def _welcome(row: OutboxMessage, language: str) -> dict[str, Any]:
    who = _representative(row)
    return {
        "title": who.association.name,
        "name": who.name,
        "association": who.association.name,
        "number": _event(row).text.version.number,
        "own_url": links.own_url("own", Purpose.FORUM, who, language=who.language),
        "meetings_url": links.page_url("meetings", language=language),
    }


def _signed_copy(row: OutboxMessage) -> list[tuple[str, bytes, str]]:
    event = _event(row)
    data = membership_papers.signed_copy_pdf(event)
    return [(membership_papers.file_name(event), data, "application/pdf")]

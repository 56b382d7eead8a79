"""Letters to whoever wrote to a hearing and gave an address: thanks, and what became of it.

None holds a word of the statement: that is read behind the personal link.
"""

from typing import Any

from django.utils.translation import gettext as _

from events import letters, when
from events.links import Purpose
from events.messages import NoLongerTrue
from events.models import OutboxMessage
from events.notifications import Mail
from medborgerforum import links, statements
from medborgerforum.enums import NotPublished, StatementState
from medborgerforum.models import Statement


def join_the_floor() -> None:
    """Say how both letters are rendered."""
    letters.register(Mail.FORUM_STATEMENT, letters.Letter(addressee=_addressee, context=_received))
    letters.register(Mail.FORUM_REPLY, letters.Letter(addressee=_addressee, context=_answered))


def own_path(statement: Statement) -> str:
    """Return the path of a statement's own page, in the active language."""
    return links.own_path("statement", Purpose.FORUM_STATEMENT, statement)


def own_url(statement: Statement) -> str:
    """Return the full address of a statement's own page, in its language."""
    purpose = Purpose.FORUM_STATEMENT
    return links.own_url("statement", purpose, statement, language=statement.language)


def reason_text(reason: str) -> str:
    """Say to whoever wrote why her statement is not published; "" for no reason."""
    said: dict[str, str] = {
        NotPublished.PERSONS: _("Den nævner enkeltpersoner, og dem skriver vi ikke om."),
        NotPublished.OFF_TOPIC: _("Den handler om noget andet end det, høringen spørger om."),
        NotPublished.UNLAWFUL: _("Den er truende eller nedværdigende, og det viser vi ikke."),
    }
    return said.get(reason, "")


def _addressee(row: OutboxMessage) -> letters.Addressee:
    statement = _row_of(row)
    return letters.Addressee(
        email=statement.email,
        language=statement.language,
        reply_to=statement.hearing.activity.contact_email,
    )


def _received(row: OutboxMessage, language: str) -> dict[str, Any]:
    statement = _row_of(row)
    until = statement.hearing.statements_until
    return {
        **_facts(statement),
        "consent": statement.consent,
        "deadline": when.plain_day(until) if until else "",
    }


def _answered(row: OutboxMessage, language: str) -> dict[str, Any]:
    """Raises NoLongerTrue when things stand otherwise meanwhile."""
    statement, what = _row_of(row), row.params["what"]
    stands = {
        statements.PUBLISHED: statement.state == StatementState.PUBLISHED,
        statements.NOT_PUBLISHED: statement.state == StatementState.NOT_PUBLISHED,
        statements.REPLIED: bool(statement.reply),
    }
    if not stands[what]:
        raise NoLongerTrue
    hearing = statement.hearing.activity.pk
    return {
        **_facts(statement),
        "what": what,
        "reason": reason_text(statement.not_published),
        "hearing_url": links.page_url("hearing", hearing, language=language),
    }


def _facts(statement: Statement) -> dict[str, Any]:
    return {
        "title": statement.hearing.activity.display_title,
        "own_url": own_url(statement),
    }


def _row_of(row: OutboxMessage) -> Statement:
    found = (
        Statement.objects.select_related("hearing__activity").filter(pk=row.subject_key).first()
        if row.subject_key
        else None
    )
    if found is None:
        raise NoLongerTrue
    return found

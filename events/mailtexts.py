"""Subject and opening words of the mails: our own, or what an organiser wrote instead.

An organiser's text is plain text with names in curly braces, from a closed list for each
kind. They are put in by replacing, nothing else: no template engine sees the text, and what
is put in is not looked at again. The mail's HTML escapes it like any other value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from wagtail.log_actions import log

from events.models import MailText
from events.notifications import Mail
from events.permissions import Viewer

_BRACES = re.compile(r"\{([^{}]*)\}")

# Which names an organiser may use, and which value of the mail's context each stands for.
NAME, ACTIVITY, TIME, PLACE = "navn", "aktivitet", "tid", "sted"
DEADLINE, NUMBER = "frist", "nummer"
FACTS = (NAME, ACTIVITY, TIME, PLACE)

PLACEHOLDERS: dict[Mail, tuple[str, ...]] = {
    Mail.CONFIRMED: FACTS,
    Mail.WAITING: (*FACTS, NUMBER),
    Mail.MOVED_UP: FACTS,
    Mail.WITHDRAWN: FACTS,
    Mail.CHANGED: FACTS,
    Mail.ACTIVITY_CANCELLED: FACTS,
    Mail.ACTIVITY_MOVED: FACTS,
    Mail.REMINDER: FACTS,
    Mail.SURVEY: (*FACTS, DEADLINE),
    Mail.THANKS: FACTS,
    Mail.PENDING: FACTS,
    Mail.NOT_APPROVED: FACTS,
    Mail.OFFERED: (*FACTS, DEADLINE),
    Mail.OFFER_EXPIRED: FACTS,
    Mail.REPLACED: FACTS,
    Mail.QUESTIONS: FACTS,
    Mail.CERTIFICATE: FACTS,
}
"""Kinds whose words can be changed. Each has a template ``opening.txt``; the others do not."""


LABELS = {
    Mail.CONFIRMED: _lazy("Bekræftelse"),
    Mail.WAITING: _lazy("På venteliste"),
    Mail.MOVED_UP: _lazy("Rykket op fra ventelisten"),
    Mail.OFFERED: _lazy("Plads tilbudt"),
    Mail.OFFER_EXPIRED: _lazy("Tilbud udløbet"),
    Mail.PENDING: _lazy("Afventer godkendelse"),
    Mail.NOT_APPROVED: _lazy("Ikke godkendt"),
    Mail.QUESTIONS: _lazy("Mangler svar på spørgsmål"),
    Mail.CHANGED: _lazy("Oplysninger rettet"),
    Mail.REPLACED: _lazy("Erstattet af en kollega"),
    Mail.CHOICE_SEATED: _lazy("Plads på workshop"),
    Mail.REMINDER: _lazy("Påmindelse"),
    Mail.ACTIVITY_MOVED: _lazy("Ny tid eller nyt sted"),
    Mail.ACTIVITY_CANCELLED: _lazy("Aktiviteten er aflyst"),
    Mail.WITHDRAWN: _lazy("Kvittering for afmelding"),
    Mail.SURVEY: _lazy("Tak med spørgeskema"),
    Mail.THANKS: _lazy("Tak uden spørgeskema"),
    Mail.CERTIFICATE: _lazy("Deltagerbeviset er klar"),
    Mail.MESSAGE: _lazy("Besked fra arrangøren"),
}
"""What staff call the mails to participants, in the order in which people get them."""


def label(kind: str) -> str:
    """Return what staff call a kind of mail."""
    if kind in Mail and Mail(kind) in LABELS:
        return str(LABELS[Mail(kind)])
    return str(OTHERS.get(kind.partition("_")[0], kind))


# Letters to others than participants, by the first part of their kind.
OTHERS = {
    "team": _lazy("Til den, der bestilte for en gruppe"),
    "helper": _lazy("Til en hjælper"),
    "request": _lazy("Om en forespørgsel"),
    "network": _lazy("Invitation fra et netværk"),
    "refresh": _lazy("Påmindelse om opfriskning"),
    "forum": _lazy("Om medborgerforum"),
}


@dataclass(frozen=True)
class Words:
    """Subject (one line) and opening (paragraphs divided by empty lines) of one mail."""

    subject: str
    opening: str


def words(kind: Mail, context: Mapping[str, Any], language: str) -> Words:
    """Return the words of a mail with this context; the language is active already.

    A reminder says why it comes, so it keeps our own words.
    """
    if kind in PLACEHOLDERS and not context.get("reminder"):
        own = MailText.objects.filter(kind=kind, language=language).first()
        if own is not None:
            return filled(kind, Words(own.subject, own.body), context)
    return standard(kind, context)


def standard(kind: Mail, context: Mapping[str, Any]) -> Words:
    """Return our own words, from the templates, in the active language."""
    subject = render_to_string(f"email/{kind}/subject.txt", dict(context))
    opening = ""
    if kind in PLACEHOLDERS:
        opening = render_to_string(f"email/{kind}/opening.txt", dict(context)).strip()
    return Words(_one_line(subject), opening)


def standard_to_edit(kind: Mail, language: str) -> Words:
    """Return our own words with the names in braces, as a text to begin from."""
    context = {"title": _in_braces(ACTIVITY), "position": _in_braces(NUMBER)}
    with translation.override(language):
        return standard(kind, context)


def filled(kind: Mail, text: Words, context: Mapping[str, Any]) -> Words:
    """Put the context's values in place of the names in braces."""
    values = {name: _value(name, context) for name in PLACEHOLDERS[kind]}

    def value(match: re.Match[str]) -> str:
        return values.get(match[1].strip(), match[0])

    return Words(_one_line(_BRACES.sub(value, text.subject)), _BRACES.sub(value, text.opening))


@transaction.atomic
def write(kind: Mail, language: str, text: Words, *, by: Viewer) -> MailText:
    """Put an organiser's words in place of ours; logged. The caller has checked them."""
    row = MailText.objects.select_for_update().filter(kind=kind, language=language).first()
    action = "wagtail.edit" if row else "wagtail.create"
    row = row or MailText(kind=kind, language=language)
    row.subject, row.body = _one_line(text.subject), text.opening.strip()
    row.save()
    log(row, action, user=by)
    return row


@transaction.atomic
def reset(kind: Mail, language: str, *, by: Viewer) -> None:
    """Go back to our own words; logged. Does nothing where they stand already."""
    row = MailText.objects.select_for_update().filter(kind=kind, language=language).first()
    if row is not None:
        log(row, "wagtail.delete", user=by)
        row.delete()


def check(kind: Mail, text: str) -> None:
    """Raise ValidationError if the text has names in braces that this mail does not know."""
    known = PLACEHOLDERS[kind]
    unknown = [name for name in _BRACES.findall(text) if name.strip() not in known]
    if not unknown:
        return
    raise ValidationError(
        _("Mailen kender ikke %(unknown)s. Her kan du bruge %(known)s."),
        code="placeholder",
        params={
            "unknown": ", ".join(_in_braces(name) for name in dict.fromkeys(unknown)),
            "known": ", ".join(_in_braces(name) for name in known),
        },
    )


def _value(name: str, context: Mapping[str, Any]) -> str:
    if name == NAME:
        return str(context["registration"].name)
    if name == TIME:
        return _time(context["sessions"])
    keys = {
        ACTIVITY: ("title",),
        PLACE: ("place",),
        DEADLINE: ("deadline", "closes"),
        NUMBER: ("position",),
    }
    return next((str(context[key]) for key in keys[name] if context.get(key)), "")


def _time(sessions: list[dict[str, str]]) -> str:
    if not sessions:
        return ""
    more = len(sessions) - 1
    if not more:
        return sessions[0]["time"]
    text = ngettext("%(first)s og %(more)s gang mere", "%(first)s og %(more)s gange mere", more)
    return text % {"first": sessions[0]["time"], "more": more}


def _in_braces(name: str) -> str:
    return f"{{{name}}}"


def _one_line(text: str) -> str:
    return " ".join(text.split())

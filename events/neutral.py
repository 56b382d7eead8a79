"""The neutral face of a discreet activity: its words, its addresses, its mails.

The floor never shows a discreet activity under its own name and address. Who runs discreet
activities (``courses``) registers here how they are told of; until then nothing leaves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db.models import prefetch_related_objects

from events.models import Activity, OutboxMessage, Registration, Survey


class NoNeutralFace(Exception):
    """Nobody has said how discreet activities are told of: nothing may leave."""


@dataclass(frozen=True)
class Words:
    """How a discreet activity is called in one language, outside the house."""

    title: str
    place: str = ""
    language: str = "da"


class Face(Protocol):
    """What whoever runs discreet activities provides."""

    def words(self, activity: Activity, language: str) -> Words:
        """Return the neutral words; in Danish where there are none in the language."""

    def own_url(self, registration: Registration, language: str) -> str:
        """Return the full address of the person's own page on the neutral host."""

    def survey_url(self, invitation_id: UUID, token: str, language: str) -> str:
        """Return the full address of a printed survey code on the neutral host."""

    def mail(self, row: OutboxMessage) -> EmailMultiAlternatives:
        """Return the mail of one outbox row in neutral words. Raises ``messages.NotToBeSent``."""

    def slip(self, registration: Registration) -> bytes:
        """Return what someone without e-mail takes home, as PDF. Slow."""

    def code_sheet(self, survey: Survey, language: str) -> bytes:
        """Return the cards with a survey's printed codes in a language, as PDF. Slow."""

    def told_by_another(self, people: Iterable[Registration]) -> set[UUID]:
        """Return the keys of those who hear all news through somebody else. One query."""

    def notes(self, people: Iterable[Registration]) -> Mapping[UUID, str]:
        """Return what staff should know before they talk to each, in one line; "" for nothing."""


_face: list[Face] = []


def register(face: Face) -> None:
    """Set the face; the last word counts."""
    _face[:] = [face]


def face() -> Face:
    """Return the registered face. Raises NoNeutralFace."""
    if not _face:
        raise NoNeutralFace
    return _face[0]


def without_companions(people: Iterable[Registration]) -> list[Registration]:
    """Leave out whoever is told of everything by the person she comes with.

    Only who can be reached in no way is looked up: no query where everybody can.
    """
    rows = list(people)
    unreachable = [row for row in rows if not (row.email or row.phone)]
    if not unreachable or not is_ready():
        return rows
    spoken_for = face().told_by_another(unreachable)
    return [row for row in rows if row.pk not in spoken_for]


def with_notes(people: Iterable[Registration]) -> list[Registration]:
    """Return the people, each with ``note``: what staff should know. Two queries."""
    rows = list(people)
    prefetch_related_objects(rows, "booking")
    found = face().notes(rows) if rows else {}
    for row in rows:
        row.__dict__["note"] = found.get(row.pk, "")
    return rows


def is_ready() -> bool:
    """Whether there is a face at all."""
    return bool(_face)

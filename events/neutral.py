"""The neutral face of a discreet activity: its words, its addresses, its mails.

The floor never shows a discreet activity under its own name and address. Who runs discreet
activities (``courses``) registers here how they are told of; until then nothing leaves.
"""

from dataclasses import dataclass
from typing import Protocol

from django.core.mail import EmailMultiAlternatives

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

    def survey_url(self, survey: Survey, path: str, language: str) -> str:
        """Return the full address of a printed survey code on the neutral host."""

    def mail(self, row: OutboxMessage) -> EmailMultiAlternatives:
        """Return the mail of one outbox row in neutral words. Raises ``messages.NotToBeSent``."""


_face: list[Face] = []


def register(face: Face) -> None:
    """Set the face; the last word counts."""
    _face[:] = [face]


def face() -> Face:
    """Return the registered face. Raises NoNeutralFace."""
    if not _face:
        raise NoNeutralFace
    return _face[0]


def is_ready() -> bool:
    """Whether there is a face at all."""
    return bool(_face)

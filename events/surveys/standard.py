"""The standard questionnaires, as plain data in six languages: ``questionnaires/*.toml``.

A file is one questionnaire: its head, its own questions, and the ``order`` of all that it asks,
``shared.toml`` has what several ask. Versions are the files' own: whoever changes a word that
may have been asked raises the question's version, and the questionnaire's.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from events.models import Instrument
from events.surveys.instruments import ensure_instrument

FOLDER = Path(__file__).parent / "questionnaires"
SHARED = "shared"

_added: list[Mapping[str, Any]] = []


def register(content: Mapping[str, Any]) -> None:
    """Let the bank hold a questionnaire of another app, which writes and checks its words."""
    if content not in _added:
        _added.append(content)


@cache
def contents() -> tuple[Mapping[str, Any], ...]:
    """Return the floor's own questionnaires by key, each as ``ensure_instrument`` reads it.

    Raises LookupError for an ``order`` that names a question nobody has written.
    """
    shared = _by_key(_read(FOLDER / f"{SHARED}.toml"))
    files = sorted(path for path in FOLDER.glob("*.toml") if path.stem != SHARED)
    return tuple(_content(_read(path), shared) for path in files)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _by_key(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {row["key"]: row for row in content["questions"]}


def _content(content: dict[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    order = content.pop("order")
    known = {**shared, **_by_key(content)}
    missing = [key for key in order if key not in known]
    if missing:
        raise LookupError(f"{content['key']}: no question {', '.join(missing)}")
    return {**content, "questions": [known[key] for key in order]}


@transaction.atomic
def ensure_standard(*, keep: bool = False) -> dict[str, Instrument]:
    """Enter the standard questionnaires; return them by key. Repeating it changes nothing.

    Raises WordingChanged when one in use now says something else, unless ``keep``: then what is
    in the bank stays as staff have made it, and only what is missing comes.
    """
    return {
        content["key"]: ensure_instrument(content, keep=keep) for content in (*contents(), *_added)
    }


def is_fixed(key: str) -> bool:
    """Whether another app answers for every word of the questionnaire: nothing changes here."""
    return any(content["key"] == key for content in _added)


def fixed_questions() -> frozenset[str]:
    """Return the keys of the questions whose words another app answers for."""
    return frozenset(row["key"] for content in _added for row in content["questions"])


def languages() -> list[str]:
    """Return the codes of the languages that a question is worded in, Danish first."""
    return [code for code, _name in settings.LANGUAGES]

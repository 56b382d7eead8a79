"""Which team an organiser is composing: how many of each profession, experience, workplace."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.applications import applications_of
from courses.enums import Experience, Profession, Verdict
from events.enums import SEATED, RegistrationStatus
from events.models import Activity

PERCENT = 100


@dataclass(frozen=True)
class Share:
    """One line of the table: of how many applicants are admitted, and reserves."""

    label: str
    admitted: int
    reserves: int
    applied: int
    percent: int  # of all who are admitted, for the bar


@dataclass(frozen=True)
class Mix:
    """One table: its heading and its lines, those without any applicant left out."""

    heading: str
    shares: list[Share]


def mix(activity: Activity) -> list[Mix]:
    """Return the tables by profession, experience and kind of workplace. One query.

    Admitted are those with the verdict and those who have got a seat since; who waits in
    line after the answers is a reserve still.
    """
    rows = list(
        applications_of(activity).values_list(
            "profession",
            "experience",
            "registration__workplace_kind__title",
            "verdict",
            "registration__status",
        )
    )
    standing = [_standing(verdict, status) for *_facts, verdict, status in rows]
    return [
        _table(_("Faggruppe"), Profession.choices, [row[0] for row in rows], standing),
        _table(_("Erfaring"), Experience.choices, [row[1] for row in rows], standing),
        _table(_("Arbejdsplads"), None, [row[2] or _("Ikke oplyst") for row in rows], standing),
    ]


def _standing(verdict: str, status: str) -> str:
    if status in SEATED:
        return Verdict.ADMIT
    if status == RegistrationStatus.WAITING:
        return Verdict.RESERVE
    return verdict


def _table(heading: str, choices: Any, values: list[str], standing: list[str]) -> Mix:
    counted = Counter(zip(values, standing, strict=True))
    applied = Counter(values)
    admitted = standing.count(Verdict.ADMIT)
    named: Iterable[tuple[str, Any]] = choices or ((text, text) for text in sorted(applied))
    shares = [
        Share(
            str(label),
            counted[value, Verdict.ADMIT],
            counted[value, Verdict.RESERVE],
            applied[value],
            round(PERCENT * counted[value, Verdict.ADMIT] / admitted) if admitted else 0,
        )
        for value, label in named
        if applied[value]
    ]
    return Mix(heading, shares)

"""Discreet courses in neutral words, and a few who come; nobody of them exists."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from courses import interface, neutral_texts
from courses.models import NeutralText
from courses.neutral_signup import Needs, sign_up
from events.models import Activity
from events.registration import Person

from .activities import Planned
from .content import Entry, entries

CHECKER = "Opdigtet oversætter, kun i demoen"
# The others are left unchecked, to show what people then see: Danish, and whom to ring.
CHECKED = ("ar", "so")
READ_AGO = timedelta(days=9)


def load_neutral(planned: Sequence[Planned]) -> None:
    """Write the neutral texts, note who checked them, and sign a few people up."""
    rows = {one.entry["key"]: one.row for one in planned}
    for entry in entries("courses", "texts"):
        _text(rows[entry["activity"]], entry)
    for language in CHECKED:
        interface.check(language, CHECKER, _day())
    for entry in entries("courses", "neutral"):
        for someone in entry["people"]:
            _sign_up(rows[entry["activity"]], someone)


def _day() -> date:
    return timezone.localdate() - READ_AGO


def _text(activity: Activity, entry: Entry) -> None:
    words = {
        name: entry[name].strip()
        for name in ("language", "title", "place", "summary", "practical", "before_signup")
    }
    text = NeutralText(activity=activity, **words)
    approval = None
    if name := entry.get("checked_by"):
        approval = neutral_texts.Approval(name, _day())
    neutral_texts.save(text, by=None, approval=approval)


def _sign_up(activity: Activity, someone: Entry) -> None:
    """Sign one up through the real path."""
    sign_up(
        activity,
        Person(
            name=someone["alias"],
            email=someone.get("email", ""),
            phone=someone.get("phone", ""),
        ),
        Needs(
            interpreter=someone.get("interpreter", ""),
            children=someone.get("children", 0),
            companion=someone.get("companion"),
        ),
        language=someone["language"],
        form_key=uuid.uuid4(),
    )

"""The printed lists of workshops: who has a seat there, and who waits, in order."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from events import when
from events.documents import pdf
from events.enums import ChoiceState
from events.models import Activity, Choice, RegistrationChoice
from events.workshops import round_label


def workshop_lists_pdf(
    activity: Activity, choices: Iterable[Choice], *, now: datetime | None = None
) -> bytes:
    """Return a list to tick for each of the workshops, each beginning on a page of its own.

    The caller has checked that the reader may see the activity. ``now`` (aware, default: the
    present) is printed as the time of the lists.
    """
    wanted = list(choices)
    people = _people(wanted)
    return pdf(
        "workshop_lists",
        {
            "title": activity.display_title,
            "times": [when.session_time(session) for session in activity.sessions.all()],
            "workshops": [_list(choice, people[choice.pk]) for choice in wanted],
            "printed": when.moment(now or timezone.now()),
        },
    )


def _people(choices: list[Choice]) -> dict[UUID, list[RegistrationChoice]]:
    rows = RegistrationChoice.objects.filter(
        choice__in=choices, state__in=[ChoiceState.SEATED, ChoiceState.WAITING]
    ).select_related("registration")
    found: dict[UUID, list[RegistrationChoice]] = defaultdict(list)
    for row in rows:
        found[row.choice_id].append(row)
    return found


def _list(choice: Choice, rows: list[RegistrationChoice]) -> dict[str, Any]:
    seated = [row.registration for row in rows if row.state == ChoiceState.SEATED]
    waiting = [row for row in rows if row.state == ChoiceState.WAITING]
    return {
        "title": choice.display_title,
        "round": round_label(choice.round),
        "place": choice.place,
        "capacity": choice.capacity,
        "seated": sorted(seated, key=lambda person: (person.sort_key, str(person.pk))),
        "waiting": [
            row.registration for row in sorted(waiting, key=lambda row: row.place_in_line or 0)
        ],
    }

"""What the queue decided about each person, and why: stored as it falls, said when it is read.

Rows hold a kind and numbers (or keys of closed lists), nothing else. ``decision_words`` has
the sentences.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from events import decision_words
from events.enums import DecisionKind, EndReason
from events.models import Choice, QueueDecision, Registration
from events.permissions import Viewer, storable


def decision(
    registration: Registration, kind: DecisionKind, *, by: Viewer = None, **numbers: object
) -> QueueDecision:
    """Return one decision that ``write`` stores; the registration must be stored by then."""
    return QueueDecision(
        activity_id=registration.activity_id,
        registration=registration,
        kind=kind,
        by=storable(by),
        params=numbers,
    )


def write(rows: Iterable[QueueDecision]) -> None:
    """Store decisions, in one query however many."""
    QueueDecision.objects.bulk_create(rows, batch_size=500)


def note(
    registration: Registration, kind: DecisionKind, *, by: Viewer = None, **numbers: object
) -> None:
    """Store one decision about one registration, inside the transaction of the decision."""
    write([decision(registration, kind, by=by, **numbers)])


def workshop_titles(rows: Iterable[QueueDecision]) -> dict[str, str]:
    """Return the titles of the workshops that decisions speak of; one query, or none."""
    keys = {row.params["choice"] for row in rows if "choice" in row.params}
    found = Choice.objects.filter(pk__in=keys) if keys else ()
    return {str(choice.pk): choice.display_title for choice in found}


def sentence(row: QueueDecision, titles: Mapping[str, str] | None = None) -> str:
    """Say a decision in plain words for staff; no query.

    ``titles`` (of ``workshop_titles``) name the workshops; without it they are not named.
    """
    return decision_words.to_staff(DecisionKind(row.kind), _facts(row, titles or {}))


def own_story(registration: Registration) -> list[str]:
    """Say to the participant what happened to her sign-up, newest last. At most two queries."""
    rows = list(QueueDecision.objects.filter(registration=registration))
    titles = workshop_titles(rows)
    story = [
        decision_words.to_participant(DecisionKind(row.kind), _facts(row, titles)) for row in rows
    ]
    if registration.ended == EndReason.CANCELLED_ACTIVITY:
        story.append(_("Aktiviteten er aflyst."))
    return story


def _facts(row: QueueDecision, titles: Mapping[str, str]) -> decision_words.Facts:
    return {**row.params, "workshop": titles.get(row.params.get("choice", ""), "")}

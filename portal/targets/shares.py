"""Survey results of many targets at once, as far as they may be published.

What may be shown is decided by ``events.surveys.pools``; here the answers are chosen: the
activity's kind and audience, the population, and the months of the target's period.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from events.surveys.pools import Cut, Pool, pools

from .definitions import period_of
from .models import Target


def cut_of(target: Target, until: date | None = None) -> Cut:
    """Return which answers a survey target adds up; ``until`` as ``Cut`` has it."""
    period = period_of(target)
    return Cut(
        keys=tuple(sorted(target.question_keys)),
        first=period.first_day,
        last=period.last_day,
        kinds=frozenset(target.activity_kinds),
        population=target.population,
        audiences=frozenset(target.audiences),
        until=until,
    )


def public_results(targets: Iterable[Target], until: date | None = None) -> dict[UUID, Pool]:
    """Return the published result of each target that has a threshold to be held against.

    Two queries, however many targets.
    """
    rows = [t for t in targets if t.question_keys and t.threshold_numerator]
    return pools({target.pk: cut_of(target, until) for target in rows})

"""Who is asked: one survey for each activity and target population.

The population is a fact of the survey, never of a response.
"""

from dataclasses import dataclass

from events.enums import ActivityKind, Role


@dataclass(frozen=True, slots=True)
class Population:
    """Attenders by the role they gave at sign-up, and how few are too few to be asked."""

    key: str
    roles: frozenset[str]
    at_least: int = 1


THEME_DAY = Population(
    "theme_day", frozenset({Role.FRONTLINE_YOUTH, Role.FRONTLINE_OTHER, Role.CIVIL_SOCIETY})
)
"""Frontline staff together with civil-society representatives: the population of target T4."""

THEME_DAY_OTHERS = Population("theme_day_others", frozenset({Role.OTHER}), at_least=10)
"""Everyone else has a survey apart, so that T4 stays T4, and none where they are few."""

PARTICIPANTS = Population("participants", frozenset(Role.values), at_least=5)
"""Everyone who came and is known, whatever the role. Answers of fewer are shown to nobody."""

HEARING = "hearing"
"""Population of open hearings: heads without names, asked by printed codes alone."""

POPULATIONS: dict[str, tuple[Population, ...]] = {
    ActivityKind.TEMADAG: (THEME_DAY, THEME_DAY_OTHERS),
    ActivityKind.OPLAEG: (PARTICIPANTS,),
    ActivityKind.NETVAERKSMOEDE: (PARTICIPANTS,),
    ActivityKind.KONFERENCE: (PARTICIPANTS,),
    ActivityKind.KURSUS: (PARTICIPANTS,),
    ActivityKind.FORUMMOEDE: (PARTICIPANTS,),
}
"""Who is asked by link when the day is closed. None: at hearings names are gone the day after;
pupils, parents and those who sought advice are counted as heads, or asked on the neutral host."""


def populations_of(kind: str) -> tuple[Population, ...]:
    """Return the populations asked after an activity of this kind."""
    return POPULATIONS.get(kind, ())

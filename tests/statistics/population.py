"""A seeded population of 50,000 sheets with a known truth, and how it is put into the database.

Everyone who is asked has answers in mind; some hand them in, some of those leave an item blank.
Nothing of production is imported here but the models that the rows are stored in.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db.models import Model

from events.enums import ActivityStatus, SurveyStatus
from events.models import (
    Activity,
    Instrument,
    Question,
    Session,
    Survey,
    SurveyAnswer,
    SurveyResponse,
)
from events.surveys.instruments import ensure_instrument, put_to_use

SEED = 20_260_101
SHEETS = 50_000
HELP, KNOWS, TALK, LEAVE, ENGAGE = (
    "able_to_help", "knows_whom", "good_talk", "support_to_leave", "understand",
)  # fmt: skip
JOINT = (LEAVE, ENGAGE)
NA, DONT_KNOW = 6, 0

# Questionnaires: kind, and each question's version. The wording of one changed after a year.
ASKED: dict[str, tuple[str, dict[str, int]]] = {
    "theme-1": ("temadag", {HELP: 1, KNOWS: 1}),
    "theme-2": ("temadag", {HELP: 1, KNOWS: 2}),
    "talk": ("oplaeg", {HELP: 1, TALK: 1}),
    "parents": ("foraeldrekursus", {LEAVE: 1, ENGAGE: 1, KNOWS: 2}),
}
WITH_NA = {LEAVE, ENGAGE}

# The truth: the share of everyone asked who would choose one of the two upper points.
TRUTH = {
    ("temadag", HELP): 0.84,
    ("temadag", KNOWS): 0.775,
    ("oplaeg", HELP): 0.70,
    ("oplaeg", TALK): 0.90,
    ("foraeldrekursus", LEAVE): 0.88,
    ("foraeldrekursus", ENGAGE): 0.91,
    ("foraeldrekursus", KNOWS): 0.80,
}


@dataclass
class Asking:
    """One survey: ``minds`` are the answers everyone asked has in mind, ``sheets`` what came in."""

    questionnaire: str
    kind: str
    population: str
    audiences: tuple[str, ...]
    last_end: datetime
    sealed_on: date
    discreet: bool
    activity: int
    minds: list[dict[str, int]] = field(default_factory=list)
    sheets: list[dict[str, int]] = field(default_factory=list)

    @property
    def eligible(self) -> int:
        """How many were asked."""
        return len(self.minds)


def make() -> list[Asking]:
    """Return the surveys in the order in which they are sealed; 50,000 sheets in all."""
    chance = random.Random(SEED)
    found: list[Asking] = []
    total = 0
    while total < SHEETS:
        for asking in _day(chance, len(found)):
            room = SHEETS - total
            del asking.sheets[room:]
            total += len(asking.sheets)
            found.append(asking)
    found.sort(key=lambda one: one.sealed_on)
    return found


def _day(chance: random.Random, number: int) -> Iterator[Asking]:
    kind = chance.choices(["temadag", "oplaeg", "foraeldrekursus"], [5, 3, 2])[0]
    # Two years of days; every hour of the day, so that some end on another day in Copenhagen.
    last_end = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * chance.randrange(731 * 48))
    questionnaire = {
        "temadag": "theme-1" if last_end.year == 2024 else "theme-2",
        "oplaeg": "talk",
        "foraeldrekursus": "parents",
    }[kind]
    parents = kind == "foraeldrekursus"
    audiences = () if parents else chance.choice([("frontline",), ("frontline", "civil"), ()])
    sealed_on = (last_end + timedelta(days=chance.randrange(14, 40))).date()
    main = {"temadag": "theme_day", "oplaeg": "listeners", "foraeldrekursus": "relatives"}[kind]
    sizes = [(main, chance.randrange(4, 26) if parents else int(chance.triangular(3, 700, 240)))]
    if kind == "temadag" and chance.random() < 0.5:
        sizes.append(("theme_day_others", chance.randrange(3, 40)))
    for population, size in sizes:
        asking = Asking(
            questionnaire, kind, population, audiences, last_end, sealed_on, parents, number
        )
        _fill(chance, asking, size)
        yield asking


def _fill(chance: random.Random, asking: Asking, size: int) -> None:
    rate = chance.choice([0.3, 0.55, 0.75, 0.95])
    keys = list(ASKED[asking.questionnaire][1])
    for _person in range(size):
        leaning = chance.random()  # the same for all items, so that they go together
        mind = {key: _answer(chance, asking.kind, key, leaning) for key in keys}
        asking.minds.append(mind)
        if chance.random() < rate:
            asking.sheets.append({k: v for k, v in mind.items() if chance.random() > 0.04})


def _answer(chance: random.Random, kind: str, key: str, leaning: float) -> int:
    if key in WITH_NA and chance.random() < 0.08:
        return NA
    draw = leaning if chance.random() < 0.6 else chance.random()
    if draw < TRUTH[kind, key]:
        return chance.choice([4, 5])
    return chance.choice([DONT_KNOW, 1, 2, 3])


def store(askings: list[Asking]) -> list[Survey]:
    """Write everything as closed surveys, in few statements; return them in the same order."""
    instruments = {name: _instrument(name) for name in ASKED}
    questions = {
        name: {q.key: q for q in Question.objects.filter(instruments=instrument)}
        for name, instrument in instruments.items()
    }
    activities = _activities(askings)
    surveys = [
        Survey(
            activity=activities[one.activity],
            population=one.population,
            instrument=instruments[one.questionnaire],
            eligible=one.eligible,
            status=SurveyStatus.CLOSED,
            opens_at=one.last_end,
            closes_at=one.last_end + timedelta(days=14),
        )
        for one in askings
    ]
    Survey.objects.bulk_create(surveys)
    responses: list[Model] = []
    answers: list[Model] = []
    for survey, asking in zip(surveys, askings, strict=True):
        for sheet in asking.sheets:
            response = SurveyResponse(survey=survey)
            responses.append(response)
            answers += [
                SurveyAnswer(
                    response=response, question=questions[asking.questionnaire][k], value=v
                )
                for k, v in sheet.items()
            ]
    SurveyResponse.objects.bulk_create(responses, batch_size=5000)
    SurveyAnswer.objects.bulk_create(answers, batch_size=5000)
    return surveys


def _instrument(name: str) -> Instrument:
    kind, versions = ASKED[name]
    key, _dash, version = name.partition("-")
    made = ensure_instrument(
        {
            "key": key,
            "version": int(version or 1),
            "title": name,
            "activity_kinds": [kind],
            "joint": [list(JOINT)] if name == "parents" else [],
            "questions": [
                {
                    "key": key,
                    "version": number,
                    "text": f"{key}, ordlyd {number}?",
                    "scale": "extent_na" if key in WITH_NA else "extent",
                }
                for key, number in versions.items()
            ],
        }
    )
    put_to_use(made)
    return made


def _activities(askings: list[Asking]) -> dict[int, Activity]:
    from tests.factories import AudienceFactory

    audiences = {key: AudienceFactory(key=key, title=key) for key in ("frontline", "civil")}
    first = {one.activity: one for one in reversed(askings)}
    made = {
        number: Activity(
            title=f"Aktivitet {number}",
            kind=one.kind,
            status=ActivityStatus.HELD,
            capacity=500,
            place="Rådhuset",
            discreet=one.discreet,
        )
        for number, one in first.items()
    }
    Activity.objects.bulk_create(made.values())
    Session.objects.bulk_create(
        Session(
            activity=made[number],
            start=one.last_end - timedelta(hours=hours),
            end=one.last_end - timedelta(hours=hours - 2),
        )
        for number, one in first.items()
        for hours in (2, 26)
    )
    through = Activity.audiences.through
    through.objects.bulk_create(
        through(activity=made[number], audience=audiences[key])
        for number, one in first.items()
        for key in one.audiences
    )
    return made

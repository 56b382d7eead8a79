"""Closing the day asks everyone who came and is known, of each kind that has questions."""

import pytest

from events import planning
from events.enums import ActivityKind, Role
from events.models import OutboxMessage, SurveyInvitation
from events.notifications import Mail
from events.surveys.populations import PARTICIPANTS, POPULATIONS, populations_of
from events.surveys.standard import contents, ensure_standard
from tests.surveys.makers import attend, make_day

pytestmark = pytest.mark.django_db

KINDS = sorted(kind for kind, asked in POPULATIONS.items() if asked == (PARTICIPANTS,))


def mails() -> dict[str, int]:
    kinds = list(OutboxMessage.objects.values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in set(kinds)}


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_came_is_asked_whatever_her_role(kind: str) -> None:
    ensure_standard()
    day = make_day(kind=kind)
    attend(day, 3)
    attend(day, 2, role=Role.OTHER)
    attend(day, 1, email=False)
    planning.hold(day)
    survey = day.surveys.get()
    assert (survey.population, survey.eligible) == ("participants", 6)
    assert survey.instrument.key == kind
    assert SurveyInvitation.objects.filter(survey=survey, registration=None).count() == 1
    assert mails() == {Mail.SURVEY: 5}


@pytest.mark.parametrize("kind", KINDS)
def test_too_few_are_thanked_and_not_asked(kind: str) -> None:
    ensure_standard()
    day = make_day(kind=kind)
    attend(day, 4)
    planning.hold(day)
    assert not day.surveys.exists()
    assert mails() == {Mail.THANKS: 4}


def test_without_a_ready_questionnaire_they_are_thanked() -> None:
    day = make_day(kind=ActivityKind.OPLAEG)
    attend(day, 6)
    planning.hold(day)
    assert mails() == {Mail.THANKS: 6}


def test_nobody_is_asked_by_link_after_an_open_hearing_or_what_is_for_the_young() -> None:
    for kind in ("hoering", "ung_til_ung", "dilemmamoede", "foraeldrekursus", "foraeldrenetvaerk"):
        assert populations_of(kind) == ()


def test_every_kind_that_is_asked_has_questions() -> None:
    worded = {kind for content in contents() for kind in content["activity_kinds"]}
    assert set(POPULATIONS) == worded - {"hoering"}

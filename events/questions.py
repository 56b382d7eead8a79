"""What an organiser asks of those who sign up: which questions apply, and their answers.

A question is asked at sign-up only where the organiser needs the answer before a seat is
given; all others wait until there is one (data minimisation). A question with a condition
is asked only of those who gave that answer to another question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import translation

from events import needs, notifications, seats
from events.models import Activity, Registration, SignupAnswer, SignupQuestion

# The answer to one question: a list of one, of several (MANY), or empty for none.
type Answers = Mapping[UUID, Sequence[str]]

LONGEST_TEXT = 300
SEPARATOR = "|"


@dataclass(frozen=True)
class Option:
    """One option: ``value`` (its Danish words) is stored, ``label`` is read."""

    value: str
    label: str


def options_of(question: SignupQuestion) -> list[Option]:
    """Return the options in order, labelled in the active language; empty for free answers."""
    english = translation.get_language() == "en"
    found = []
    for line in question.options.splitlines():
        danish, _bar, other = (part.strip() for part in line.partition(SEPARATOR))
        if danish:
            found.append(Option(danish, other if english and other else danish))
    return found


def is_choice(question: SignupQuestion) -> bool:
    """Whether the question is answered by choosing from its options."""
    return question.kind in {SignupQuestion.Kind.ONE, SignupQuestion.Kind.MANY}


def applies(
    question: SignupQuestion, answers: Answers, by_key: Mapping[str, SignupQuestion]
) -> bool:
    """Whether the question is asked of someone who gave these answers.

    A condition on a question that is itself not asked, or does not exist, is not met.
    """
    seen: set[str] = set()
    while question.condition_key:
        asked = by_key.get(question.condition_key)
        if asked is None or asked.key in seen:
            return False
        if question.condition_value not in answers.get(asked.pk, ()):
            return False
        seen.add(asked.key)
        question = asked
    return True


def asked_at_signup(activity: Activity) -> list[SignupQuestion]:
    """Return the questions of the sign-up form, in the organiser's order. One query."""
    return list(activity.signup_questions.filter(ask=SignupQuestion.When.SIGNUP))


def asks_later(activity: Activity) -> bool:
    """Whether something is left to answer for those who have a seat. At most one query."""
    later = SignupQuestion.When.SEATED
    return (
        activity.ask_food
        or activity.ask_access
        or SignupQuestion.objects.filter(activity=activity, ask=later).exists()
    )


def answers_of(registration: Registration) -> dict[UUID, list[str]]:
    """Return what one person answered. One query."""
    rows = SignupAnswer.objects.filter(registration=registration)
    return {row.question_id: row.value for row in rows}


def rows_for(
    registration: Registration, questions: Iterable[SignupQuestion], answers: Answers
) -> list[SignupAnswer]:
    """Return the rows to store for one person: answers to what was asked of her, no others."""
    listed = list(questions)
    by_key = {question.key: question for question in listed}
    return [
        SignupAnswer(registration=registration, question=question, value=value)
        for question in listed
        if (value := [text for text in answers.get(question.pk, ()) if text])
        and applies(question, answers, by_key)
    ]


def store_at_signup(activity: Activity, answered: Sequence[tuple[Registration, Answers]]) -> None:
    """Store what people answered when they signed up, inside the sign-up's transaction.

    No query where nobody answered anything; two otherwise.
    """
    if not any(answers for _registration, answers in answered):
        return
    questions = asked_at_signup(activity)
    rows = [row for who, answers in answered for row in rows_for(who, questions, answers)]
    SignupAnswer.objects.bulk_create(rows)


@transaction.atomic
def answer(
    registration: Registration, answers: Answers, *, food: Sequence[str] = (), access: str = ""
) -> None:
    """Replace what one person said by this; what no longer applies is deleted."""
    seats.lock(registration.activity_id)
    needs.state(registration, food=food, access=access)
    questions = list(SignupQuestion.objects.filter(activity=registration.activity_id))
    SignupAnswer.objects.filter(registration=registration).delete()
    SignupAnswer.objects.bulk_create(rows_for(registration, questions, answers))


def unanswered(activity: Activity) -> list[Registration]:
    """Return those with a seat who owe an answer to a required question. Three queries."""
    questions = list(activity.signup_questions.all())
    by_key = {question.key: question for question in questions}
    required = [question for question in questions if question.required]
    if not required:
        return []
    people = Registration.objects.filter(activity=activity).confirmed()
    given: dict[UUID, dict[UUID, list[str]]] = {}
    for row in SignupAnswer.objects.filter(registration__in=people):
        given.setdefault(row.registration_id, {})[row.question_id] = row.value
    return [
        person
        for person in people.select_related("booking")
        if any(
            not given.get(person.pk, {}).get(question.pk)
            and applies(question, given.get(person.pk, {}), by_key)
            for question in required
        )
    ]


@transaction.atomic
def ask_again(activity: Activity) -> int:
    """Write to those who owe a required answer; return how many mails were queued."""
    seats.lock(activity.pk)
    return notifications.enqueue(notifications.Mail.QUESTIONS, unanswered(activity))


@dataclass(frozen=True)
class Tally:
    """The answers to one question: counts of options, or the texts (numbers) themselves."""

    question: SignupQuestion
    counts: list[tuple[str, int]]
    texts: list[str]
    answered: int


def tallies(activity: Activity) -> list[Tally]:
    """Sum up the answers of those with a seat; texts are sorted, so that they name nobody.

    A constant number of queries, however many people and questions there are.
    """
    questions = list(activity.signup_questions.all())
    people = Registration.objects.filter(activity=activity).confirmed()
    given: dict[UUID, list[list[str]]] = {}
    answers = SignupAnswer.objects.filter(registration__in=people)
    for question_id, value in answers.values_list("question_id", "value"):
        given.setdefault(question_id, []).append(value)
    return [_tally(question, given.get(question.pk, [])) for question in questions]


def _tally(question: SignupQuestion, values: list[list[str]]) -> Tally:
    flat = [text for value in values for text in value]
    counts = [(option.label, flat.count(option.value)) for option in options_of(question)]
    texts = [] if is_choice(question) else sorted(flat, key=str.casefold)
    return Tally(question, counts if is_choice(question) else [], texts, len(values))


def answered_questions(activity: Activity) -> set[UUID]:
    """Return the questions that somebody has answered: they may not be removed."""
    rows = SignupAnswer.objects.filter(question__activity=activity)
    return {row["question"] for row in rows.values("question").annotate(number=Count("pk"))}

"""The organiser's questions as columns of a spreadsheet. Food and access are no questions."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from events.exports import Column, register
from events.models import Activity, Registration, SignupAnswer, SignupQuestion


@register
def answer_columns(activity: Activity) -> list[Column]:
    """Return a column for each question; the answers are read once, when first needed."""

    @cache
    def answers() -> dict[tuple[UUID, UUID], str]:
        rows = SignupAnswer.objects.filter(question__activity=activity)
        return {
            (row.registration_id, row.question_id): ", ".join(row.value) for row in rows.iterator()
        }

    def reader(question: SignupQuestion) -> Callable[[Registration], str]:
        return lambda row: answers().get((row.pk, question.pk), "")

    return [
        Column(f"q-{question.key}", question.display_text, reader(question))
        for question in activity.signup_questions.all()
    ]

"""What must be true of an activity's questions before they can be saved together."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from events.models import SignupQuestion
from events.questions import is_choice, options_of


def problems(
    kept: Iterable[SignupQuestion], removed: Iterable[UUID], answered: set[UUID]
) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the questions as a whole.

    ``kept`` are the questions as the form would save them, ``answered`` those that somebody
    has answered already.
    """
    if answered & set(removed):
        yield _("Et spørgsmål, som nogen har svaret på, kan ikke slettes. Gør det frivilligt.")
    listed = list(kept)
    by_key = {question.key: question for question in listed}
    for question in listed:
        if not question.condition_key:
            continue
        other = by_key.get(question.condition_key)
        names = {"question": question.text, "key": question.condition_key}
        if other is None or other is question:
            yield (
                _(
                    "«%(question)s» har en betingelse, men der er ikke et andet spørgsmål med "
                    "nøglen «%(key)s»."
                )
                % names
            )
        elif question.ask == SignupQuestion.When.SIGNUP != other.ask:
            yield (
                _(
                    "«%(question)s» spørges ved tilmelding og kan ikke afhænge af «%(key)s», som "
                    "spørges senere."
                )
                % names
            )
        elif is_choice(other) and question.condition_value not in {
            option.value for option in options_of(other)
        }:
            yield (
                _(
                    "«%(question)s» har en betingelse, men «%(key)s» har ikke den svarmulighed. "
                    "Skriv den, som den står på dansk."
                )
                % names
            )

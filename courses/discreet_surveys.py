"""The questions after a parent course: printed codes, handed out in the room, and no ledger.

As many codes are made as people came to the last session that was ticked off, or have a seat
where none was. Nothing ties a code to a person: they are shuffled, and staff let everyone draw.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import neutral_survey
from events import seats
from events.enums import ActivityKind, ActivityStatus, AttendanceState
from events.models import Activity, Attendance, Outcome, Registration, Survey
from events.planning import StepRefused
from events.surveys.instruments import Scale, ensure_instrument
from events.surveys.invitations import open_by_codes
from events.surveys.results import StaffResult, question_results, staff_results


class NoQuestions(StepRefused):
    """Only the course has questions at its end; a network goes on, and is not asked."""

    message = _("Kun kurser for forældre og pårørende har et spørgeskema.")


class NobodyToAsk(StepRefused):
    """There is nobody to hand a code to."""

    message = _("Ingen har en plads eller er krydset af som mødt, så der er ingen at spørge.")


class NotBegun(StepRefused):
    """The questions are about the course: there is nothing to answer before it."""

    message = _("Kurset er ikke begyndt endnu, så der er ikke noget at svare på.")


@dataclass(frozen=True)
class Result:
    """What one question, or all of them on the same sheet, got: from 10 answers on.

    ``choices`` are the outcomes with their labels, from the top down.
    """

    key: str
    text: str
    result: StaffResult
    choices: Scale


TOGETHER: Scale = (
    (Outcome.ALL_MET, _("Ja, i høj grad til dem alle")),
    (Outcome.NOT_ALL_MET, _("Ikke i høj grad til dem alle")),
    (Outcome.NOT_RELEVANT, _("Ikke relevant for mig")),
)
"""What is counted of the questions taken together, sheet by sheet."""


def survey_of(activity: Activity) -> Survey | None:
    """Return the activity's survey, or None before codes are made."""
    return Survey.objects.filter(activity=activity, population=neutral_survey.POPULATION).first()


def number_to_ask(activity: Activity) -> int:
    """Return how many codes would be made now: who came last time, or else has a seat.

    Companions count, as they sit in the room. Two or three queries.
    """
    last = (
        Attendance.objects.filter(session__activity=activity, state=AttendanceState.PRESENT)
        .order_by("-session__start")
        .values_list("session", flat=True)
        .first()
    )
    if last is not None:
        present = Attendance.objects.filter(session=last, state=AttendanceState.PRESENT)
        return present.count()
    return Registration.objects.filter(activity=activity).confirmed().count()


@transaction.atomic
def open_codes(activity: Activity) -> Survey:
    """Open the questions and make their codes; return the survey. Repeating changes nothing.

    Raises NoQuestions, NotBegun, NobodyToAsk, or StepRefused after a cancellation.
    """
    locked = seats.lock(activity.pk)
    if not locked.discreet or locked.kind != ActivityKind.FORAELDREKURSUS:
        raise NoQuestions
    known = survey_of(locked)
    if known is not None:
        return known
    if locked.status == ActivityStatus.CANCELLED:
        raise StepRefused
    if not _has_begun(locked):
        raise NotBegun
    number = number_to_ask(locked)
    if not number:
        raise NobodyToAsk
    instrument = ensure_instrument(neutral_survey.INSTRUMENT)
    return open_by_codes(locked, instrument, neutral_survey.POPULATION, number)


def _has_begun(activity: Activity) -> bool:
    start = activity.first_start
    return start is not None and start <= timezone.now()


def results(survey: Survey) -> list[Result]:
    """Return what the group may see of a sealed survey, question by question; [] before.

    Last come the questions taken together, which is what the target counts.
    """
    every = question_results(survey)
    found = [
        Result(one.question.key, one.question.text, one.result, one.question.choices)
        for one in every
    ]
    if len(found) > 1:
        keys = [one.key for one in found]
        together = staff_results([survey], *keys).get(survey.pk, StaffResult(None))
        text = str(_("Begge spørgsmål på samme ark"))
        found.append(Result("together", text, together, TOGETHER))
    return found

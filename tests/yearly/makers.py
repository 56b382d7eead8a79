"""Questionnaires of the yearly surveys, as small as they can be."""

from events.models import Instrument
from events.surveys.instruments import ensure_instrument
from events.surveys.yearly import Yearly


def make_questionnaire(kind: Yearly, question: str = "not_alone") -> Instrument:
    """Return a ready questionnaire of one question."""
    return ensure_instrument(
        {
            "key": kind.instrument,
            "title": "Årligt",
            "questions": [{"key": question, "text": "I hvor høj grad?"}],
        }
    )

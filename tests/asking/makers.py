"""A questionnaire with everything: two questions, a then-test pair, one that may not fit."""

from typing import Any

from events.models import Instrument, Layout, Survey, SurveyInvitation
from events.surveys.instruments import ensure_instrument
from tests.surveys.makers import make_survey

HELP, BEFORE, NOW, FITS = "able_to_help", "sure_before", "sure_now", "at_home"
QUESTIONS: list[dict[str, Any]] = [
    {
        "key": HELP,
        "text": "Kan du hjælpe?",
        "text_en": "Can you help?",
        "text_ar": "هل يمكنك المساعدة؟",
    },
    {"key": BEFORE, "text": "Hvor sikker er du?", "pair": "sure", "moment": "before",
     "purpose": "support"},
    {"key": NOW, "text": "Hvor sikker er du?", "pair": "sure", "moment": "now",
     "purpose": "support"},
    {"key": FITS, "text": "Kan du bruge det?", "scale": "extent_na"},
]  # fmt: skip


def make_sheet(**changed: Any) -> Instrument:
    """Return the questionnaire."""
    content = {"key": "temadag", "title": "Temadag", "activity_kinds": ["temadag"]}
    return ensure_instrument({**content, "questions": QUESTIONS, **changed})


def paged(**changed: Any) -> SurveyInvitation:
    """Return the only invitation of an open survey that is asked page by page."""
    survey = make_survey(instrument=make_sheet(**changed))
    Survey.objects.filter(pk=survey.pk).update(layout=Layout.PAGED)
    return SurveyInvitation.objects.get(survey=survey)

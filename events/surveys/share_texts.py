"""The share in the top two of five, in words: with and without "ikke relevant for mig"."""

from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.confidence import MIN_ANSWERS, percent_text
from events.surveys.measures import Reading, Tally


def shares_text(tally: Tally) -> list[str]:
    """Return one sentence, or two where some ticked "ikke relevant for mig".

    Bare numbers below ten answers: no percentage is shown of so few.
    """
    said = [_("I de to øverste trin: %(share)s.") % {"share": _share(tally.reading())}]
    if tally.not_relevant:
        other = _share(tally.reading(not_relevant_counts=True))
        said = [
            _("I de to øverste trin: %(share)s af dem, spørgsmålet er relevant for.")
            % {"share": _share(tally.reading())},
            _("Tælles »ikke relevant« med blandt svarene: %(share)s.") % {"share": other},
        ]
    return said


def _share(reading: Reading) -> str:
    if reading.answered < MIN_ANSWERS:
        numbers = {"some": reading.successes, "all": reading.answered}
        return _("%(some)s af %(all)s") % numbers
    return percent_text(
        Fraction(reading.successes, reading.answered),
        decimals=1,
        decimal_comma=get_language() != "en",
    )

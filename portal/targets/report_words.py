"""What a status report says in words, in the active language: written once, then frozen.

Numbers come as fractions and are written by ``events.confidence.percent_text``, so that no
rounding carries a share across its threshold.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.confidence import Assessment, percent_text
from events.models import Outcome, Question
from events.surveys.instruments import SCALES
from events.surveys.measures import JOINT
from events.when import plain_day

from .definitions import MISSING_THRESHOLD, REASON_WORDS, STATUS_WORDS, Status
from .measurement import Measurement
from .models import Target, TargetKind

METHOD = "1"
"""Number of the method page's text; raise it when the text says something else."""

type Words = dict[str, Any]


def percent(value: Fraction | None, threshold: Fraction | None = None, *, decimals: int = 1) -> str:
    """Write a share as people read it; a dash where there is none."""
    if value is None:
        return "–"
    comma = translation.get_language() != "en"
    within = threshold if threshold is not None and 0 < threshold <= 1 else None
    return percent_text(Fraction(value), threshold=within, decimals=decimals, decimal_comma=comma)


def number(value: Fraction | int) -> str:
    """Write a number: whole ones as such, others with one decimal."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return formats.number_format(int(exact), 0, force_grouping=True)
    return formats.number_format(Decimal(exact.numerator) / exact.denominator, 1)


def target_words(target: Target, measured: Measurement, scales: Mapping[str, str]) -> Words:
    """Return all that is printed about a target; ``scales`` are the questions', by measure."""
    threshold = threshold_text(target, measured)
    return {
        "title": target.display_title,
        "definition": target.display_definition,
        "verdict": str(STATUS_WORDS[measured.status]),
        "preliminary": _("foreløbig") if _is_preliminary(measured) else "",
        "figure": figure_text(measured),
        "threshold": threshold,
        "note": _threshold_note(target, measured),
        "unit": target.display_unit,
        "sentence": sentence(target, measured, threshold),
        "reason": str(REASON_WORDS[measured.assessment.reason]) if measured.assessment else "",
        "interval": interval_text(measured.assessment),
        "low": percent(measured.low) if measured.value is not None else "",
        "high": percent(measured.high) if measured.value is not None else "",
        "basis": basis(measured),
        "rate": percent(measured.response_rate, decimals=0) if measured.answered else "",
        "other": _other_reading(target, measured),
        "waiting": _waiting(measured),
        "distribution": distribution(target, measured, scales),
        "reach": _reach(measured),
        "baseline": _baseline(target, measured),
        "period": f"{plain_day(measured.period.first_day)} – {plain_day(measured.period.last_day)}",
        "source": target.source,
        "kind": str(TargetKind(target.kind).label),
    }


def _is_preliminary(measured: Measurement) -> bool:
    return measured.is_preliminary and measured.value is not None


def figure_text(measured: Measurement) -> str:
    """Write what was measured."""
    if measured.value is None:
        return "–"
    if measured.is_share:
        return percent(Fraction(measured.value), measured.threshold)
    return number(measured.value)


def threshold_text(target: Target, measured: Measurement) -> str:
    """Write the threshold with its unit; empty where there is none."""
    limit = measured.threshold
    if limit is None:
        return ""
    if measured.is_share:
        return percent(limit, decimals=0 if (limit * 100).denominator == 1 else 1)
    return f"{number(limit)} {target.display_unit}".strip()


def _threshold_note(target: Target, measured: Measurement) -> str:
    if not measured.missing_threshold:
        return ""
    return str(target.display_threshold_note or MISSING_THRESHOLD)


def interval_text(found: Assessment | None) -> str:
    """Write the 95 % interval; empty where it may not be shown."""
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{percent(found.low)} – {percent(found.high)}"


def sentence(target: Target, measured: Measurement, threshold: str) -> str:
    """Say in one plain sentence what the figure means, or why there is none."""
    if measured.value is None:
        return _why_nothing(measured)
    said = {
        "figure": figure_text(measured),
        "threshold": threshold,
        "unit": target.display_unit,
        "number": measured.answered or 0,
    }
    if measured.assessment is not None:
        if target.kind == TargetKind.CONJUNCTIVE_SURVEY_SHARE:
            return (
                _(
                    "%(figure)s af de %(number)s svar opfylder alle dele af målet på samme skema. "
                    "Målet er mindst %(threshold)s."
                )
                % said
            )
        return (
            _(
                "%(figure)s af de %(number)s svar ligger i de to øverste trin. "
                "Målet er mindst %(threshold)s."
            )
            % said
        )
    if not threshold:
        return f"{said['figure']} {target.display_unit}".strip() + "."
    if measured.is_share:
        return _("%(figure)s. Målet er mindst %(threshold)s.") % said
    return _("%(figure)s af mindst %(threshold)s.") % said


def _why_nothing(measured: Measurement) -> str:
    if measured.waiting_surveys:
        return _("Der er svar på vej, men endnu for få til, at vi kan vise dem.")
    match measured.status:
        case Status.NOT_STARTED:
            return _("Perioden er ikke begyndt endnu.")
        case Status.NO_FIGURE:
            return _("Tallet findes i kommunens egne systemer. Vi viser det, når det er "
                     "offentliggjort.")  # fmt: skip
        case Status.NO_DATA:
            return _("Portalen har ingen tal fra perioden.")
        case Status.NOT_YET:
            return _("Portalen måler det ikke endnu.")
    return _("Der er endnu ingen svar, som kan vises.") if measured.is_share else ""


def basis(measured: Measurement) -> str:
    """Say what the figure rests on."""
    if measured.value is None:
        return "–"
    if measured.answered is not None:
        return _("%(answered)s af %(eligible)s inviterede svarede (%(rate)s)") % {
            "answered": number(measured.answered),
            "eligible": number(measured.eligible or 0),
            "rate": percent(measured.response_rate, decimals=0),
        }
    if measured.figure is not None:
        return f"{measured.figure.source}, {plain_day(measured.figure.as_of)}"
    return _("talt i portalen")


def _other_reading(target: Target, measured: Measurement) -> str:
    """Give the share with "ikke relevant for mig" read the other way."""
    other = measured.other
    if other is None or other.share is None or measured.value is None:
        return ""
    said = {
        "number": measured.not_relevant,
        "figure": percent(other.share, measured.threshold),
        "verdict": str(STATUS_WORDS[Status(str(other.verdict))]),
    }
    if target.not_relevant_counts:
        return (
            _(
                "%(number)s svarede »ikke relevant for mig« og er talt med i grundlaget, som målet "
                "siger. Uden dem er andelen %(figure)s (%(verdict)s)."
            )
            % said
        )
    return (
        _(
            "%(number)s svarede »ikke relevant for mig« og er ikke talt med. Regnes de med i "
            "grundlaget, er andelen %(figure)s (%(verdict)s)."
        )
        % said
    )


def _waiting(measured: Measurement) -> str:
    count = measured.waiting_surveys
    if not count:
        return ""
    return ngettext(
        "Svar fra %(number)s spørgeskema er ikke talt med, for at ingen kan kendes på sit svar.",
        "Svar fra %(number)s spørgeskemaer er ikke talt med, for at ingen kan kendes på sit svar.",
        count,
    ) % {"number": count}


def distribution(target: Target, measured: Measurement, scales: Mapping[str, str]) -> list[Words]:
    """Return label and number of each answer, in the order of the scale."""
    counts = measured.counts
    if measured.value is None or not counts:
        return []
    labels: dict[int, str]
    if set(counts) & set(JOINT):
        labels = {
            int(Outcome.ALL_MET): _("Alle dele opfyldt"),
            int(Outcome.NOT_ALL_MET): _("Ikke alle dele opfyldt"),
        }
    else:
        scale = SCALES[scales.get(measured.measure, Question.Scale.EXTENT)]
        labels = {value: str(label) for value, label in scale}
    labels.setdefault(int(Outcome.NOT_RELEVANT), _("Ikke relevant for mig"))
    return [
        {"value": value, "label": label, "number": counts.get(value, 0)}
        for value, label in labels.items()
        if value in counts or value != Outcome.NOT_RELEVANT
    ]


def _reach(measured: Measurement) -> list[list[Any]]:
    if measured.reach is None or measured.value is None:
        return []
    return [[str(row.kind.label), row.active, row.members] for row in measured.reach.kinds]


def _baseline(target: Target, measured: Measurement) -> str:
    if target.baseline is None:
        return ""
    exact = Fraction(target.baseline)
    told = percent(exact / 100) if measured.is_share and exact <= 100 else number(exact)
    return f"{told} ({target.baseline_note})" if target.baseline_note else told


def day_text(day: date) -> str:
    """Write a day in full."""
    return plain_day(day)


def method() -> list[Words]:
    """Return the method page: headings with their paragraphs."""
    return [*_judging(), *_caution()]


def _judging() -> list[Words]:
    return [
        {
            "heading": _("Hvornår et mål er nået"),
            "paragraphs": [
                _("Mål om et antal er nået, når tallet er talt op til målet eller derover. Så "
                  "længe perioden løber, skriver vi »ikke nået endnu«; først bagefter "
                  "»ikke nået«."),
                _("Mål om en andel bygger på svar på spørgeskemaer. Her siger vi kun »nået« eller "
                  "»ikke nået«, når svarene er klare nok til det. Ellers skriver vi »for lidt "
                  "grundlag«. Det er ikke en fejl og ikke en karakter: det er det ærlige svar."),
            ],
        },
        {
            "heading": _("Hvad der tæller som et ja"),
            "paragraphs": [
                _("»I høj grad« og »i meget høj grad« tæller med i andelen. »I nogen grad« gør "
                  "ikke. »Ved ikke« er et svar og indgår i grundlaget. Et tomt felt er ikke "
                  "et svar."),
                _("Handler målet om flere spørgsmål på én gang, tæller et skema kun, når alle dele "
                  "er opfyldt på det samme skema."),
            ],
        },
        {
            "heading": _("Reglerne, i den rækkefølge de bruges"),
            "paragraphs": [
                _("1. Færre end 10 svar: for lidt grundlag, og ingen procent vises."),
                _("2. Er resultatet det samme, uanset hvad resten af de inviterede havde svaret, "
                  "er det sikkert: nået eller ikke nået."),
                _("3. Har under halvdelen af de inviterede svaret: for lidt grundlag."),
                _("4. Ellers regner vi usikkerheden ud (Wilsons 95 %-interval). Ligger hele "
                  "intervallet på eller over målet, er det nået; ligger hele intervallet under, er "
                  "det ikke nået; ellers er der for lidt grundlag."),
            ],
        },
    ]  # fmt: skip


def _caution() -> list[Words]:
    return [
        {
            "heading": _("Usikkerheden"),
            "paragraphs": [
                _("Stregen omkring prikken viser, hvor andelen med rimelighed kan ligge, når ikke "
                  "alle har svaret. Flere svar gør stregen kortere. Alle sammenligninger er regnet "
                  "med eksakte brøker: 79,96 % bliver aldrig skrevet som 80 %."),
            ],
        },
        {
            "heading": _("Beskyttelse af dem, der har svaret"),
            "paragraphs": [
                _("Navnet på den, der svarer, gemmes ikke sammen med svaret. Vi viser kun samlede "
                  "resultater, og kun når der er mindst 10 svar. Svar lægges til i hele grupper, "
                  "så ingen kan regnes ud ved at trække to opgørelser fra hinanden."),
            ],
        },
        {
            "heading": _("Tallene er frosset"),
            "paragraphs": [
                _("Rapportens tal er gemt sammen med den. De ændrer sig ikke, selv om oplysninger "
                  "siden bliver slettet eller rettet. De løbende tal står på portalens "
                  "handleplanside."),
            ],
        },
    ]  # fmt: skip


def references() -> list[str]:
    """Return the method's sources."""
    return [
        (
            "E. B. Wilson: Probable inference, the law of succession, and statistical inference. "
            "Journal of the American Statistical Association 22 (1927), 209–212."
        ),
        (
            "L. D. Brown, T. T. Cai, A. DasGupta: Interval estimation for a binomial proportion. "
            "Statistical Science 16 (2001), 101–133."
        ),
    ]


def figure_words(value: str, threshold: str | None, is_share: bool) -> str:
    """Write an exact number of an earlier reading as ``figure_text`` writes today's."""
    exact = Fraction(value)
    return percent(exact, Fraction(threshold) if threshold else None) if is_share else number(exact)

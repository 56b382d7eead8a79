"""Figures of the targets as people write them in the language being read."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils import formats, translation
from django.utils.dateformat import format as date_format

from events.confidence import percent_text
from portal.targets.measurement import Measurement
from portal.targets.overview import TargetRow

register = template.Library()


def _percent(share: Fraction, threshold: Fraction | None = None, decimals: int = 1) -> str:
    comma = translation.get_language() != "en"
    return percent_text(share, threshold=threshold, decimals=decimals, decimal_comma=comma)


@register.filter
def share(value: Fraction | None, threshold: Fraction | None = None) -> str:
    """Write a share with one decimal; rounding never carries it across the threshold."""
    return "–" if value is None else _percent(Fraction(value), threshold)


@register.filter
def whole_percent(value: Fraction | None) -> str:
    """Write a share in whole percent, cut and never rounded up."""
    return "–" if value is None else _percent(Fraction(value), None, 0)


@register.filter
def figure(measurement: Measurement) -> str:
    """Write what was measured: a share or a number; a dash where there is nothing to show."""
    value = measurement.value
    if value is None:
        return "–"
    if measurement.is_share:
        return _percent(Fraction(value), _within(measurement.threshold))
    return _number(Fraction(value))


@register.filter
def threshold(row: TargetRow) -> str:
    """Write the threshold with its unit: "80 %" or "100 personer"; empty where there is none."""
    limit = row.measurement.threshold
    if limit is None:
        return ""
    if row.measurement.is_share:
        decimals = 0 if (limit * 100).denominator == 1 else 1
        return _percent(limit, None, decimals)
    return f"{_number(limit)} {row.target.display_unit}".strip()


@register.filter
def month(day: date) -> str:
    """Write a day's month for an axis: "jan 2026", in English "Jan 2026"."""
    return date_format(day, "M Y" if translation.get_language() == "en" else "b Y")


@register.filter
def million(amount: Decimal | None) -> str:
    """Write million kroner as the source does: without zeros at the end."""
    if amount is None:
        return "–"
    text = format(amount.normalize(), "f")
    decimals = len(text.partition(".")[2])
    return formats.number_format(amount, max(decimals, 1))


def _within(limit: Fraction | None) -> Fraction | None:
    return limit if limit is not None and limit <= 1 else None


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return formats.number_format(int(value), 0, force_grouping=True)
    return formats.number_format(Decimal(value.numerator) / value.denominator, 1)

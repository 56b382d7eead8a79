"""Find Danish personal identification numbers (CPR numbers) in what people type.

The portal never needs one, so text that holds one is refused before it is stored. The form is
``ddmmyy-xxxx``. The check digit (modulus 11) is not asked for: numbers without a valid one have
been issued since 2007. So ten digits that begin with a date are taken for a CPR number even
where they could be something else; refusing those is the lesser harm.
"""

import re
import unicodedata

_DASHES = "\\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_BLANK = r"[^\S\r\n]"  # not a line break: a date may end one line and a postcode start the next
_MARK = f"(?:{_BLANK}|[{_DASHES}./])"
_DAY, _MONTH, _YEAR = r"(?P<day>\d\d)", r"(?P<month>\d\d)", r"(?P<year>\d\d)"

# A run of six and a run of four digits, joined or with at most three marks between.
_WHOLE = re.compile(rf"(?<!\d){_DAY}{_MONTH}{_YEAR}{_MARK}{{0,3}}\d{{4}}(?!\d)")

# The date split as well: "01 01 90 1234", "01.01.90-1234". No pair of digits may stand just before,
# or three pairs of a phone number followed by a postcode would do; and a date followed by an hour
# ("01.04.16 1400") has another mark before the last four.
_SPLIT = re.compile(
    rf"(?<!\d)(?<!\d\d{_MARK}){_DAY}(?P<mark>{_MARK}){_MONTH}(?P=mark){_YEAR}"
    rf"(?:(?P=mark)|[{_DASHES}])\d{{4}}(?!\d)"
)

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def contains_cpr(text: str) -> bool:
    """Say whether ``text`` holds something that reads as a CPR number.

    Digits of any script and in any typographic form count, and so do the usual marks between
    date and serial: none, blank, no-break space, hyphen, dash, dot, slash. Digit runs of other
    lengths (phone numbers, CVR, EAN) and ISO dates do not.
    """
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    # Both forms are read: compatibility folding finds circled digits, but would also glue a
    # raised footnote mark to the number before it.
    return any(
        _is_date(*match.group("day", "month", "year"))
        for candidate in {visible, unicodedata.normalize("NFKC", visible)}
        for pattern in (_WHOLE, _SPLIT)
        for match in pattern.finditer(candidate)
    )


def _is_date(day: str, month: str, year: str) -> bool:
    """Say whether ddmmyy is a day in some century; 29 February 00 is, because of 2000."""
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= _DAYS_IN_MONTH[int(month) - 1]:
        return False
    is_leap_day = int(day) == 29 and int(month) == 2
    return not is_leap_day or int(year) % 4 == 0

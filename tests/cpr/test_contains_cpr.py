"""What reads as a CPR number in free text, and what does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.cpr import contains_cpr

# All numbers are made up. Serials such as 0000 are not issued.


@pytest.mark.parametrize(
    "text",
    [
        "010190-0000",
        "0101900000",
        "010190 0000",
        "010190\N{NO-BREAK SPACE}0000",
        "010190\N{NARROW NO-BREAK SPACE}0000",
        "010190\N{EN DASH}0000",
        "010190\N{EM DASH}0000",
        "010190\N{HYPHEN}0000",
        "010190\N{NON-BREAKING HYPHEN}0000",
        "010190\N{MINUS SIGN}0000",
        "010190 - 0000",
        "010190\t0000",
        "010190.0000",
        "010190/0000",
        "010190\N{SOFT HYPHEN}0000",
        "010190-\N{ZERO WIDTH SPACE}0000",
        "01 01 90 0000",
        "01 01 90-0000",
        "01-01-90-0000",
        "01.01.90-0000",
        "01/01/90-0000",
        "1 01 01 90-0000 12 år",
        "Hans CPR:010190-0000.",
        "(010190-0000)",
        "cpr010190-0000x",
        "Ring 12 34 56 78 om 010190-0000",
        "første linje\n010190-0000\ntredje linje",
        "290200-0000",  # 2000 was a leap year
        "290204-0000",
        "311299-9999",
        "\N{FULLWIDTH DIGIT ZERO}\N{FULLWIDTH DIGIT ONE}0190\N{FULLWIDTH HYPHEN-MINUS}0000",
        "٠١٠١٩٠-٠٠٠٠",
        "\N{MATHEMATICAL MONOSPACE DIGIT ZERO}10190-0000",
        "01019\N{CIRCLED DIGIT ZERO}-0000",
        "010190-0000\N{SUPERSCRIPT TWO}",  # a footnote mark is no eleventh digit
        "Konto 1234 0101900000",  # could be an account number: the lesser harm
    ],
)
def test_cpr_number_is_found(text):
    assert contains_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ingen tal her",
        "12345678",
        "12 34 56 78",
        "1234 5678",
        "+45 12 34 56 78",
        "+4512345678",
        "004512345678",
        "+45 20 12 16 20",
        "Tlf. 20 12 12 16, 2100 København Ø",
        "Tlf. 20 12 12 16 2100 København Ø",
        "20121216 2100 København Ø",
        "12 12 16 20 / 12 12 16 21",
        "+46 70 123 45 67",
        "5790001234567",  # EAN
        "01019000001",  # eleven digits
        "010190000",  # nine digits
        "1010190-0000",
        "010190-00001",
        "2016-04-01",
        "2016-04-01T12:00:00+02:00",
        "2016-04-01 1400",
        "20160401T120000",
        "01-04-2016",
        "01.04.2016 1400",
        "01.04.16 1400",
        "01.04.16 1400-1600",
        "1.-2. april 2016 kl. 9.00-16.00",
        "CVR 64942212",
        "320190-0000",  # no 32nd
        "000190-0000",
        "011390-0000",  # no 13th month
        "010090-0000",
        "310490-0000",  # 30 days
        "300200-0000",
        "290201-0000",  # 1901 and 2001 were no leap years
        "290290-0000",
        "9999999999",
        "010416\n2100 København Ø",
        "010190 -- - 0000",
        "010190 og 0000",
        "010190,0000",
    ],
)
def test_other_numbers_are_not(text):
    assert not contains_cpr(text)


ALPHABETS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹")
SEAMS = ("", "-", " ", " - ", "\N{NO-BREAK SPACE}", "\N{EN DASH}", "\N{EM DASH}", ".", "/")
# What may stand around a number: anything that is neither a digit in some guise nor a mark
# that makes more of it.
neighbours = st.text(
    st.characters(exclude_categories=("Nd", "No", "Nl", "Cs", "Mn", "Mc", "Me")), max_size=40
)


@st.composite
def cpr_numbers(draw):
    """Draw a number of any day and serial, in any of the ways people write it."""
    born = draw(st.dates(min_value=date(1858, 1, 1), max_value=date(2057, 12, 31)))
    serial = draw(st.integers(0, 9999))
    alphabet = draw(st.sampled_from(ALPHABETS))
    written = f"{born:%d%m%y}{draw(st.sampled_from(SEAMS))}{serial:04d}"
    return written.translate(str.maketrans("0123456789", alphabet))


@given(before=neighbours, number=cpr_numbers(), after=neighbours)
def test_every_way_of_writing_it_is_found_in_any_text(before, number, after):
    assert contains_cpr(before + number + after)


@st.composite
def phone_numbers(draw):
    """Draw a Danish phone number of eight digits as people write it."""
    digits = draw(st.from_regex(r"[2-9][0-9]{7}", fullmatch=True))
    size = draw(st.sampled_from([2, 4, 8]))
    mark = draw(st.sampled_from([" ", "-", ".", "\N{NO-BREAK SPACE}"]))
    prefix = draw(st.sampled_from(["", "+45 ", "+45", "0045 ", "(+45) ", "tlf. "]))
    return prefix + mark.join(digits[at : at + size] for at in range(0, 8, size))


# Two Danish numbers after each other with nothing but a blank between are a run of digits that
# nobody can read; people put a word or a comma there.
plain_words = st.text("abcdefghijklmnopqrstuvwxyzæøå ,;:()\n", max_size=20)


@given(before=plain_words, number=phone_numbers(), after=plain_words)
def test_phone_numbers_are_left_alone(before, number, after):
    assert not contains_cpr(before + number + after)


@given(number=phone_numbers(), postcode=st.integers(1000, 9999))
def test_phone_number_before_a_postcode_is_left_alone(number, postcode):
    assert not contains_cpr(f"{number} {postcode} København")


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_iso_dates_are_left_alone(day):
    assert not contains_cpr(f"{day:%Y-%m-%d} {day:%Y%m%d} {day.isoformat()}T12:00")


@given(digits=st.from_regex(r"[0-9]{11,20}", fullmatch=True))
def test_longer_runs_of_digits_are_left_alone(digits):
    assert not contains_cpr(digits)

"""The English catalogue: whole, without guesses, and with the placeholders of the Danish."""

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from string import Formatter

import polib
import pytest
from django.utils import translation
from django.utils.formats import date_format

from events import when

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
DANISH = ROOT / "locale" / "da" / "LC_MESSAGES" / "django.po"
SOURCES = ("portal", "events", "courses", "templates")
PERCENT = re.compile(r"%(?:\(\w+\))?[sd]|%%")
MARKUP = re.compile(r"</?\w+>")
Key = tuple[str | None, str]


def entries(catalogue: Path) -> dict[Key, polib.POEntry]:
    """Return the catalogue's living entries by context and Danish text."""
    return {(e.msgctxt, e.msgid): e for e in polib.pofile(str(catalogue)) if not e.obsolete}


def placeholders(text: str) -> list[str]:
    """Return what is filled in later or is markup: ``%(x)s``, ``%s``, ``%%``, ``{x}``, tags."""
    braces = [f"{{{name}}}" for _text, name, _spec, _conv in Formatter().parse(text) if name]
    return sorted(PERCENT.findall(text) + MARKUP.findall(text) + braces)


def translations(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Return pairs of Danish and English: one, or singular and plural."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = entry.msgstr_plural
    return [(entry.msgid, forms.get(0, "")), (entry.msgid_plural, forms.get(1, ""))]


@pytest.fixture(scope="module")
def english() -> dict[Key, polib.POEntry]:
    """The English catalogue as it stands."""
    return entries(ENGLISH)


def test_every_entry_is_translated_and_none_is_a_guess(
    english: dict[Key, polib.POEntry],
) -> None:
    wanting = [
        key
        for key, entry in english.items()
        if entry.fuzzy or not all(text.strip() for _danish, text in translations(entry))
    ]
    assert english
    assert wanting == []


def test_placeholders_are_the_same_on_both_sides(english: dict[Key, polib.POEntry]) -> None:
    differing = [
        pair
        for entry in english.values()
        for pair in translations(entry)
        if placeholders(pair[0]) != placeholders(pair[1])
    ]
    assert differing == []


def test_english_has_no_letters_that_only_danish_has(
    english: dict[Key, polib.POEntry],
) -> None:
    left = [
        text
        for entry in english.values()
        for _danish, text in translations(entry)
        if re.search("[æøåÆØÅ»«]", text)
    ]
    assert left == []


def test_quotation_marks_are_only_where_the_danish_has_them(
    english: dict[Key, polib.POEntry],
) -> None:
    """Templates put texts between double quotes and do not escape their own literals."""
    differing = [
        pair
        for entry in english.values()
        for pair in translations(entry)
        if pair[0].count('"') != pair[1].count('"')
    ]
    assert differing == []


def test_the_danish_catalogue_holds_none_of_our_own_texts(
    english: dict[Key, polib.POEntry],
) -> None:
    """It says in Danish what Wagtail says in English; ours are Danish as they stand."""
    ours = set(english) & set(entries(DANISH))
    translated_away = [key for key in ours if english[key].msgid != english[key].msgstr]
    assert translated_away == []


@pytest.mark.skipif(
    not all(map(shutil.which, ("xgettext", "msgmerge"))),
    reason="GNU gettext is needed to collect the texts anew",
)
def test_a_fresh_collection_finds_nothing_untranslated(
    tmp_path: Path, english: dict[Key, polib.POEntry]
) -> None:
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("migrations"))
    (tmp_path / "locale").mkdir()
    # As `make messages` does it, but in the copy: LOCALE_PATHS is the settings' own folder.
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-wrap",
         "--no-location"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "VINK_VAR_DIR": str(tmp_path / "var"),
             "DJANGO_SETTINGS_MODULE": "portal.settings.dev"},
        check=True,
        capture_output=True,
        timeout=60,
    )  # fmt: skip
    found = entries(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po")
    assert len(found) > 500
    missing = [key for key in found if key not in english]
    superfluous = [key for key in english if key not in found]
    assert (missing, superfluous) == ([], []), "run `make messages` and translate"


def test_dates_and_times_read_as_british() -> None:
    moment = datetime.fromisoformat("2026-12-03T08:30:00+00:00")
    with translation.override("en"):
        assert when.day(moment) == "Thursday 3 December 2026"
        assert when.moment(moment) == "3 December 2026 at 09:30"
        assert when.short_day(moment) == "3 Dec"
        assert date_format(moment.date(), "DATE_FORMAT") == "3 December 2026"


def test_dates_and_times_read_as_danish() -> None:
    moment = datetime.fromisoformat("2026-12-03T08:30:00+00:00")
    with translation.override("da"):
        assert when.day(moment) == "torsdag den 3. december 2026"
        assert when.moment(moment) == "3. december 2026 kl.\N{NO-BREAK SPACE}9.30"
        assert date_format(when.local(moment), "TIME_FORMAT") == "9.30"

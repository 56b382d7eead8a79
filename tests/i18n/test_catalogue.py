"""The catalogues: whole, without guesses, and with the placeholders of the Danish."""

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
from scripts import neutral_catalogue

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
DANISH = ROOT / "locale" / "da" / "LC_MESSAGES" / "django.po"
SOURCES = ("portal", "events", "courses", "medborgerforum", "templates")
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


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, polib.POEntry]:
    """Return all texts as they stand in the sources now, with their places."""
    if not all(map(shutil.which, ("xgettext", "msgmerge"))):
        pytest.skip("GNU gettext is needed to collect the texts anew")
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("migrations"))
    (folder / "locale").mkdir()
    # As `make messages` does it, but in the copy and without settings: their LOCALE_PATHS is our
    # own folder, and to load them takes as long as all the rest.
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-wrap"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True,
        capture_output=True,
        timeout=60,
    )
    found = entries(folder / "locale" / "en" / "LC_MESSAGES" / "django.po")
    assert len(found) > 500
    return found


def test_a_fresh_collection_finds_nothing_untranslated(
    fresh: dict[Key, polib.POEntry], english: dict[Key, polib.POEntry]
) -> None:
    missing = [key for key in fresh if key not in english]
    superfluous = [key for key in english if key not in fresh]
    assert (missing, superfluous) == ([], []), "run `make messages` and translate"


@pytest.mark.parametrize("language", neutral_catalogue.LANGUAGES)
def test_what_parents_read_is_translated_whole(
    language: str, fresh: dict[Key, polib.POEntry]
) -> None:
    found = entries(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")
    neutral = {key for key, entry in fresh.items() if neutral_catalogue.is_neutral(entry)}
    assert neutral
    assert neutral <= set(found), "run `make messages` and translate"
    wanting = [key for key, entry in found.items() if entry.fuzzy or not all(texts_of(entry))]
    assert wanting == []


@pytest.mark.parametrize("language", neutral_catalogue.LANGUAGES)
def test_what_members_of_the_forum_read_is_translated_whole(
    language: str, fresh: dict[Key, polib.POEntry]
) -> None:
    found = entries(ROOT / "locale_forum" / language / "LC_MESSAGES" / "django.po")
    forum = {key for key, entry in fresh.items() if neutral_catalogue.is_forums(entry)}
    assert len(forum) > 200
    assert forum <= set(found), "run `make messages` and translate"
    wanting = [key for key, entry in found.items() if entry.fuzzy or not all(texts_of(entry))]
    assert wanting == []


@pytest.mark.parametrize("folder", neutral_catalogue.READERS)
@pytest.mark.parametrize("language", neutral_catalogue.LANGUAGES)
def test_what_is_filled_in_later_stands_in_every_language(folder: str, language: str) -> None:
    differing = [
        (entry.msgid, text)
        for entry in entries(ROOT / folder / language / "LC_MESSAGES" / "django.po").values()
        for text in texts_of(entry)
        if not set(placeholders(text)) <= set(placeholders(entry.msgid))
        or (not entry.msgid_plural and placeholders(text) != placeholders(entry.msgid))
        or text.count('"') != entry.msgid.count('"')
    ]
    assert differing == []


def texts_of(entry: polib.POEntry) -> list[str]:
    """Return all forms of a translation."""
    return [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


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

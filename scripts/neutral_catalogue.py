"""Collect what is read in Arabic, Somali, Urdu and Turkish into catalogues of their own.

The portal is Danish and English. In four more languages are what parents and relatives read
(``locale/``: the neutral pages, mails, slips and surveys) and what members of the
medborgerforum read (``locale_forum/``: its pages and mails). They lie apart, because a check of
the first holds for exactly its sentences; what stands in the first is not repeated in the
second. A sentence belongs to them when a file named in ``SOURCES`` or ``FORUM_SOURCES`` uses
it, or when it stands in ``MONTHS_AND_DAYS`` and Django has no such language. Needs GNU gettext;
``make messages`` runs it. New sentences come without a translation; those no longer used are
dropped.
"""

import calendar
import fnmatch
import os
import shutil
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

LANGUAGES = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "so": "nplurals=2; plural=(n != 1);",
    "ur": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n > 1);",
}
SOURCES = (
    "templates/neutral/*",
    "templates/email/neutral/*",
    "templates/sms/*",
    "templates/pdf/neutral*",
    "templates/components/error_summary.html",
    "templates/components/forms/*",
    "courses/neutral*.py",
    "courses/views/neutral*.py",
    "courses/forms/neutral*.py",
    "events/forms_survey.py",
    "events/forms/fields.py",
    "events/surveys/instruments.py",
    "events/surveys/responses.py",
    "events/when.py",
)
FORUM_SOURCES = (
    "portal/knowledge/menus.py",
    "templates/base.html",
    "templates/404.html",
    "templates/medborgerforum/*",
    "templates/email/forum_*",
    "templates/pdf/forum_*",
    "templates/components/*",
    "medborgerforum/*.py",
    "medborgerforum/views/*.py",
    "medborgerforum/forms/*.py",
    "events/stepup.py",
    "events/forms_cpr.py",
    "events/validators.py",
    "events/registration.py",
    # The mails about one's seat at a meeting, and the page that they lead to.
    "templates/email/layout.*",
    "templates/email/letter.*",
    "templates/email/facts.*",
    "templates/email/manage.*",
    "templates/email/confirmed/*",
    "templates/email/waiting/*",
    "templates/email/moved_up/*",
    "templates/email/withdrawn/*",
    "templates/email/reminder/*",
    "templates/email/activity_cancelled/*",
    "templates/email/activity_moved/*",
    "templates/events/self_service/overview.html",
    "templates/events/self_service/what_now.html",
    "templates/events/self_service/cancel.html",
    # The questions after an activity, on a link that anyone may have been given.
    "templates/events/survey*",
    "templates/email/survey/*",
    "events/views/survey*.py",
    "events/surveys/sheets.py",
)
# Named like the others, but read by staff.
NOT_THESE = ("courses/neutral_texts.py",)
NOT_IN_THE_FORUM = (
    "medborgerforum/wagtail_hooks.py",
    "medborgerforum/apps.py",
    "medborgerforum/models/*",
    "medborgerforum/admin_views/*",
    "medborgerforum/admin_forms/*",
    "medborgerforum/admin_urls.py",
    "medborgerforum/charter.py",
    "medborgerforum/charter_drafts.py",
    "medborgerforum/admission.py",
    "medborgerforum/minutes.py",
    "templates/medborgerforum/admin/*",
)
# Django's own, in English, for a language that it does not know.
MONTHS_AND_DAYS = (*calendar.month_name[1:], *calendar.day_name)
READERS = {
    "locale": "What parents and relatives read.",
    "locale_forum": "What members of the medborgerforum read.",
}
SCRATCH = "qq"  # no language: its catalogue holds every sentence with the files that use it


def collected() -> polib.POFile:
    """Return every sentence of the portal with its places; raises OSError without gettext."""
    import django
    from django.core.management import call_command

    django.setup()
    folder = ROOT / "locale" / SCRATCH
    try:
        call_command(
            "makemessages",
            locale=[SCRATCH],
            ignore_patterns=["node_modules/*", ".venv/*", "var/*"],
            verbosity=0,
        )
        return polib.pofile(str(folder / "LC_MESSAGES" / "django.po"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_neutral(entry: polib.POEntry) -> bool:
    """Return whether a file of the neutral path uses the sentence."""
    places = {place.removeprefix("./") for place, _line in entry.occurrences}
    return any(_fits(place, SOURCES) for place in places.difference(NOT_THESE))


def is_forums(entry: polib.POEntry) -> bool:
    """Return whether the medborgerforum uses the sentence, and the neutral path does not."""
    places = {place.removeprefix("./") for place, _line in entry.occurrences}
    used = any(
        _fits(place, FORUM_SOURCES) and not _fits(place, NOT_IN_THE_FORUM) for place in places
    )
    return used and not is_neutral(entry)


def _fits(place: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(place, pattern) for pattern in patterns)


def write(language: str, wanted: list[polib.POEntry], folder: str = "locale") -> int:
    """Write one language's catalogue; return how many sentences lack a translation."""
    path = ROOT / folder / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(e.msgctxt, e.msgid): e for e in old if not e.obsolete}
    new = polib.POFile(wrapwidth=0)
    new.header = f"{READERS[folder]} Collect: make messages."
    new.metadata = {
        "Project-Id-Version": "vink-portal",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    forms = int(LANGUAGES[language].split("=")[1].split(";")[0])
    for entry in wanted:
        before = known.get((entry.msgctxt, entry.msgid))
        fresh = polib.POEntry(
            msgctxt=entry.msgctxt,
            msgid=entry.msgid,
            msgid_plural=entry.msgid_plural,
            flags=[flag for flag in entry.flags if flag != "fuzzy"],
        )
        if entry.msgid_plural:
            kept = before.msgstr_plural if before else {}
            fresh.msgstr_plural = {n: kept.get(n, "") for n in range(forms)}
        else:
            fresh.msgstr = before.msgstr if before else ""
        new.append(fresh)
    new.save(str(path))
    return len(new.untranslated_entries())


def main() -> None:
    """Bring all catalogues up to date."""
    everything = sorted(collected(), key=lambda e: (e.msgid, e.msgctxt or ""))
    neutral = [entry for entry in everything if is_neutral(entry)]
    forum = [entry for entry in everything if is_forums(entry)]
    for language in LANGUAGES:
        extra = [polib.POEntry(msgid=word) for word in MONTHS_AND_DAYS] if language == "so" else []
        wanting = write(language, neutral + extra)
        sys.stdout.write(f"{language}: {len(neutral) + len(extra)} sentences, {wanting} wanting\n")
        wanting = write(language, forum, "locale_forum")
        sys.stdout.write(f"{language}, forum: {len(forum)} sentences, {wanting} wanting\n")


if __name__ == "__main__":
    main()

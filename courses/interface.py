"""In which languages the portal's own neutral sentences may be shown, and who checked them.

The sentences stand in templates and forms and are translated in ``locale/``. In languages that
nobody in the house reads, they are shown only while somebody answers for them: a check holds
for the sentences as they were. Otherwise parents see Danish, with the telephone number.
"""

import hashlib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import neutral_survey
from courses.enums import NeutralLanguage
from courses.models import InterfaceCheck
from events.planning import StepRefused

MUST_BE_CHECKED = ("ar", "so", "ur", "tr")

_digests: dict[Path, tuple[int, int, str]] = {}


class NothingToCheck(StepRefused):
    """The language has no sentences of ours that could be read through."""

    message = _("Der er ingen oversættelse at gennemse på dette sprog.")


class CheckIncomplete(StepRefused):
    """A check is a name and a day, and the day has come."""

    message = _("Skriv både, hvem der har set oversættelsen igennem, og en dag, der er kommet.")


def shown_language(code: str) -> str:
    """Return the language to show the portal's sentences in; "da" where hers may not be shown.

    No query for Danish and English, one for the others.
    """
    if code not in NeutralLanguage.values:
        return settings.LANGUAGE_CODE
    if code not in MUST_BE_CHECKED:
        return code
    current = digest(code)
    checked = current and InterfaceCheck.objects.filter(language=code, digest=current).exists()
    return code if checked else settings.LANGUAGE_CODE


def shown_languages() -> list[str]:
    """Return the languages that may be shown now, in their usual order; one query."""
    checks = dict(InterfaceCheck.objects.values_list("language", "digest"))
    return [
        code
        for code in NeutralLanguage.values
        if code not in MUST_BE_CHECKED or (digest(code) and checks.get(code) == digest(code))
    ]


def digest(language: str) -> str:
    """Return the SHA-256 of all neutral sentences in a language, "" where there are none.

    Those of the compiled catalogue and of the questionnaire. The file is read again when it
    changes.
    """
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.mo"
    try:
        state = path.stat()
    except OSError:
        return ""
    known = _digests.get(path)
    if known is None or known[:2] != (state.st_mtime_ns, state.st_size):
        sentences = path.read_bytes() + neutral_survey.words(language).encode()
        known = (state.st_mtime_ns, state.st_size, hashlib.sha256(sentences).hexdigest())
        _digests[path] = known
    return known[2]


@transaction.atomic
def check(language: str, by_name: str, day: date) -> InterfaceCheck:
    """Note who has read through our sentences in a language, as they are now.

    Raises NothingToCheck, CheckIncomplete or ValidationError.
    """
    current = digest(language) if language in MUST_BE_CHECKED else ""
    if not current:
        raise NothingToCheck
    name = by_name.strip()
    if not name or day is None or day > timezone.localdate():
        raise CheckIncomplete
    row = InterfaceCheck(language=language, digest=current, checked_by=name, checked_on=day)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row._state.adding = not InterfaceCheck.objects.filter(pk=language).exists()
    row.save()
    return row

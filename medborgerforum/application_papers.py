"""The letter of a refusal, as mailed and as it is laid in the journal."""

from typing import Any

from django.utils import translation

from events import documents, when
from medborgerforum import charter, forum_texts
from medborgerforum.enums import ForumTextKey
from medborgerforum.models import Application


def refusal(application: Application, language: str) -> dict[str, Any]:
    """Return reason and complaint guidance in the active language, which is ``language``.

    Mail, page and letter tell the same. A guidance that is not there in the language is shown
    in Danish.
    """
    return {
        "reason": application.get_unmet_display(),
        "declined_on": when.plain_day(application.declined_at) if application.declined_at else "",
        "guidance": forum_texts.shown(ForumTextKey.COMPLAINT, language),
    }


def refusal_pdf(application: Application) -> bytes:
    """Return the letter for the journal as PDF/UA: in the applicant's language and in Danish.

    Slow: never inside a transaction. The caller has checked who may have it.
    """
    parts = []
    for language in dict.fromkeys([application.language, charter.BINDING.value]):
        with translation.override(language):
            told = refusal(application, language)
        parts.append({**told, "language": language, "direction": _direction(language)})
    with translation.override(application.language):
        return documents.pdf(
            "forum_declined",
            {
                "application": application,
                "parts": parts,
                "rtl": translation.get_language_bidi(),
            },
        )


def _direction(language: str) -> str:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"

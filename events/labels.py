"""Words for display: vocabulary terms in the reader's language, and what a level means.

Rows point at a term's row in the default language. Vocabularies are small, so one query
reads a whole one and everything on the page is translated from memory.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from events.enums import Level
from events.models.vocabulary import Term

LEVEL_EXPLANATIONS = {
    Level.GREEN: _(
        "Grønt niveau i forebyggelsestrekanten: for alle børn og unge. Her bygger vi op med "
        "medborgerskab, fællesskab og kritisk sans."
    ),
    Level.YELLOW: _(
        "Gult niveau i forebyggelsestrekanten: om unge, der er sårbare over for radikalisering, "
        "og de voksne omkring dem."
    ),
    Level.RED: _(
        "Rødt niveau i forebyggelsestrekanten: om mennesker i voldelige ekstremistiske miljøer "
        "og vejen ud."
    ),
}


@dataclass(frozen=True)
class TermLabel:
    """One term: primary key of its default-language row, its key, its title for display."""

    pk: int
    key: str
    title: str


def vocabulary(model: type[Term], language: str | None = None) -> list[TermLabel]:
    """Return a vocabulary in order, titled in ``language`` (default: the active one).

    A term without a translation keeps its title in the default language. One query.
    """
    wanted = language or translation.get_language() or settings.LANGUAGE_CODE
    rows = list(
        model._default_manager.filter(
            locale__language_code__in={wanted, settings.LANGUAGE_CODE}
        ).values_list("pk", "key", "title", "translation_key", "locale__language_code")
    )
    translated = {row[3]: row[2] for row in rows if row[4] == wanted}
    return [
        TermLabel(pk, key, translated.get(translation_key, title))
        for pk, key, title, translation_key, code in rows
        if code == settings.LANGUAGE_CODE
    ]

"""Languages and shared words."""

from wagtail.models import Locale

from events.models import Audience, District, Theme, WorkplaceKind
from events.models.vocabulary import Term

from .content import entries

TABLES: dict[str, type[Term]] = {
    "themes": Theme,
    "audiences": Audience,
    "districts": District,
    "workplace_kinds": WorkplaceKind,
}


def locale(code: str) -> Locale:
    """Return the language, made if it is not there."""
    return Locale.objects.get_or_create(language_code=code)[0]


def load_vocabulary() -> None:
    """Enter every word in Danish and English; words that are there stay as they are."""
    danish, english = locale("da"), locale("en")
    for table, model in TABLES.items():
        for position, entry in enumerate(entries("vocabulary", table), start=1):
            term, _created = model.objects.get_or_create(
                key=entry["key"],
                locale=danish,
                defaults={"title": entry["title"], "position": position},
            )
            model.objects.get_or_create(
                key=entry["key"],
                locale=english,
                defaults={
                    "title": entry["title_en"],
                    "position": position,
                    "translation_key": term.translation_key,
                },
            )


def terms[T: Term](model: type[T]) -> dict[str, T]:
    """Return the Danish words of one vocabulary by key: the rows that others point at."""
    return {term.key: term for term in model.objects.filter(locale=locale("da"))}

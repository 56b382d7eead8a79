"""The printed booklets of a catalogue: one a language, handed out while they tell the truth."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from events import when
from events.models import Activity

from .models import Catalogue, CatalogueFile

LANGUAGES: dict[str, Any] = dict(settings.WAGTAIL_CONTENT_LANGUAGES)


@dataclass(frozen=True)
class Offered:
    """One booklet as a page offers it."""

    language: str
    label: str
    url: str
    pages: int
    made: str


def keep(
    catalogue: Catalogue, language: str, content: bytes, *, pages: int, tells_of: Iterable[UUID]
) -> CatalogueFile:
    """Store the booklet in place of the one printed before."""
    kept, _created = CatalogueFile.objects.update_or_create(
        catalogue=catalogue,
        language=language,
        defaults={
            "file": content,
            "pages": pages,
            "made_at": timezone.now(),
            "tells_of": [str(pk) for pk in tells_of],
        },
    )
    return kept


def stored(catalogue: Catalogue, language: str) -> CatalogueFile | None:
    """Return the booklet in a language; None where it is not, or may no longer be shown."""
    found = CatalogueFile.objects.filter(catalogue=catalogue, language=language).first()
    return found if found and not outdated([found]) else None


def outdated(booklets: Iterable[CatalogueFile]) -> set[UUID]:
    """Return the keys of booklets that tell of an activity the public may not see (any more).

    One query.
    """
    told = {one.pk: set(one.tells_of) for one in booklets}
    every = set().union(*told.values())
    public = Activity.objects.public().filter(pk__in=every).values_list("pk", flat=True)
    allowed = {str(pk) for pk in public}
    return {pk for pk, activities in told.items() if activities - allowed}


def offered(catalogue: Catalogue) -> list[Offered]:
    """Return the booklets that may be fetched, the one in the active language first."""
    booklets = list(catalogue.files.defer("file"))
    hidden = outdated(booklets)
    wanted = translation.get_language()
    booklets.sort(key=lambda one: (one.language != wanted, one.language))
    return [_offer(catalogue, one) for one in booklets if one.pk not in hidden]


def _offer(catalogue: Catalogue, booklet: CatalogueFile) -> Offered:
    with translation.override(booklet.language):
        url = reverse("catalogues:pdf", args=[catalogue.slug])
    return Offered(
        language=booklet.language,
        label=str(LANGUAGES.get(booklet.language, booklet.language)),
        url=url,
        pages=booklet.pages,
        made=when.plain_day(booklet.made_at),
    )


def filename(catalogue: Catalogue, language: str) -> str:
    """Return the name under which a booklet is saved."""
    return f"vink-katalog-{catalogue.slug[:40]}-{language}.pdf"

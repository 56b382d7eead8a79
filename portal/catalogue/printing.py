"""The booklet: a catalogue as tagged PDF, made by the worker and kept for the public."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events import jobs, when
from events.documents import pdf
from events.enums import Level
from events.labels import LEVEL_EXPLANATIONS
from events.links import absolute
from events.permissions import Viewer
from portal.knowledge.menus import hotline

from . import contents, files
from .models import Catalogue

KIND = "katalog"
ENTRIES_A_PAGE = 4
FRAME = 3  # cover, contents, colophon
LONG = 900  # characters of aims from which an entry may run on to the next page
MASK = 3  # one for all: choosing the best for each takes longer than all the rest of an entry
CHANGE = "catalogue.change_catalogue"


def may_print(user: Viewer) -> bool:
    """Whether the user may have the booklet made."""
    keeper: Any = user
    return keeper is not None and keeper.is_authenticated and keeper.has_perm(CHANGE)


def ask(catalogue: Catalogue, *, by: Viewer, language: str) -> jobs.DocumentJob:
    """Have the booklet made in the background. Raises PermissionError for who may not."""
    entries = contents.activities_of(catalogue).count()
    return jobs.ask_for(
        KIND,
        by=by,
        language=language,
        pages=FRAME + entries // ENTRIES_A_PAGE,
        filename=files.filename(catalogue, language),
        catalogue=catalogue.pk,
    )


def make(params: Mapping[str, Any], tell: Callable[[int], None]) -> bytes:
    """Return the booklet in the active language, and keep it with the catalogue."""
    catalogue = Catalogue.objects.get(pk=params["catalogue"])
    context = booklet(catalogue, timezone.now())
    last = 0

    def count(page: int) -> None:
        # Pages are laid out anew until the contents have their numbers; the last one counts.
        nonlocal last
        last = page
        tell(page)

    content = pdf("catalogue", context, tell=count)
    told = [
        printed["entry"].pk
        for chapter in context["chapters"]
        for _month, entries in chapter["months"]
        for printed in entries
    ]
    files.keep(catalogue, translation.get_language(), content, pages=last, tells_of=told)
    return content


MAKER = jobs.Maker(may=may_print, make=make)


def booklet(catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Return what the booklet's template prints, in the active language."""
    chapters = contents.chapters(catalogue, with_cancelled=False)
    activities = [a for chapter in chapters for a in chapter.activities]
    by_pk = {entry.pk: entry for entry in contents.entries(activities, None)}
    return {
        "catalogue": catalogue,
        "title": catalogue.display_title,
        "period": contents.period(catalogue),
        "chapters": [_chapter(chapter, by_pk) for chapter in chapters],
        "levels": [
            {"key": level.value, "label": level.label, "text": LEVEL_EXPLANATIONS[level]}
            for level in Level
        ],
        "hotline": hotline(),
        "web_address": absolute(catalogue.get_absolute_url()),
        "contact_email": settings.VINK_CONTACT_EMAIL,
        "contact_phone": settings.VINK_CONTACT_PHONE,
        "made": when.plain_day(now),
    }


def _chapter(chapter: contents.Chapter, by_pk: Mapping[UUID, contents.Entry]) -> dict[str, Any]:
    entries = [by_pk[activity.pk] for activity in chapter.activities]
    return {
        "key": chapter.key,
        "title": chapter.title,
        "months": [(m, [_printed(e) for e in same]) for m, same in contents.by_month(entries)],
        "references": chapter.references,
    }


def _printed(entry: contents.Entry) -> dict[str, Any]:
    """Return an entry with the address of its page, else of its sign-up, and the QR to it."""
    path = entry.card.url or reverse("events:signup", args=[entry.pk])
    address = absolute(path)
    start = entry.card.starts_at
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    code = segno.make(address, error="m", micro=False, mask=MASK)
    title = _("QR-kode til siden om %(title)s") % {"title": entry.card.title}
    return {
        "entry": entry,
        "address": address,
        "is_long": sum(map(len, entry.aims)) > LONG,
        "short_day": when.short_day(start) if start else "",
        "qr": code.svg_inline(border=0, omitsize=True, title=title),
    }

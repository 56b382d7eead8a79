"""A published catalogue as a web page, and the booklet to take along."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import queries

from . import contents, files
from .models import Catalogue

PER_PAGE = 60  # as many as a season has: one page for most catalogues
OTHERS = 6


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Lead to the newest published catalogue; say so where there is none."""
    found = Catalogue.objects.published().first()
    if found is None:
        context = {"calendar_url": queries.calendar_url(request)}
        return render(request, "catalogue/none.html", context)
    return redirect(found)


@require_safe
def catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published catalogue: contents first, then its chapters."""
    found = get_object_or_404(Catalogue.objects.published(), slug=slug)
    others = Catalogue.objects.published().exclude(pk=found.pk)[:OTHERS]
    context = {
        "catalogue": found,
        "period": contents.period(found),
        "files": files.offered(found),
        "others": [{"title": one.display_title, "url": one.get_absolute_url()} for one in others],
        "breadcrumbs": [
            {"title": _("Kalender"), "url": queries.calendar_url(request)},
            {"title": found.display_title, "url": ""},
        ],
        **_pages(found, request),
    }
    return render(request, "catalogue/catalogue.html", context)


@require_safe
def catalogue_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the booklet in the language of the address, as it was printed last."""
    found = get_object_or_404(Catalogue.objects.published(), slug=slug)
    booklet = files.stored(found, request.LANGUAGE_CODE)
    if booklet is None:
        raise Http404
    response = HttpResponse(bytes(booklet.file), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="{files.filename(found, booklet.language)}"'
    )
    # It may have to be taken back: nobody keeps it without asking anew.
    response["Cache-Control"] = "no-cache"
    return response


@dataclass(frozen=True)
class _Part:
    """A chapter, or as much of it as stands on this page."""

    chapter: contents.Chapter
    months: list[tuple[str, list[contents.Entry]]]
    references: list[dict[str, Any]]


def _pages(found: Catalogue, request: HttpRequest) -> dict[str, Any]:
    """Return one page of the catalogue, and the contents of the whole."""
    chapters = contents.chapters(found)
    placed = [(chapter.key, a) for chapter in chapters for a in chapter.activities]
    page_obj = Paginator(placed, PER_PAGE).get_page(request.GET.get("page"))
    page_of = {contents.anchor(a.pk): i // PER_PAGE + 1 for i, (_key, a) in enumerate(placed)}
    by_pk = {e.pk: e for e in contents.entries([a for _key, a in page_obj], request)}
    parts, lines, last = [], [], 1
    for chapter in chapters:
        numbers = [page_of[contents.anchor(a.pk)] for a in chapter.activities]
        first, last = (numbers[0], numbers[-1]) if numbers else (last, last)
        shown = [by_pk[a.pk] for a in chapter.activities if a.pk in by_pk]
        refers = chapter.references if last == page_obj.number else []
        lines.append({"chapter": chapter, "page": first, "number": len(chapter.activities)})
        if shown or refers:
            references = [{"to": r, "page": page_of[r.anchor]} for r in refers]
            parts.append(_Part(chapter, list(contents.by_month(shown)), references))
    return {"page_obj": page_obj, "parts": parts, "lines": lines}

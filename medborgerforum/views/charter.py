"""The charter, in every language and version. Public: only what is published is found."""

from collections.abc import Sequence

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from medborgerforum import charter as rules
from medborgerforum import charter_papers, charter_sheet
from medborgerforum.models import CharterText, CharterVersion
from medborgerforum.views import frame

VERSIONS_A_PAGE = 10
MINUTES_KEPT = 5


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """Show the version in force, and which came before and is to come. Two queries."""
    versions = rules.published()
    today = timezone.localdate()
    current = next((v for v in versions if v.valid_from <= today), None)
    coming = rules.upcoming(versions, today)
    shown = current or coming
    if shown is None:
        return frame.page(request, "medborgerforum/charter_none.html")
    return _sheet_page(request, shown, versions)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one published version. Two queries."""
    versions = rules.published()
    return _sheet_page(request, _numbered(versions, number), versions)


def _sheet_page(
    request: HttpRequest, shown: CharterVersion, versions: Sequence[CharterVersion]
) -> HttpResponse:
    today = timezone.localdate()
    sheet = charter_sheet.sheets([shown], _language())[shown.number]
    current = next((v for v in versions if v.valid_from <= today), None)
    others = [v for v in versions if v.number != shown.number]
    context = {
        "sheet": sheet,
        "version": shown,
        "text": sheet.text,
        "text_dir": frame.direction(sheet.text.language),
        "is_other_language": sheet.text.language != _language(),
        "texts": [
            {"text": text, "dir": frame.direction(text.language)} for text in sheet.languages
        ],
        "current": current,
        "is_current": current is not None and current.number == shown.number,
        "is_coming": shown.valid_from > today,
        "coming": next((v for v in reversed(others) if v.valid_from > today), None),
        "former": _former(versions, shown),
        "page_obj": Paginator(others, VERSIONS_A_PAGE).get_page(request.GET.get("page")),
    }
    return frame.page(request, "medborgerforum/charter.html", context)


@require_safe
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is different from the version before: in Danish, and as the reader reads."""
    versions = rules.published()
    new = _numbered(versions, number)
    old = _former(versions, new)
    if old is None:
        raise Http404
    sheets = charter_sheet.sheets([old, new], _language())
    found = charter_sheet.between(sheets[old.number], sheets[new.number])
    context = {
        "version": new,
        "former": old,
        "differences": [
            {"language": code, "dir": frame.direction(code), "difference": difference}
            for code, difference in found.items()
        ],
        "page_dir": frame.direction(_language()),
    }
    return frame.page(request, "medborgerforum/charter_changes.html", context)


@require_safe
def plain_text(
    request: HttpRequest, number: int, language: str, revision: int | None = None
) -> HttpResponse:
    """Serve a text exactly as it is fingerprinted."""
    text = _text(number, language, revision)
    response = HttpResponse(
        rules.canonical(text.title, text.body).encode(), content_type="text/plain; charset=utf-8"
    )
    return _kept(response, text, "txt")


@require_safe
def pdf(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Serve a text as tagged PDF, newest revision."""
    text = _text(number, language, None)
    danish = text if text.language == rules.BINDING else _text(number, rules.BINDING, None)
    made = charter_papers.charter_pdf(text, danish)
    return _kept(HttpResponse(made, content_type="application/pdf"), text, "pdf")


def _kept(response: HttpResponse, text: CharterText, ending: str) -> HttpResponse:
    name = f"charter-{text.version.number}-{text.language}.{ending}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Language"] = text.language
    response["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
    return response


def _text(number: int, language: str, revision: int | None) -> CharterText:
    rows = CharterText.objects.filter(
        version__number=number,
        version__published_at__isnull=False,
        language=language,
        published_at__isnull=False,
    ).select_related("version")
    if revision is not None:
        rows = rows.filter(revision=revision)
    text = rows.order_by("-revision").first()
    if text is None:
        raise Http404
    return text


def _numbered(versions: Sequence[CharterVersion], number: int) -> CharterVersion:
    found = next((v for v in versions if v.number == number), None)
    if found is None:
        raise Http404
    return found


def _former(versions: Sequence[CharterVersion], version: CharterVersion) -> CharterVersion | None:
    return next((v for v in versions if v.number < version.number), None)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


urlpatterns = [
    path("medborgerforum/charter/", charter, name="charter"),
    path("medborgerforum/charter/<int:number>/", version, name="charter_version"),
    path("medborgerforum/charter/<int:number>/aendringer/", changes, name="charter_changes"),
    # Before the next, which would take "ar-1" for a language.
    path(
        "medborgerforum/charter/<int:number>/<slug:language>-<int:revision>.txt",
        plain_text,
        name="charter_revision",
    ),
    path("medborgerforum/charter/<int:number>/<slug:language>.txt", plain_text, name="charter_txt"),
    path("medborgerforum/charter/<int:number>/<slug:language>.pdf", pdf, name="charter_pdf"),
]

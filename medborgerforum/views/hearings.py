"""Open hearings for everyone: the list, one hearing with what people answered."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events import queries
from events.addons import Section
from events.availability import Availability, State
from events.links import Purpose
from events.models import Activity
from events.queries import ActivityCard
from medborgerforum import forum_markup, forum_texts, hearings, links, statements
from medborgerforum.enums import ForumTextKey
from medborgerforum.membership import Standing
from medborgerforum.models import Hearing, Representative, Statement
from medborgerforum.views import frame, hearing_signup, statement_form, statement_own

PER_PAGE = 12
STATEMENTS_PER_PAGE = 10
OWN_SHOWN = 5


class JustCome(Availability):
    """How sign-up stands, without a word on seats or a line: everyone may come."""

    @property
    def status_label(self) -> str:
        """Say only that it is called off or held."""
        said = self.state in {State.CANCELLED, State.HELD}
        return super().status_label if said else ""

    @property
    def seats_text(self) -> str:
        """Count no seats."""
        return ""


@dataclass(frozen=True)
class Entry:
    """One hearing on the list: its card leads to its page."""

    card: ActivityCard
    part: int
    hearing: Hearing | None
    takes_statements: bool
    can_sign_up: bool


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what is to come, what can still be answered, and what is over; 12 at a time."""
    page_obj = Paginator(hearings.public_list(), PER_PAGE).get_page(request.GET.get("page"))
    entries = _entries(list(page_obj.object_list), request)
    context = {
        "page_obj": page_obj,
        "coming": [e for e in entries if e.part == hearings.COMING],
        "answering": [e for e in entries if e.part == hearings.ANSWERING],
        "over": [e for e in entries if e.part == hearings.OVER],
        "intro": forum_texts.shown(ForumTextKey.HEARINGS, _language()),
    }
    return frame.page(request, "medborgerforum/hearings.html", context)


def _entries(rows: list[Activity], request: HttpRequest) -> list[Entry]:
    cards = queries.cards(rows, request)
    return [_entry(row, card) for row, card in zip(rows, cards, strict=True)]


def _entry(row: Any, card: ActivityCard) -> Entry:
    hearing = hearings.of_activity(row)
    return Entry(
        card=replace(
            card,
            url=reverse("forum:hearing", args=[row.pk]),
            url_language=_language(),
            availability=JustCome(card.availability.state),
        ),
        part=row.part,
        hearing=hearing,
        takes_statements=not hearings.is_off(row) and hearings.takes_statements(hearing),
        can_sign_up=card.availability.has_seats,
    )


@require_safe
def hearing(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Show one hearing: the question, when and where, the answers, the city's report."""
    activity = get_object_or_404(hearings.listed(), pk=activity_id)
    row = hearings.of_activity(activity)
    question, language = hearings.question_in(row, _language()) if row else ("", "da")
    found = statements.published(row) if row else Statement.objects.none()
    page_obj = Paginator(found, STATEMENTS_PER_PAGE).get_page(request.GET.get("page"))
    off = hearings.is_off(activity)
    context = {
        "activity": activity,
        "card": queries.cards([activity], request)[0],
        "hearing": row,
        "question": forum_markup.blocks(question),
        "question_language": language,
        "is_off": off,
        "is_over": hearings.is_over(activity),
        "takes_statements": not off and hearings.takes_statements(row),
        "report": forum_markup.blocks(row.report) if row and row.report_published_at else [],
        "page_obj": page_obj,
        "statements": [Shown.of(one) for one in page_obj],
    }
    return frame.page(request, "medborgerforum/hearing.html", context)


@dataclass(frozen=True)
class Shown:
    """A published statement as everyone reads it; ``name`` is "" for a citizen."""

    row: Statement
    name: str
    is_member: bool
    direction: str

    @classmethod
    def of(cls, row: Statement) -> "Shown":
        """Return it without anything that is not for everyone."""
        return cls(
            row=row,
            name=row.association_name,
            is_member=statements.is_verified(row),
            direction=frame.direction(row.language),
        )


def own_sections(
    request: HttpRequest, representative: Representative, standing: Standing
) -> list[Section]:
    """Return the hearings that a member can answer now, for her own page; one query."""
    if not standing.may_read:
        return []
    rows = list(hearings.open_for_statements()[:OWN_SHOWN])
    if not rows:
        return []
    entries = [
        {
            "title": row.display_title,
            "language": "da" if row.display_title == row.title else "en",
            "until": row.hearing.statements_until,
            "url": links.own_path("own_statement", Purpose.FORUM, representative, row.pk),
        }
        for row in rows
    ]
    return [Section("medborgerforum/own_hearings.html", {"entries": entries})]


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


urlpatterns = [
    path("medborgerforum/hoeringer/", index, name="hearings"),
    path("medborgerforum/hoeringer/<uuid:activity_id>/", hearing, name="hearing"),
    *hearing_signup.urlpatterns,
    *statement_form.urlpatterns,
    *statement_own.urlpatterns,
]

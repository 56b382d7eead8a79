"""The medborgerforum: charter, members, applications, meetings, hearings. Nobody of it exists."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

from django.utils import timezone

from events.enums import ActivityKind
from events.models import Activity, District, Registration, Theme
from events.sorting import danish_sort_key
from medborgerforum import attendance_of_members, charter, membership
from medborgerforum.enums import (
    ApplicationState,
    CharterEventKind,
    MembershipEventKind,
    MinutesState,
    PointState,
    StatementState,
)
from medborgerforum.models import (
    AgendaPoint,
    Application,
    Association,
    CharterEvent,
    CharterText,
    CharterVersion,
    Decision,
    FollowUp,
    ForumSeat,
    ForumText,
    Hearing,
    Meeting,
    Representative,
    Signatory,
    Statement,
)

from .activities import Planned
from .content import Entry, entries
from .vocabulary import terms

CHECKER = "Opdigtet gennemlæser, kun i demoen"
SEATS = 3
JOINED_DAYS = 400  # before today; the meetings of the demo are later


def load_forum(planned: Sequence[Planned]) -> None:
    """Load everything of the forum; its activities and their people are there already."""
    _charter()
    for entry in entries("forum", "texts"):
        _text(entry)
    members = [_association(entry) for entry in entries("forum", "associations")]
    by_name = {one.name: one for one in members}
    for entry in entries("forum", "applications"):
        _application(entry)
    rows = {one.entry["key"]: one.row for one in planned}
    for row in rows.values():
        if row.kind == ActivityKind.FORUMMOEDE:
            _meeting(row, members)
    for position, entry in enumerate(entries("forum", "points")):
        _point(rows[entry["meeting"]], entry, position, by_name)
    for entry in entries("forum", "hearings"):
        _hearing(rows[entry["activity"]], entry, by_name)


def _day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def _noon(offset: int) -> datetime:
    return datetime.combine(_day(offset), time(11), tzinfo=UTC)


def _charter() -> None:
    """Write the versions as published on their day: what is past cannot be published today."""
    for entry in entries("forum", "charter"):
        published = _noon(entry["valid_from_days"] - 14)
        days = {
            name: _day(entry[f"{name}_days"])
            for name in ("valid_from", "accept_by", "lapse_on")
            if f"{name}_days" in entry
        }
        version = CharterVersion.objects.create(
            number=entry["number"],
            material=entry["material"],
            changes=entry.get("changes", ""),
            published_at=published,
            **days,
        )
        CharterText.objects.bulk_create(
            CharterText(
                version=version,
                language=text["language"],
                title=text["title"],
                body=text["body"].strip(),
                checked_by=CHECKER,
                checked_on=published.date(),
                sha256=charter.fingerprint(text["title"], text["body"]),
                published_at=published,
            )
            for text in entry["texts"]
        )


def _text(entry: Entry) -> None:
    name = entry.get("approved_by", "")
    ForumText.objects.create(
        key=entry["key"],
        language=entry["language"],
        body=entry["body"].strip(),
        approved_by=name,
        approved_on=_day(-30) if name else None,
    )


def _association(entry: Entry) -> Association:
    person = entry["representative"]
    language = person.get("language", "da")
    simple = ("kind", "works_in", "about", "visibility", "email", "show_email", "phone")
    row = Association.objects.create(
        name=entry["name"],
        sort_key=danish_sort_key(entry["name"]),
        language=language,
        member_since=_day(-JOINED_DAYS),
        website=entry.get("website", ""),
        show_phone=entry.get("show_phone", False),
        **{name: entry[name] for name in simple if name in entry},
    )
    row.districts.set(_terms(District, entry["districts"]))
    row.themes.set(_terms(Theme, entry["themes"]))
    for number in range(1, entry.get("version", 2) + 1):
        _accept(row, number, language, person["name"])
    membership.note(row, MembershipEventKind.ADMITTED, _noon(-JOINED_DAYS))
    _represent(row, person, language, manages=True)
    if colleague := entry.get("colleague"):
        _represent(row, colleague, language, manages=False)
    return row


def _terms(model: Any, keys: Sequence[str]) -> list[Any]:
    known = terms(model)
    return [known[key] for key in keys]


def _accept(row: Association, number: int, language: str, name: str) -> None:
    version = CharterVersion.objects.get(number=number)
    event = CharterEvent.objects.create(
        association=row,
        text=charter.text_in(version, language),
        kind=CharterEventKind.ACCEPTED,
        at=_noon(-JOINED_DAYS) if number == 1 else _noon(-60),
    )
    Signatory.objects.create(event=event, name=name, role="Formand")


def _represent(row: Association, person: Entry, language: str, *, manages: bool) -> None:
    Representative.objects.create(
        association=row,
        name=person["name"],
        email=person["email"],
        language=language,
        manages=manages,
        may_sign_up_others=manages,
        confirmed_at=_noon(-JOINED_DAYS),
    )


def _application(entry: Entry) -> None:
    version = charter.in_force()
    assert version is not None  # made above
    written = _noon(-entry["days_ago"])
    row = Application.objects.create(
        name=entry["name"],
        kind=entry["kind"],
        works_in=entry["works_in"],
        contact_name=entry["contact_name"],
        contact_email=entry["contact_email"],
        signatory_name=entry["contact_name"],
        signatory_role=entry["signatory_role"],
        authority_stated=True,
        accepted_text=charter.text_in(version, "da"),
        accepted_at=written,
        state=ApplicationState.READY if entry["verified"] else ApplicationState.UNVERIFIED,
        verified_at=written if entry["verified"] else None,
    )
    row.districts.set(_terms(District, entry["districts"]))
    Application.objects.filter(pk=row.pk).update(created_at=written)


def _meeting(activity: Activity, members: Sequence[Association]) -> None:
    """Say for which association each came; the first sign-ups are of the first associations."""
    Meeting.objects.update_or_create(activity=activity, defaults={"seats_per_association": SEATS})
    able = [one for one in members if membership.standing(one).may_sign_up]
    people = list(Registration.objects.filter(activity=activity).order_by("created_at", "pk"))
    seats = islice(cycle(able), len(people))
    pairs = list(zip(people, seats, strict=True))
    ForumSeat.objects.bulk_create(
        ForumSeat(registration=person, association=one) for person, one in pairs
    )
    for person, one in pairs:
        person.workplace = one.name
    Registration.objects.bulk_update(people, ["workplace"], batch_size=100)
    attendance_of_members.record(activity)


def _point(
    activity: Activity, entry: Entry, position: int, by_name: dict[str, Association]
) -> None:
    meeting = Meeting.objects.get(activity=activity)
    meeting.agenda_published_at = meeting.agenda_published_at or timezone.now()
    if "minutes" in entry:
        meeting.minutes_state = MinutesState.PUBLISHED
        meeting.minutes_published_at = _noon(-50)
        meeting.minutes_intro = "Godkendt af dem, der var med."
    meeting.save()
    point = AgendaPoint.objects.create(
        meeting=meeting,
        position=position,
        state=entry.get("state", PointState.ON_AGENDA),
        proposed_by=by_name.get(entry.get("by", "")),
        minutes_needed=entry.get("minutes_needed"),
        **{name: entry[name] for name in ("kind", "title", "body", "minutes") if name in entry},
    )
    Decision.objects.bulk_create(
        Decision(point=point, text=text, position=number)
        for number, text in enumerate(entry.get("decisions", []))
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            point=point,
            text=follow_up["text"],
            association=by_name.get(follow_up.get("by", "")),
            due=_day(follow_up["due_days"]),
            done_on=_day(follow_up["done_days"]) if "done_days" in follow_up else None,
        )
        for follow_up in entry.get("follow_ups", [])
    )


def _hearing(activity: Activity, entry: Entry, by_name: dict[str, Association]) -> None:
    report = entry.get("report", "").strip()
    hearing, _created = Hearing.objects.update_or_create(
        activity=activity,
        defaults={
            "question": entry["question"],
            "question_en": entry["question_en"],
            "statements_from": _noon(entry["from_days"]),
            "statements_until": _noon(entry["until_days"]),
            "report": report,
            "report_published_at": _noon(entry["until_days"] + 30) if report else None,
        },
    )
    for number, statement in enumerate(entry["statements"]):
        _statement(hearing, statement, _noon(entry["from_days"] + 2 + number), by_name)


def _statement(
    hearing: Hearing, entry: Entry, at: datetime, by_name: dict[str, Association]
) -> None:
    name = entry.get("association", "")
    state = entry.get("state", StatementState.PUBLISHED)
    reply = entry.get("reply", "")
    row = Statement.objects.create(
        hearing=hearing,
        behalf=entry["behalf"],
        association_name=name,
        association=by_name.get(name),
        body=entry["body"],
        consent=True,
        state=state,
        published_at=at + timedelta(days=1) if state == StatementState.PUBLISHED else None,
        reply=reply,
        replied_at=at + timedelta(days=9) if reply else None,
    )
    Statement.objects.filter(pk=row.pk).update(created_at=at)

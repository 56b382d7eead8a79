"""The forum: charter, members, meetings, hearings."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from events.enums import ActivityKind
from events.models import Activity
from events.sorting import danish_sort_key
from medborgerforum import charter, membership
from medborgerforum.enums import CharterEventKind, MembershipEventKind
from medborgerforum.models import (
    Association,
    CharterEvent,
    CharterText,
    CharterVersion,
    Hearing,
    Meeting,
    Representative,
    Signatory,
)
from tests.factories.events import ActivityFactory

BODY = "## Vores værdier\n\nVi hører på hinanden.\n\nAlle har samme ret til at tale."


def make_charter(
    number: int = 1,
    *,
    languages: tuple[str, ...] = ("da",),
    valid_from: date | None = None,
    publish: bool = True,
    body: str = BODY,
    bodies: dict[str, str] | None = None,
    **fields: Any,
) -> CharterVersion:
    """Return a version, published unless told otherwise; the first is in force since a year."""
    version = CharterVersion.objects.create(
        number=number,
        valid_from=valid_from or timezone.localdate() - timedelta(days=366 - number),
        **fields,
    )
    for language in languages:
        CharterText.objects.create(
            version=version,
            language=language,
            title=f"Charter {number} ({language})",
            body=(bodies or {}).get(language, body),
            checked_by="Nogen",
            checked_on=timezone.localdate(),
        )
    return charter.publish(version) if publish else version


def accept(association: Association, version: CharterVersion, language: str = "da") -> CharterEvent:
    """Write down that an association accepted a version."""
    event = CharterEvent.objects.create(
        association=association,
        text=charter.text_in(version, language),
        kind=CharterEventKind.ACCEPTED,
        at=timezone.now(),
    )
    Signatory.objects.create(event=event, name="Amina Yusuf", role="Formand")
    return event


def make_association(
    name: str = "Nordvest Nabohjælp",
    *,
    version: CharterVersion | None = None,
    accepted: bool = True,
    **fields: Any,
) -> Association:
    """Return a member that has accepted the charter (the newest, made where there is none)."""
    if version is None:
        version = next(iter(charter.published()), None) or make_charter()
    association = Association.objects.create(
        name=name,
        sort_key=danish_sort_key(name),
        kind=fields.pop("kind", "association"),
        member_since=fields.pop("member_since", timezone.localdate()),
        **fields,
    )
    if accepted:
        accept(association, version)
    membership.note(association, MembershipEventKind.ADMITTED)
    return association


def make_representative(
    association: Association | None = None,
    *,
    email: str = "amina@forening.example",
    confirmed: bool = True,
    manages: bool = True,
    **fields: Any,
) -> Representative:
    """Return someone who speaks for an association, confirmed and managing unless told not to."""
    return Representative.objects.create(
        association=association or make_association(),
        name=fields.pop("name", "Amina Yusuf"),
        email=email,
        confirmed_at=timezone.now() if confirmed else None,
        manages=manages,
        **fields,
    )


def make_meeting(**fields: Any) -> Activity:
    """Return an open meeting of the forum with its page and its ``Meeting`` row."""
    seats = fields.pop("seats_per_association", 2)
    activity = ActivityFactory(kind=ActivityKind.FORUMMOEDE, eligibility="charter-member", **fields)
    Meeting.objects.create(activity=activity, seats_per_association=seats)
    return activity


def make_hearing(**fields: Any) -> Activity:
    """Return an open hearing with its page; statements are welcome now."""
    activity = ActivityFactory(kind=ActivityKind.HOERING, **fields)
    Hearing.objects.create(
        activity=activity,
        question="Hvordan bliver fritiden tryg for alle?",
        statements_from=timezone.now() - timedelta(days=1),
        statements_until=timezone.now() + timedelta(days=20),
    )
    return activity

"""Materials of a course: for whom, and from when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.documents.models import AbstractDocument

from courses.enums import Release
from courses.models import CourseMaterial
from courses.programme import text_language
from courses.set_up import is_course
from events import addons, when
from events.links import Purpose, token_for
from events.models import Registration, Session


@dataclass(frozen=True)
class Item:
    """One material as its reader sees it; ``url`` is "" until it opens."""

    title: str
    language: str
    url: str
    facts: str
    opens: str
    is_link: bool


@dataclass(frozen=True)
class Shelf:
    """The materials of one session."""

    number: int
    title: str
    when: str
    items: list[Item]


def is_admitted(registration: Registration) -> bool:
    """Whether the person may have the course's materials at all: a seat, and a real course."""
    return registration.is_confirmed and is_course(registration.activity)


def opens_at(material: CourseMaterial) -> datetime | None:
    """Return from when an admitted person may have it (aware); None: from her admission on."""
    session: Session = material.session
    return {Release.START: session.start, Release.END: session.end}.get(Release(material.release))


def is_open(material: CourseMaterial, now: datetime | None = None) -> bool:
    """Whether those admitted may have it at ``now`` (aware, default: now)."""
    opens = opens_at(material)
    return opens is None or opens <= (now or timezone.now())


def is_material(document: AbstractDocument) -> bool:
    """Whether a document belongs to a course, and so is not for the whole world. One query."""
    return CourseMaterial.objects.filter(document=document.pk).exists()


def document_for(registration: Registration, material_id: UUID) -> AbstractDocument | None:
    """Return the document of a material that is open to this person; None for any other."""
    if not is_admitted(registration):
        return None
    own = CourseMaterial.objects.filter(session__activity=registration.activity_id)
    material = own.select_related("session", "document").filter(pk=material_id).first()
    return material.document if material and is_open(material) else None


def section(request: HttpRequest, registration: Registration) -> addons.Section | None:
    """Return the materials as a section of "your sign-up". One query, none for other kinds."""
    if not is_admitted(registration):
        return None
    found = list(shelves(registration))
    if not found:
        return None
    return addons.Section("courses/materials.html", {"shelves": found})


def shelves(registration: Registration, now: datetime | None = None) -> Iterator[Shelf]:
    """Yield the sessions that have materials, in order, at ``now`` (aware, default: now)."""
    now = now or timezone.now()
    order = [session.pk for session in registration.activity.sessions.all()]
    rows = CourseMaterial.objects.filter(session__in=order).select_related("session", "document")
    in_order = rows.order_by("session__start", "session", "position", "title")
    for session, items in groupby(in_order, key=lambda row: row.session):
        yield Shelf(
            number=order.index(session.pk) + 1,
            title=session.title,
            when=capfirst(when.session_time(session)),
            items=[_item(registration, material, now) for material in items],
        )


def _item(registration: Registration, material: CourseMaterial, now: datetime) -> Item:
    opens = opens_at(material)
    is_now = is_open(material, now)
    return Item(
        title=material.display_title,
        language=text_language(material.title_en),
        url=_address(registration, material) if is_now else "",
        facts=_facts(material),
        opens="" if is_now or opens is None else when.moment(opens),
        is_link=bool(material.url),
    )


def _address(registration: Registration, material: CourseMaterial) -> str:
    """Return the link itself, or the file's address below the personal link."""
    if material.url:
        return material.url
    token = token_for(Purpose.SELF_SERVICE, registration.pk, registration.link_version)
    return reverse("courses:material", args=[registration.pk, token, material.pk])


def _facts(material: CourseMaterial) -> str:
    """Return what kind of thing it is and how large, such as "PDF, 1,2 MB"."""
    document = material.document
    if document is None:
        return _("link til en anden side")
    kind = document.file_extension.upper()
    size = filesizeformat(document.file_size) if document.file_size else ""
    return ", ".join(part for part in (kind, size) if part)

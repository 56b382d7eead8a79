"""Courses: activities of several sessions with a rule of their own."""

from datetime import timedelta
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents.models import Document

from courses.models import Course, CoursePart, NeutralText
from events.enums import ActivityKind
from events.models import Activity
from tests.factories.events import ActivityFactory, SessionFactory
from tests.factories.site import restore_migrated_rows


class CourseFactory(factory.django.DjangoModelFactory):
    """A course of ``sessions`` weekly sessions, the first ``starts_in_days`` ahead.

    What the activity is to be is said with ``activity__capacity=20`` and the like, or with a
    ready ``activity``, which keeps the sessions it has.
    """

    class Meta:
        model = Course

    activity = factory.SubFactory(
        ActivityFactory, kind=ActivityKind.KURSUS, title="Mentorernes seks dage", days=0
    )
    aims = "Kende tegn på mistrivsel\nKunne holde en svær samtale"

    @classmethod
    def _create(cls, model_class: type[Course], *args: Any, **kwargs: Any) -> Course:
        sessions = kwargs.pop("sessions", 6)
        first = timezone.now() + timedelta(days=kwargs.pop("starts_in_days", 30))
        length = timedelta(hours=kwargs.pop("session_hours", 6))
        activity = kwargs["activity"]
        if not activity.sessions.exists():
            for week in range(sessions):
                start = first + timedelta(weeks=week)
                SessionFactory(activity=activity, start=start, end=start + length)
        return super()._create(model_class, *args, **kwargs)


class CoursePartFactory(factory.django.DjangoModelFactory):
    """The programme of one session; give the ``session``."""

    class Meta:
        model = CoursePart

    programme = "Velkomst\nSamtalens fire trin"


def make_discreet(*, languages: tuple[str, ...] = (), **kwargs: Any) -> Activity:
    """Return an open parent course with approved words, and checked ones in ``languages``."""
    kwargs.setdefault("kind", ActivityKind.FORAELDREKURSUS)
    kwargs.setdefault("title", "Kursus om radikalisering")
    activity = ActivityFactory(discreet=True, with_page=False, **kwargs)
    for language in ("da", *languages):
        NeutralText.objects.create(
            activity=activity,
            language=language,
            title=f"Aftener for voksne ({language})",
            place="Sted 1, 2200 København N",
            summary=f"Vi taler om hverdagen ({language}).",
            practical=f"Der er kaffe ({language}).",
            before_signup=f"Kun to medarbejdere ser det ({language}).",
            checked_by="En, der kan sproget",
            checked_on=timezone.localdate(),
        )
    return activity


def make_document(name: str = "plan.pdf", content: bytes = b"%PDF-1.7") -> Document:
    """Return one of Wagtail's documents, with a file."""
    restore_migrated_rows()
    return Document.objects.create(title="Plan", file=ContentFile(content, name=name))

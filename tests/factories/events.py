"""Activities, sessions, people."""

import uuid
from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from events.enums import SEATED, ActivityStatus, RegistrationStatus, Role
from events.identity import identity_of
from events.models import (
    Activity,
    ActivityIndexPage,
    ActivityPage,
    Audience,
    Booking,
    Registration,
    Session,
    WorkplaceKind,
)
from events.registration import Person
from events.sorting import danish_sort_key
from tests.factories.site import danish, root_page


class AudienceFactory(factory.django.DjangoModelFactory):
    """An audience in Danish."""

    class Meta:
        model = Audience
        django_get_or_create = ("key", "locale")

    key = "frontpersonale"
    title = "Frontpersonale"
    locale = factory.LazyFunction(danish)


class WorkplaceKindFactory(factory.django.DjangoModelFactory):
    """A kind of workplace in Danish."""

    class Meta:
        model = WorkplaceKind
        django_get_or_create = ("key", "locale")

    key = "skole"
    title = "Skole"
    locale = factory.LazyFunction(danish)


class SessionFactory(factory.django.DjangoModelFactory):
    """Six hours, thirty days ahead unless told otherwise."""

    class Meta:
        model = Session

    start = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    end = factory.LazyAttribute(lambda s: s.start + timedelta(hours=6))


def make_page(activity: Activity, *, live: bool = True) -> ActivityPage:
    """Return a page for the activity under a calendar page, published unless told not to."""
    parent = ActivityIndexPage.objects.first()
    if parent is None:
        root = root_page()
        parent = root.add_child(
            instance=ActivityIndexPage(title="Kalender", slug="kalender", locale=danish())
        )
    return parent.add_child(
        instance=ActivityPage(
            title=activity.title,
            slug=f"a-{str(activity.pk)[:8]}",
            activity=activity,
            live=live,
            locale=danish(),
            summary="En dag om tegn på bekymring.",
        )
    )


class ActivityFactory(factory.django.DjangoModelFactory):
    """An open theme day with a session and a live page."""

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Temadag nr. {n}")
    place = "Rådhuset, 1599 København V"
    status = ActivityStatus.OPEN
    capacity = 10

    @classmethod
    def _create(cls, model_class: type[Activity], *args: Any, **kwargs: Any) -> Activity:
        with_page = kwargs.pop("with_page", True)
        starts_in_days = kwargs.pop("starts_in_days", 30)
        days = kwargs.pop("days", 1)
        activity = super()._create(model_class, *args, **kwargs)
        start = timezone.now() + timedelta(days=starts_in_days)
        for day in range(days):
            SessionFactory(activity=activity, start=start + timedelta(days=day))
        if with_page:
            make_page(activity)
        return activity


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A confirmed person; ``status`` may say otherwise. Her seat or place in line is counted."""

    class Meta:
        model = Registration

    activity = factory.SubFactory(ActivityFactory)
    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@skole.example")
    role = Role.FRONTLINE_YOUTH
    status = RegistrationStatus.CONFIRMED

    @classmethod
    def _create(cls, model_class: type[Registration], *args: Any, **kwargs: Any) -> Registration:
        activity = kwargs["activity"]
        kwargs.setdefault(
            "booking",
            Booking.objects.create(activity=activity, idempotency_key=uuid.uuid4()),
        )
        kwargs.setdefault("sort_key", danish_sort_key(kwargs["name"]))
        kwargs.setdefault(
            "identity",
            identity_of(name=kwargs["name"], email=kwargs["email"], phone=kwargs.get("phone")),
        )
        row = Activity.objects.get(pk=activity.pk)
        if kwargs["status"] == RegistrationStatus.WAITING and "place_in_line" not in kwargs:
            kwargs["place_in_line"] = row.next_place
            Activity.objects.filter(pk=row.pk).update(next_place=row.next_place + 1)
        if kwargs["status"] in SEATED:
            Activity.objects.filter(pk=row.pk).update(taken=row.taken + 1)
        return super()._create(model_class, *args, **kwargs)


_numbers = iter(range(10**9))


def make_person(**kwargs: Any) -> Person:
    """Return a person to sign up, unlike every other."""
    number = next(_numbers)
    defaults = {"name": f"Deltager {number}", "email": f"deltager{number}@klub.example"}
    return Person(**{**defaults, **kwargs})

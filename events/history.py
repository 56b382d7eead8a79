"""What belongs to an account: the registrations under its verified addresses."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.enums import AttendanceState, EndReason, RegistrationStatus
from events.models import Attendance, Registration
from events.models.registration import RegistrationQuerySet


def own(user: AbstractBaseUser) -> RegistrationQuerySet:
    """Return the registrations under the user's verified addresses, never a discreet one.

    An address that nobody has shown to be hers opens nothing.
    """
    return Registration.objects.filter(email__in=verified_addresses(user), activity__discreet=False)


def verified_addresses(user: AbstractBaseUser) -> list[str]:
    """Return the addresses that the user has shown to be hers, in lower case."""
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return [address.lower() for address in verified.values_list("email", flat=True)]


def coming(user: AbstractBaseUser, now: datetime | None = None) -> RegistrationQuerySet:
    """Return what is not over, the next date first; what has ended stands below.

    What ended is left out where another sign-up took its place. Each row has ``starts_at``,
    ``ends_at`` and, for those who wait, ``position``.
    """
    ahead = (
        Registration.objects.filter(
            activity=OuterRef("activity"),
            status=RegistrationStatus.WAITING,
            place_in_line__lte=OuterRef("place_in_line"),
        )
        .order_by()
        .values("activity")
        .annotate(number=Count("pk"))
        .values("number")
    )
    ended = Case(When(status=RegistrationStatus.CANCELLED, then=1), default=0)
    instead = Registration.objects.filter(
        activity=OuterRef("activity"), identity=OuterRef("identity")
    ).active()
    superseded = Q(status=RegistrationStatus.CANCELLED) & (
        Q(ended__in=[EndReason.MOVED, EndReason.NOT_ME]) | Exists(instead)
    )
    return (
        with_times(own(user))
        .exclude(superseded)
        .annotate(position=Coalesce(Subquery(ahead), 0))
        .filter(Q(ends_at__gte=now or timezone.now()) | Q(ends_at__isnull=True))
        .order_by(ended, F("starts_at").asc(nulls_last=True), "pk")
    )


def attended(user: AbstractBaseUser, now: datetime | None = None) -> RegistrationQuerySet:
    """Return what is over and the user had a seat at, the latest first.

    Each row has ``starts_at``, ``ends_at`` and ``present_at``: her attendances, in order.
    """
    present = (
        Attendance.objects.filter(state=AttendanceState.PRESENT)
        .select_related("session")
        .order_by("session__start")
    )
    return (
        with_times(own(user).confirmed())
        .filter(ends_at__lt=now or timezone.now())
        .prefetch_related(Prefetch("attendances", present, to_attr="present_at"))
        .order_by("-starts_at", "pk")
    )


def with_times(registrations: RegistrationQuerySet) -> Any:
    """Annotate ``starts_at`` and ``ends_at`` (aware, None without a session) of the activity.

    A queryset still; its type could not say what the rows have more.
    """
    return registrations.select_related("activity").annotate(
        starts_at=Min("activity__sessions__start"), ends_at=Max("activity__sessions__end")
    )

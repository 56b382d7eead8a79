"""Bookings and registrations: one row per person and activity, no table of persons."""

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import ACTIVE, SEATED, EndReason, RegistrationSource, RegistrationStatus, Role
from events.permissions import Viewer, may_see_discreet
from events.validators import validate_no_cpr

# Crockford's base 32 without letters that look like digits: easy to read out and type.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


def new_checkin_code() -> str:
    """Return ten random characters (50 bits) for the QR; only staff can use them."""
    return "".join(secrets.choice(CODE_ALPHABET) for _i in range(CODE_LENGTH))


class Booking(models.Model):
    """One act of signing up: a contact and one or more people. Keyed for idempotency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.PROTECT, related_name="bookings"
    )
    idempotency_key = models.UUIDField()
    contact_name = models.CharField(max_length=120, blank=True, validators=[validate_no_cpr])
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="da")
    source = models.CharField(
        max_length=10, choices=RegistrationSource, default=RegistrationSource.WEB
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    workplace = models.CharField(max_length=160, blank=True, validators=[validate_no_cpr])
    workplace_kind = models.ForeignKey(
        "events.WorkplaceKind", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_team = models.BooleanField(default=False)
    together = models.BooleanField(_("kommer kun samlet"), default=False)
    # Until when unnamed seats may get their names; the link to share opens with this version.
    names_by = models.DateTimeField(null=True, blank=True)
    names_reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    share_version = models.PositiveIntegerField(default=1, editable=False)
    # Somebody opened the link that was mailed to the contact: the address is hers.
    contact_verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("bestilling")
        verbose_name_plural = _("bestillinger")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "idempotency_key"], name="booking_once_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"bestilling {str(self.pk)[:8]}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Reusable selections; every list of people starts from ``visible_to``."""

    def visible_to(self, user: Viewer) -> "RegistrationQuerySet":
        """Return the registrations the user may see; superusers get no exception."""
        return self if may_see_discreet(user) else self.filter(activity__discreet=False)

    def active(self) -> "RegistrationQuerySet":
        """Return those that hold a seat or a place in line."""
        return self.filter(status__in=ACTIVE)

    def confirmed(self) -> "RegistrationQuerySet":
        """Return those with a confirmed seat."""
        return self.filter(status=RegistrationStatus.CONFIRMED)

    def listed(self) -> "RegistrationQuerySet":
        """Leave out seats that were booked by number and given back without ever a name."""
        return self.exclude(name="", status=RegistrationStatus.CANCELLED)

    def in_line(self) -> "RegistrationQuerySet":
        """Return those waiting, first in line first."""
        return self.filter(status=RegistrationStatus.WAITING).order_by("place_in_line")


class Registration(models.Model):
    """One person's place at one activity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="registrations")
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.PROTECT, related_name="registrations"
    )
    # Empty only while a seat is booked by number and still waits for its name.
    name = models.CharField(_("navn"), max_length=120, blank=True, validators=[validate_no_cpr])
    sort_key = models.CharField(max_length=240, editable=False, default="")
    email = models.EmailField(_("arbejdsmail"), null=True, blank=True)  # noqa: DJ001
    phone = models.CharField(_("telefon"), max_length=20, null=True, blank=True)  # noqa: DJ001
    identity = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    workplace = models.CharField(
        _("arbejdsplads"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    workplace_kind = models.ForeignKey(
        "events.WorkplaceKind",
        verbose_name=_("slags arbejdsplads"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("rolle"), max_length=20, choices=Role, default=Role.OTHER)
    status = models.CharField(_("status"), max_length=12, choices=RegistrationStatus)
    place_in_line = models.PositiveBigIntegerField(null=True, blank=True)
    # End of a hold or an offer. An offer without it waits for a call that reaches the person.
    expires_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(_("hvorfor afmeldt"), max_length=14, blank=True, choices=EndReason)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    bounced_on = models.DateField(_("mail kom retur"), null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    checkin_code = models.CharField(
        max_length=CODE_LENGTH, unique=True, default=new_checkin_code, editable=False
    )
    created_at = models.DateTimeField(_("tilmeldt"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("tilmelding")
        verbose_name_plural = _("tilmeldinger")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "identity"],
                condition=Q(status__in=[s.value for s in ACTIVE], identity__isnull=False),
                name="registration_once_per_identity",
            ),
            models.UniqueConstraint(
                fields=["activity", "place_in_line"],
                condition=Q(status=RegistrationStatus.WAITING),
                name="registration_one_per_place_in_line",
            ),
            models.CheckConstraint(
                condition=Q(status=RegistrationStatus.WAITING, place_in_line__isnull=False)
                | (~Q(status=RegistrationStatus.WAITING) & Q(place_in_line__isnull=True)),
                name="registration_place_only_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(
                    expires_at__isnull=True,
                )
                | Q(status__in=[RegistrationStatus.HELD, RegistrationStatus.OFFERED]),
                name="registration_expires_only_on_hold_or_offer",
            ),
            models.CheckConstraint(
                condition=~Q(status=RegistrationStatus.HELD) | Q(expires_at__isnull=False),
                name="registration_hold_always_ends",
            ),
            models.CheckConstraint(
                condition=~Q(name="")
                | Q(
                    status__in=[
                        RegistrationStatus.HELD,
                        RegistrationStatus.WAITING,
                        RegistrationStatus.OFFERED,
                        RegistrationStatus.PENDING,
                        RegistrationStatus.CANCELLED,
                    ]
                ),
                name="registration_confirmed_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(ended="") | Q(status=RegistrationStatus.CANCELLED),
                name="registration_ended_only_when_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["activity", "status", "sort_key"], name="registration_list"),
            models.Index(fields=["email"], name="registration_email"),
            models.Index(fields=["status", "expires_at"], name="registration_expiry"),
        ]

    def __str__(self) -> str:
        """Name the row, not the person: audit logs keep this text."""
        return f"tilmelding {str(self.pk)[:8]}"

    @property
    def is_active(self) -> bool:
        """Whether the registration holds a seat or a place in line."""
        return self.status in ACTIVE

    @property
    def is_confirmed(self) -> bool:
        """Whether the registration holds a confirmed seat."""
        return self.status == RegistrationStatus.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        """Whether the registration stands in line."""
        return self.status == RegistrationStatus.WAITING

    @property
    def is_offered(self) -> bool:
        """Whether a seat is kept for the person until she answers."""
        return self.status == RegistrationStatus.OFFERED

    @property
    def is_held(self) -> bool:
        """Whether the seat is reserved and waits for a name."""
        return self.status == RegistrationStatus.HELD

    @property
    def is_pending(self) -> bool:
        """Whether the organiser has still to say yes."""
        return self.status == RegistrationStatus.PENDING

    @property
    def has_seat(self) -> bool:
        """Whether the registration takes a seat: confirmed, offered or held."""
        return self.status in SEATED

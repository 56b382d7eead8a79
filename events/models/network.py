"""Networks of professionals: a member list that invites to the next date."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr


class Network(models.Model):
    """A circle of professionals that meets regularly."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("navn"), max_length=120, unique=True, validators=[validate_no_cpr])
    purpose = models.CharField(
        _("formål"), max_length=300, blank=True, validators=[validate_no_cpr]
    )
    contact_email = models.EmailField(_("svaradresse"), blank=True)

    class Meta:
        verbose_name = _("netværk")
        verbose_name_plural = _("netværk")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class NetworkMember(models.Model):
    """One member. Who has left keeps only a keyed hash, so that she is not asked again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(_("navn"), max_length=120, blank=True, validators=[validate_no_cpr])
    sort_key = models.CharField(max_length=240, editable=False, default="")
    email = models.EmailField(_("arbejdsmail"), blank=True)
    email_hash = models.CharField(max_length=64, editable=False)
    workplace = models.CharField(
        _("arbejdsplads"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    language = models.CharField(max_length=8, default="da")
    joined_on = models.DateField(_("siden"), auto_now_add=True)
    left_on = models.DateField(_("forlod"), null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("medlem af netværk")
        verbose_name_plural = _("medlemmer af netværk")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "email_hash"],
                name="network_member_once",
                violation_error_message=_("Adressen er allerede på listen."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(name="", email="", workplace=""),
                name="network_member_blank_after_leaving",
            ),
        ]

    def __str__(self) -> str:
        return f"medlem {str(self.pk)[:8]}"


class NetworkInvitation(models.Model):
    """That a member was invited to an activity, so that nobody is invited twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(NetworkMember, on_delete=models.CASCADE, related_name="invitations")
    activity = models.ForeignKey(
        "events.Activity", on_delete=models.CASCADE, related_name="invitations"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    # She said "not this time"; nothing is kept about who said yes but the registration.
    declined = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitationer")
        constraints = [models.UniqueConstraint(fields=["member", "activity"], name="invited_once")]

    def __str__(self) -> str:
        return f"invitation {str(self.pk)[:8]}"

"""Joint events that members propose to VINK."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr
from medborgerforum.enums import PartnerAnswer


class JointProposal(models.Model):
    """What one association proposes with others; the request itself lies in VINK's inbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host_request = models.OneToOneField(
        "events.HostRequest", on_delete=models.CASCADE, related_name="joint_proposal"
    )
    association = models.ForeignKey(
        "medborgerforum.Association", on_delete=models.PROTECT, related_name="joint_proposals"
    )
    title = models.CharField(_("titel"), max_length=160, validators=[validate_no_cpr])
    idea = models.TextField(_("idé"), max_length=2000, validators=[validate_no_cpr])

    class Meta:
        verbose_name = _("forslag om fælles arrangement")
        verbose_name_plural = _("forslag om fælles arrangementer")

    def __str__(self) -> str:
        return self.title


class JointPartner(models.Model):
    """An association asked to join in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(JointProposal, on_delete=models.CASCADE, related_name="partners")
    association = models.ForeignKey(
        "medborgerforum.Association", on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(max_length=6, choices=PartnerAnswer, default=PartnerAnswer.ASKED)

    class Meta:
        verbose_name = _("medarrangør")
        verbose_name_plural = _("medarrangører")
        ordering: ClassVar = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "association"], name="joint_partner_once")
        ]

    def __str__(self) -> str:
        return f"medarrangør {str(self.pk)[:8]}"

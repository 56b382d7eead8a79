"""What hosts ask for: a talk, an advice course, a youth dialogue. Never a case."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr


class HostRequest(models.Model):
    """One request by one host. Place, audience, wished dates and topic; no case text."""

    class Kind(models.TextChoices):
        """What is asked for."""

        TALK = "talk", _("Vidensoplæg")
        ADVICE = "advice", _("Rådgivningsforløb")
        DIALOGUE = "dialogue", _("Ung-til-ung dialog")
        JOINT = "joint", _("Fælles arrangement")  # by members of the medborgerforum alone

    class Status(models.TextChoices):
        """How far it is."""

        NEW = "new", _("Ny")
        ASSIGNED = "assigned", _("Tildelt")
        ACCEPTED = "accepted", _("Aftalt")
        DECLINED = "declined", _("Afslået")
        COUNTED = "counted", _("Afholdt og talt op")
        WITHDRAWN = "withdrawn", _("Trukket tilbage")

    class Team(models.TextChoices):
        """Who takes it on."""

        STAFF = "staff", _("VINKs medarbejdere")
        PANEL = "panel", _("Resursepanelet")
        AMBASSADORS = "ambassadors", _("Dialogambassadørerne")

    class Topic(models.TextChoices):
        """What it is to be about: a closed list, so that no case is described."""

        SIGNS = "signs", _("Tegn på bekymring")
        ONLINE = "online", _("Radikalisering på nettet")
        DIALOGUE = "dialogue", _("Den svære samtale")
        DEMOCRACY = "democracy", _("Demokrati og medborgerskab")
        PARENTS = "parents", _("Samarbejde med forældre")
        EXTREME_RIGHT = "extreme_right", _("Højreekstremisme")
        WHOLE_PLACE = "whole_place", _("Hele arbejdspladsens beredskab")
        OTHER = "other", _("Andet – vi taler om det")

    class Declined(models.TextChoices):
        """Why it was declined."""

        NO_TIME = "no_time", _("Ingen ledige datoer")
        OTHER_OFFER = "other_offer", _("Et andet tilbud passer bedre")
        OUTSIDE = "outside", _("Uden for Københavns Kommune")
        CONCERN = "concern", _("En konkret bekymring: ring til hotlinen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("hvad"), max_length=10, choices=Kind)
    topic = models.CharField(_("emne"), max_length=16, choices=Topic)
    audience = models.ForeignKey(
        "events.Audience", verbose_name=_("målgruppe"), on_delete=models.PROTECT, related_name="+"
    )
    expected = models.PositiveIntegerField(_("antal deltagere"), default=20)
    workplace = models.CharField(_("sted"), max_length=160, validators=[validate_no_cpr])
    workplace_kind = models.ForeignKey(
        "events.WorkplaceKind",
        verbose_name=_("slags sted"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    address = models.CharField(_("adresse"), max_length=200, validators=[validate_no_cpr])
    district = models.ForeignKey(
        "events.District",
        verbose_name=_("bydel"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    wished_dates = models.CharField(_("ønskede dage"), max_length=300, validators=[validate_no_cpr])
    contact_name = models.CharField(
        _("kontaktperson"), max_length=120, validators=[validate_no_cpr]
    )
    contact_email = models.EmailField(_("e-mail"))
    contact_phone = models.CharField(_("telefon"), max_length=20, blank=True)
    language = models.CharField(max_length=8, default="da")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    team = models.CharField(_("hold"), max_length=12, choices=Team, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ansvarlig"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    declined = models.CharField(_("begrundelse"), max_length=12, choices=Declined, blank=True)
    activity = models.ForeignKey(
        "events.Activity", null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    link_version = models.PositiveIntegerField(default=1, editable=False)
    asked_heads_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("modtaget"), auto_now_add=True)

    class Meta:
        verbose_name = _("forespørgsel")
        verbose_name_plural = _("forespørgsler")
        ordering = ["-created_at"]
        permissions = [("handle_requests", "Kan behandle forespørgsler fra værter")]
        indexes = [models.Index(fields=["status", "-created_at"], name="request_status")]

    def __str__(self) -> str:
        return f"forespørgsel {str(self.pk)[:8]}"

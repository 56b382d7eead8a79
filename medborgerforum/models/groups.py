"""Associations and other local actors: applications, members, who speaks for them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from events.validators import validate_no_cpr
from medborgerforum.enums import (
    ActorKind,
    ApplicationOutcome,
    ApplicationState,
    CharterEventKind,
    ForumLanguage,
    MembershipEventKind,
    MembershipState,
    Requirement,
    Visibility,
)
from medborgerforum.validators import validate_cvr


class LocalActor(models.Model):
    """What is known of an association, from its application on."""

    name = models.CharField(_("navn"), max_length=160, validators=[validate_no_cpr])
    kind = models.CharField(_("slags"), max_length=12, choices=ActorKind)
    cvr = models.CharField(_("CVR-nummer"), max_length=8, blank=True, validators=[validate_cvr])
    districts = models.ManyToManyField(
        "events.District", verbose_name=_("bydele"), related_name="+", blank=True
    )
    works_in = models.JSONField(_("sprog, I arbejder på"), default=list, blank=True)
    language = models.CharField(
        _("sprog til breve"), max_length=8, choices=ForumLanguage, default=ForumLanguage.DA
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Application(LocalActor):
    """One application, with the acceptance in it, until it is answered.

    It is deleted on admission (the acceptance becomes a ``CharterEvent``), when the letter of
    a refusal is journalised, and after 30 days at the latest. There is no field for notes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idempotency_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    contact_name = models.CharField(
        _("kontaktperson"), max_length=120, validators=[validate_no_cpr]
    )
    contact_email = models.EmailField(_("e-mail"))
    contact_phone = models.CharField(_("telefon"), max_length=20, blank=True)
    signatory_name = models.CharField(
        _("den, der skriver under"), max_length=120, validators=[validate_no_cpr]
    )
    signatory_role = models.CharField(
        _("rolle i foreningen"), max_length=120, validators=[validate_no_cpr]
    )
    authority_stated = models.BooleanField(_("må tegne foreningen"), default=False)
    accepted_text = models.ForeignKey(
        "medborgerforum.CharterText", on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepteret"))
    state = models.CharField(
        _("status"), max_length=12, choices=ApplicationState, default=ApplicationState.UNVERIFIED
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Of a refusal: which point of the list was not met, and when the letter was made.
    unmet = models.CharField(_("begrundelse"), max_length=12, choices=Requirement, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("ansøgning om medlemskab")
        verbose_name_plural = _("ansøgninger om medlemskab")
        ordering: ClassVar = ["created_at"]
        permissions = [("run_forum", "Kan drive medborgerforum: medlemmer, møder, høringer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="declined", declined_at__isnull=False) & ~Q(unmet="")
                | ~Q(state="declined") & Q(declined_at__isnull=True, unmet=""),
                name="forum_application_declined_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"ansøgning {str(self.pk)[:8]}"


class Association(LocalActor):
    """A member, or one that was: the row stays, because its acceptances do.

    ``visibility`` and the fields ``show_…`` say what the directory tells, and to whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sort_key = models.CharField(max_length=320, editable=False, default="")
    themes = models.ManyToManyField(
        "events.Theme", verbose_name=_("temaer"), related_name="+", blank=True
    )
    about = models.TextField(
        _("om foreningen"), max_length=600, blank=True, validators=[validate_no_cpr]
    )
    email = models.EmailField(_("foreningens e-mail"), blank=True)
    phone = models.CharField(_("foreningens telefon"), max_length=20, blank=True)
    website = models.URLField(_("hjemmeside"), blank=True)
    visibility = models.CharField(
        _("hvem kan finde jer?"), max_length=10, choices=Visibility, default=Visibility.NOBODY
    )
    show_email = models.BooleanField(_("vis e-mail"), default=False)
    show_phone = models.BooleanField(_("vis telefon"), default=False)
    state = models.CharField(
        _("status"), max_length=8, choices=MembershipState, default=MembershipState.MEMBER
    )
    member_since = models.DateField(_("medlem siden"))
    ended_on = models.DateField(_("medlem indtil"), null=True, blank=True)

    class Meta:
        verbose_name = _("forening")
        verbose_name_plural = _("foreninger")
        ordering: ClassVar = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cvr"],
                condition=~Q(cvr="") & ~Q(state="left"),
                name="association_once_per_cvr",
                violation_error_message=_("En forening med det CVR-nummer er medlem allerede."),
            ),
            models.CheckConstraint(
                condition=Q(state="member", ended_on__isnull=True)
                | ~Q(state="member") & Q(ended_on__isnull=False),
                name="association_ended_with_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "sort_key"], name="association_list")]

    def __str__(self) -> str:
        """Name the row: an informal group may be called by somebody's name."""
        return f"forening {str(self.pk)[:8]}"


class Representative(models.Model):
    """Someone who speaks for an association, invited by it; known by her personal link.

    ``confirmed_at`` is when she first opened the link that was mailed to her: until then she
    can do nothing. ``manages``: invites others, accepts the charter, changes the entry, leaves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="representatives"
    )
    name = models.CharField(_("navn"), max_length=120, validators=[validate_no_cpr])
    email = models.EmailField(_("e-mail"))
    language = models.CharField(
        _("sprog"), max_length=8, choices=ForumLanguage, default=ForumLanguage.DA
    )
    manages = models.BooleanField(_("styrer medlemskabet"), default=False)
    may_sign_up_others = models.BooleanField(_("må tilmelde andre"), default=False)
    invited_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("repræsentant")
        verbose_name_plural = _("repræsentanter")
        ordering: ClassVar = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "association",
                Lower("email"),
                name="representative_once_per_mailbox",
                violation_error_message=_("Der er allerede en repræsentant med den adresse."),
            )
        ]
        indexes = [models.Index(Lower("email"), name="representative_mailbox")]

    def __str__(self) -> str:
        """Name the row, not the person: audit logs keep this text."""
        return f"repræsentant {str(self.pk)[:8]}"


class CharterEvent(models.Model):
    """That an association accepted the charter, or withdrew. A trigger keeps every row.

    ``text`` says which version, in the language that was read. Who signed stands apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="charter_events"
    )
    text = models.ForeignKey(
        "medborgerforum.CharterText", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=CharterEventKind)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("tilslutning til charteret")
        verbose_name_plural = _("tilslutninger til charteret")
        ordering: ClassVar = ["at", "id"]
        indexes = [models.Index(fields=["association", "at"], name="charter_event_history")]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.pk)[:8]}"


class Signatory(models.Model):
    """Who signed for an association. Correctable; blanked two years after membership ended."""

    event = models.OneToOneField(
        CharterEvent, primary_key=True, on_delete=models.PROTECT, related_name="signatory"
    )
    name = models.CharField(_("navn"), max_length=120, blank=True, validators=[validate_no_cpr])
    role = models.CharField(_("rolle"), max_length=120, blank=True, validators=[validate_no_cpr])
    blanked_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("underskriver")
        verbose_name_plural = _("underskrivere")
        constraints = [
            models.CheckConstraint(
                condition=Q(blanked_on__isnull=True) | Q(name="", role=""),
                name="signatory_blanked_is_blank",
            )
        ]

    def __str__(self) -> str:
        return f"underskriver {str(self.pk)[:8]}"


class MembershipEvent(models.Model):
    """What happened to a membership, and when. A trigger keeps every row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="history")
    kind = models.CharField(max_length=10, choices=MembershipEventKind)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("hændelse i et medlemskab")
        verbose_name_plural = _("hændelser i medlemskaber")
        ordering: ClassVar = ["at", "id"]
        indexes = [models.Index(fields=["association", "at"], name="membership_event_history")]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.pk)[:8]}"


class RenewalStep(models.Model):
    """That an association was asked, reminded or told about a version: once each."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(
        "medborgerforum.CharterVersion", on_delete=models.PROTECT, related_name="+"
    )
    step = models.SlugField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("påmindelse om charteret")
        verbose_name_plural = _("påmindelser om charteret")
        constraints = [
            models.UniqueConstraint(
                fields=["association", "version", "step"], name="renewal_step_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"


class ApplicationCount(models.Model):
    """How many applications ended how in a month: all that is left of them."""

    month = models.DateField()
    outcome = models.CharField(max_length=12, choices=ApplicationOutcome)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("antal ansøgninger")
        verbose_name_plural = _("antal ansøgninger")
        ordering: ClassVar = ["month", "outcome"]
        constraints = [
            models.UniqueConstraint(fields=["month", "outcome"], name="application_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.outcome}: {self.number}"

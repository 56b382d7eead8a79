"""Activities and their sessions: the plain rows that everything else relies on."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations

from events.enums import ActivityKind, ActivityStatus, Eligibility, Level, WaitlistMode
from events.permissions import Viewer, may_see_discreet
from events.validators import validate_no_cpr


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Reusable selections of activities."""

    def visible_to(self, user: Viewer) -> "ActivityQuerySet":
        """Return what staff may see: discreet ones only for the Kursusleder permission."""
        return self if may_see_discreet(user) else self.filter(discreet=False)

    def public(self) -> "ActivityQuerySet":
        """Return what lists on the public site may show: never planned, never discreet.

        Nor what has a page that is not live: title and place wait for the publishing, too.
        What was planned for one network or one host is nobody else's without a page.
        """
        from events.models.pages import ActivityPage

        pages = ActivityPage.objects.filter(activity=OuterRef("pk"))
        for_some = Q(eligibility__in=[Eligibility.NETWORK_MEMBER, Eligibility.BY_AGREEMENT])
        told = Exists(pages.filter(live=True)) | (~Exists(pages) & ~for_some)
        return self.filter(told, discreet=False).exclude(status=ActivityStatus.PLANNED)

    def with_times(self) -> "ActivityQuerySet":
        """Annotate ``starts_at`` and ``ends_at`` (aware datetimes) from the sessions."""
        return self.annotate(starts_at=Min("sessions__start"), ends_at=Max("sessions__end"))


class Activity(ClusterableModel):
    """One theme day, talk, meeting, hearing … with its seats.

    The fields in ``LEDGER`` are written only by the rule modules (``seats``, ``planning``)
    through conditional updates: an ordinary ``save()``, from a form or elsewhere, leaves
    them alone, so that no stale copy of a row can undo a cancellation or a seat.
    """

    LEDGER: ClassVar[frozenset[str]] = frozenset(
        {
            "status",
            "capacity",
            "taken",
            "overbooked",
            "next_place",
            "calendar_sequence",
            "reminded_at",
            "cancel_message",
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        _("slags"), max_length=20, choices=ActivityKind, default=ActivityKind.TEMADAG
    )
    title = models.CharField(_("titel"), max_length=160, validators=[validate_no_cpr])
    title_en = models.CharField(
        _("titel på engelsk"), max_length=160, blank=True, validators=[validate_no_cpr]
    )
    level = models.CharField(
        _("niveau i forebyggelsestrekanten"), max_length=10, choices=Level, default=Level.YELLOW
    )
    track = models.CharField(
        _("spor i handleplanen"),
        max_length=20,
        blank=True,
        help_text=_("Sporets nummer, fx 2. Bruges, når målene gøres op."),
    )
    audiences = ParentalManyToManyField(
        "events.Audience", verbose_name=_("målgrupper"), related_name="activities", blank=True
    )
    place = models.CharField(_("sted"), max_length=200, blank=True, help_text=_("Navn og adresse."))
    series = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    network = models.ForeignKey(
        "events.Network",
        verbose_name=_("netværk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
        help_text=_("Medlemmerne kan inviteres fra netværkets side."),
    )
    contact_email = models.EmailField(
        _("svaradresse"), blank=True, help_text=_("Arrangørens fælles postkasse.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ActivityStatus, default=ActivityStatus.PLANNED
    )
    opens_at = models.DateTimeField(_("tilmelding åbner"), null=True, blank=True)
    closes_at = models.DateTimeField(_("tilmelding lukker"), null=True, blank=True)
    eligibility = models.SlugField(_("hvem kan tilmelde sig"), max_length=40, default="anyone")
    discreet = models.BooleanField(_("diskret"), default=False)
    capacity = models.PositiveIntegerField(_("pladser"), default=30)
    taken = models.PositiveIntegerField(_("optagne pladser"), default=0, editable=False)
    overbooked = models.PositiveIntegerField(_("overbooket"), default=0, editable=False)
    next_place = models.PositiveBigIntegerField(default=1, editable=False)
    remind_days = models.PositiveSmallIntegerField(
        _("påmindelse, dage før"),
        null=True,
        blank=True,
        default=2,
        validators=[MaxValueValidator(60)],
        help_text=_("Sendes om morgenen til alle med plads. Tomt: ingen påmindelse."),
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    waitlist_mode = models.CharField(
        _("når en plads bliver ledig"),
        max_length=10,
        choices=WaitlistMode,
        default=WaitlistMode.MOVE_UP,
        help_text=_("Gælder den første på ventelisten."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("svarfrist på et tilbud, timer"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Uret går kun på hverdage kl. 8–18. 10 timer er en hel hverdag."),
    )
    needs_approval = models.BooleanField(
        _("tilmeldinger skal godkendes"),
        default=False,
        help_text=_("Ingen får plads, før en medarbejder har sagt ja."),
    )
    withdraw_days = models.PositiveSmallIntegerField(
        _("afbud på nettet indtil, dage før"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
        help_text=_("Tomt: indtil aktiviteten begynder. Senere afbud sker ved at ringe."),
    )
    ask_food = models.BooleanField(_("spørg om mad"), default=False)
    ask_access = models.BooleanField(_("spørg om tilgængelighed"), default=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    cancel_message = models.TextField(
        _("besked ved aflysning"), blank=True, validators=[validate_no_cpr]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("aktivitet")
        verbose_name_plural = _("aktiviteter")
        ordering = ["-created_at"]
        permissions = [
            ("access_discreet", "Kan se diskrete aktiviteter og deres deltagere"),
            ("run_activity", "Kan afvikle aktiviteter: deltagere, fremmøde, aflysning"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity") + F("overbooked")),
                name="activity_never_oversold",
                violation_error_message=_("Der er ikke flere pladser."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="activity_window_in_order",
                violation_error_message=_("Tilmeldingen skal lukke, efter at den er åbnet."),
            ),
        ]
        indexes = [models.Index(fields=["status", "kind"], name="activity_status_kind")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but the ledger fields of a row that exists (see the class's docstring)."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            own = {f.name for f in self._meta.concrete_fields if not f.primary_key}
            children = {r.get_accessor_name() for r in self._child_relations()}
            m2m = {f.name for f in self._meta.many_to_many}
            kwargs["update_fields"] = list((own - self.LEDGER) | children | m2m)
        super().save(*args, **kwargs)

    @classmethod
    def _child_relations(cls) -> list:
        return list(get_all_child_relations(cls))

    @property
    def display_title(self) -> str:
        """The title in the language now active, Danish where there is no other."""
        return self.title_en if translation.get_language() == "en" and self.title_en else self.title

    @property
    def first_start(self) -> datetime | None:
        """Start of the first session; uses the annotation of ``with_times`` where present.

        A network of relatives goes on, so there it is the next one, or the last where none is
        planned: people join, leave and move up between meetings.
        """
        if self.kind == ActivityKind.FORAELDRENETVAERK:
            starts = sorted(session.start for session in self.sessions.all())
            now = timezone.now()
            return next((start for start in starts if start > now), starts[-1] if starts else None)
        if "starts_at" in self.__dict__:
            return self.__dict__["starts_at"]
        return min((s.start for s in self.sessions.all()), default=None)

    @property
    def last_end(self) -> datetime | None:
        """End of the last session; uses the annotation of ``with_times`` where present."""
        if "ends_at" in self.__dict__:
            return self.__dict__["ends_at"]
        return max((s.end for s in self.sessions.all()), default=None)

    @property
    def free_seats(self) -> int:
        """Seats that nobody has now; 0 while overbooked."""
        return max(0, self.capacity - self.taken)

    def window_is_open(self, now: datetime | None = None) -> bool:
        """Whether status and sign-up window let people in at ``now`` (aware, default: now).

        Without a closing time the window shuts when the first session starts.
        """
        now = now or timezone.now()
        if self.status != ActivityStatus.OPEN:
            return False
        if self.opens_at and now < self.opens_at:
            return False
        closes = self.closes_at or self.first_start
        return closes is None or now < closes

    def starts_within(self, span: timedelta, now: datetime | None = None) -> bool:
        """Whether the first session begins within ``span`` from ``now``, or has begun."""
        start = self.first_start
        return start is not None and start - (now or timezone.now()) <= span


class Session(models.Model):
    """One stretch of time in one place. Times are aware and entered in Copenhagen time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = ParentalKey(Activity, on_delete=models.CASCADE, related_name="sessions")
    start = models.DateTimeField(_("begynder"))
    end = models.DateTimeField(_("slutter"))
    title = models.CharField(_("navn"), max_length=120, blank=True, validators=[validate_no_cpr])
    place = models.CharField(
        _("sted"),
        max_length=200,
        blank=True,
        help_text=_("Kun hvis det er et andet."),
        validators=[validate_no_cpr],
    )
    online_url = models.URLField(_("link til onlinemøde"), blank=True)

    class Meta:
        verbose_name = _("mødegang")
        verbose_name_plural = _("mødegange")
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="session_ends_after_start",
                violation_error_message=_("Mødegangen skal slutte, efter at den er begyndt."),
            )
        ]
        indexes = [models.Index(fields=["start"], name="session_start")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.start):%d.%m.%Y %H:%M}" if self.start else "–"

"""Parallel workshops of an activity, each with its own seats, and who goes to which."""

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from events.enums import ChoiceState
from events.validators import validate_no_cpr


class Choice(models.Model):
    """One parallel workshop. Those of the same ``round`` run at the same time.

    The fields in ``LEDGER`` are written by ``events.choices`` only, under the activity's lock
    and then the workshop's own: an ordinary ``save()`` of a row that exists leaves them alone.
    """

    LEDGER: ClassVar[tuple[str, ...]] = ("capacity", "taken", "overbooked", "next_place")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = ParentalKey("events.Activity", on_delete=models.CASCADE, related_name="choices")
    round = models.PositiveSmallIntegerField(
        _("runde"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("Workshops i samme runde foregår samtidig: hver deltager vælger én."),
    )
    title = models.CharField(_("titel"), max_length=120, validators=[validate_no_cpr])
    title_en = models.CharField(
        _("titel på engelsk"), max_length=120, blank=True, validators=[validate_no_cpr]
    )
    place = models.CharField(_("lokale"), max_length=120, blank=True, validators=[validate_no_cpr])
    capacity = models.PositiveIntegerField(_("pladser"), default=20)
    taken = models.PositiveIntegerField(default=0, editable=False)
    overbooked = models.PositiveIntegerField(default=0, editable=False)
    next_place = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["round", "title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity") + F("overbooked")),
                name="choice_never_oversold",
                violation_error_message=_("Der er ikke flere pladser på workshoppen."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but the ledger fields of a row that exists (see the class's docstring)."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            own = {f.name for f in self._meta.concrete_fields if not f.primary_key}
            kwargs["update_fields"] = sorted(own - set(self.LEDGER))
        super().save(*args, **kwargs)

    def write_ledger(self) -> None:
        """Write the ledger fields of a locked row."""
        Choice.objects.filter(pk=self.pk).update(**{f: getattr(self, f) for f in self.LEDGER})

    @property
    def display_title(self) -> str:
        """The title in the language now active, Danish where there is no other."""
        return self.title_en if translation.get_language() == "en" and self.title_en else self.title

    @property
    def free_seats(self) -> int:
        """Seats that nobody has now; 0 while overbooked."""
        return max(0, self.capacity - self.taken)


class RegistrationChoice(models.Model):
    """One person at one workshop: seated, in its line, or wishing for it until she has a seat.

    ``round`` repeats the workshop's, so that the database can hold "one seat a round".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(
        "events.Registration", on_delete=models.CASCADE, related_name="chosen"
    )
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="chosen")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=ChoiceState)
    place_in_line = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("valg af workshop")
        verbose_name_plural = _("valg af workshops")
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "choice"], name="choice_chosen_once"),
            models.UniqueConstraint(
                fields=["registration", "round"],
                condition=Q(state=ChoiceState.SEATED),
                name="choice_one_seat_a_round",
            ),
            models.UniqueConstraint(
                fields=["choice", "place_in_line"],
                condition=Q(state=ChoiceState.WAITING),
                name="choice_one_per_place_in_line",
            ),
            models.CheckConstraint(
                condition=Q(state=ChoiceState.WAITING, place_in_line__isnull=False)
                | (~Q(state=ChoiceState.WAITING) & Q(place_in_line__isnull=True)),
                name="choice_place_only_while_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"valg {str(self.pk)[:8]}"

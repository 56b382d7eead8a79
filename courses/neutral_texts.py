"""The neutral words of a discreet activity: which are shown, who answers for them, what is missing.

The Danish is the source, and somebody has approved it before sign-up opens. A translation is
shown only while somebody who knows the language answers for it; else the Danish is.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from courses.enums import NeutralLanguage
from courses.models import NeutralText
from events import planning
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, Session
from events.permissions import Viewer

SOURCE = NeutralLanguage.DA.value
WORDS = ("title", "place", "summary", "practical", "before_signup")


@dataclass(frozen=True)
class Shown:
    """What a reader is shown, and in which language it is: "da" where hers is not to be had."""

    title: str
    place: str
    summary: str
    practical: str
    before_signup: str
    language: str


class Approval(NamedTuple):
    """Who has read a text through and answers for it, and on which day."""

    name: str
    day: date


class DanishMissing(planning.StepRefused):
    """There is no Danish text to show or to translate."""

    message = _("Der mangler en neutral tekst på dansk.")


class TitleMissing(planning.StepRefused):
    """A mail and a calendar need something to call the activity."""

    message = _("Den neutrale titel på dansk er tom. Skriv en, der intet siger om emnet.")


class PlaceMissing(planning.StepRefused):
    """Whoever comes has to know where to."""

    message = _("Der står intet sted i den neutrale tekst på dansk. Skriv adressen.")


class BeforeSignupMissing(planning.StepRefused):
    """Nobody may sign up without having been told who sees what."""

    message = _(
        "Teksten før tilmeldingen mangler på dansk. Den skal sige, hvem der ser oplysningerne, "
        "hvem der ikke gør, og hvornår en bekymring skal gives videre."
    )


class NotApproved(planning.StepRefused):
    """The Danish words hold legal sentences, and nobody answers for them yet."""

    message = _("Den danske tekst er ikke godkendt. Skriv, hvem der har godkendt den, og hvornår.")


class OpenWithoutApproval(planning.StepRefused):
    """While sign-up is open, unapproved words must not be what people read."""

    message = _(
        "Tilmeldingen er åben. Skriv, hvem der har godkendt de nye ord, eller luk for "
        "tilmeldingen først."
    )


class ApprovalIncomplete(planning.StepRefused):
    """A check is a name and a day, and the day has come."""

    message = _("Skriv både, hvem der har set teksten igennem, og en dag, der er kommet.")


def shown(activity: Activity, language: str) -> Shown:
    """Return the words to show to whoever reads ``language``; in Danish where there are none.

    One query, or none where ``neutral_texts`` is prefetched. An unchecked translation, or one
    without the text before sign-up, is as if it were not there. The Danish is always returned,
    with a title that says nothing while there is none. Whether the portal's own sentences may
    be shown in a language is ``interface.shown_language``: ask that first.
    """
    texts = {text.language: text for text in activity.neutral_texts.all()}
    source = texts.get(SOURCE)
    wanted = texts.get(language)
    if language != SOURCE and _may_be_shown(wanted, source):
        assert wanted is not None
        return _shown(wanted, place=wanted.place or (source.place if source else ""))
    if source is None:
        with override(SOURCE):
            return Shown(str(_("Aftale")), "", "", "", "", SOURCE)
    return _shown(source, place=source.place)


def _may_be_shown(text: NeutralText | None, source: NeutralText | None) -> bool:
    if text is None or source is None:
        return False
    return text.is_checked and bool(text.title.strip() and text.before_signup.strip())


def _shown(text: NeutralText, *, place: str) -> Shown:
    return Shown(
        title=text.title,
        place=place,
        summary=text.summary,
        practical=text.practical,
        before_signup=text.before_signup,
        language=text.language,
    )


def open_now() -> QuerySet[Activity]:
    """Return the discreet activities that people may sign up for now, soonest first.

    With times, sessions and texts; three queries, however many there are. Only those whose
    Danish text somebody answers for.
    """
    now = timezone.now()
    approved = NeutralText.objects.filter(
        activity=OuterRef("pk"), language=SOURCE, checked_on__isnull=False
    )
    # As ``window_is_open``: a network goes on, so there one may join before any of its meetings.
    to_come = Session.objects.filter(activity=OuterRef("pk"), start__gt=now)
    network = Q(kind=ActivityKind.FORAELDRENETVAERK)
    shuts = (network & Q(Exists(to_come))) | (~network & Q(starts_at__gt=now))
    return (
        Activity.objects.filter(Exists(approved), discreet=True, status=ActivityStatus.OPEN)
        .with_times()
        .filter(Q(opens_at__isnull=True) | Q(opens_at__lte=now))
        .filter(Q(closes_at__gt=now) | (Q(closes_at__isnull=True) & shuts))
        .order_by(Coalesce(F("starts_at"), F("opens_at")), "pk")
        .prefetch_related("sessions", "neutral_texts")
    )


@transaction.atomic
def save(text: NeutralText, *, by: Viewer, approval: Approval | None = None) -> NeutralText:
    """Store a text's words. Words that changed lose their check, unless ``approval`` is given.

    Changing the Danish takes back the checks of its translations too: nobody has compared
    them with the new words. Raises OpenWithoutApproval where sign-up is open and the Danish
    would be left unapproved, ApprovalIncomplete, or ValidationError.
    """
    activity = Activity.objects.select_for_update().get(pk=text.activity_id)
    before = NeutralText.objects.filter(activity=activity, language=text.language).first()
    changed = before is None or any(getattr(before, f) != getattr(text, f) for f in WORDS)
    if before is not None:
        text.pk, text._state.adding = before.pk, False
        text.checked_by, text.checked_on = before.checked_by, before.checked_on
    if changed:
        text.checked_by, text.checked_on = "", None
    if approval is not None:
        _approve(text, approval)
    is_source = text.language == SOURCE
    if is_source and activity.status == ActivityStatus.OPEN and not text.is_checked:
        raise OpenWithoutApproval
    text.full_clean(validate_unique=before is None, validate_constraints=before is None)
    text.save()
    if is_source and before is not None and changed:
        others = NeutralText.objects.filter(activity=activity).exclude(pk=text.pk)
        others.update(checked_by="", checked_on=None)
    return text


@transaction.atomic
def check(text: NeutralText, name: str, day: date) -> NeutralText:
    """Note who answers for a text's words as they are stored. Raises ApprovalIncomplete."""
    locked = NeutralText.objects.select_for_update().get(pk=text.pk)
    _approve(locked, Approval(name, day))
    locked.save(update_fields=["checked_by", "checked_on", "changed_at"])
    text.checked_by, text.checked_on = locked.checked_by, locked.checked_on
    return text


def _approve(text: NeutralText, approval: Approval) -> None:
    name = approval.name.strip()
    if not name or approval.day is None or approval.day > timezone.localdate():
        raise ApprovalIncomplete
    text.checked_by, text.checked_on = name, approval.day


def ready(activity: Activity) -> None:
    """Refuse to open a discreet activity before its words are there and approved; one query.

    Raises the first of ``missing``. Other activities pass.
    """
    for refusal in missing(activity):
        raise refusal


def missing(activity: Activity) -> list[planning.StepRefused]:
    """Return everything that keeps sign-up of a discreet activity from opening, in order."""
    if not activity.discreet:
        return []
    source = activity.neutral_texts.filter(language=SOURCE).first()
    if source is None:
        return [DanishMissing()]
    found: list[planning.StepRefused] = []
    if not source.title.strip():
        found.append(TitleMissing())
    if not source.place.strip():
        found.append(PlaceMissing())
    if not source.before_signup.strip():
        found.append(BeforeSignupMissing())
    if not source.is_checked:
        found.append(NotApproved())
    return found


def copy(original: Activity, made: Activity, sessions: object = None) -> None:
    """Give a copy the original's texts; who checked the same words answers for them there too."""
    NeutralText.objects.bulk_create(
        NeutralText(
            activity=made,
            language=text.language,
            checked_by=text.checked_by,
            checked_on=text.checked_on,
            **{field: getattr(text, field) for field in WORDS},
        )
        for text in original.neutral_texts.all()
    )

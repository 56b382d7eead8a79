"""How the floor tells of discreet activities, and that two people at least may run them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import interface, neutral_links, neutral_mails, neutral_papers, neutral_texts
from courses.enums import NeutralLanguage
from courses.models import NeutralNeeds
from events.models import Activity, OutboxMessage, Registration, Survey
from events.neutral import Words
from events.permissions import DISCREET

ENOUGH = 2  # of those who may see discreet activities: one falls ill, and parents still come


class NeutralFace:
    """The words, addresses and mails of discreet activities: ``events.neutral.Face``."""

    def words(self, activity: Activity, language: str) -> Words:
        """Return title and place in the language where it may be shown, else in Danish."""
        found = neutral_texts.shown(activity, interface.shown_language(language))
        return Words(found.title, found.place, found.language)

    def own_url(self, registration: Registration, language: str) -> str:
        """Return the address of her own page on the neutral host."""
        return neutral_links.own_url(registration, language)

    def survey_url(self, invitation_id: UUID, token: str, language: str) -> str:
        """Return the address of a printed code on the neutral host."""
        path = neutral_links.path("survey", invitation_id, token, language=language)
        return neutral_links.absolute(path)

    def slip(self, registration: Registration) -> bytes:
        """Return what someone without e-mail takes home, as PDF in her language. Slow."""
        return neutral_papers.slip_pdf(registration)

    def code_sheet(self, survey: Survey, language: str) -> bytes:
        """Return the cards with a survey's printed codes in a language, as PDF. Slow."""
        return neutral_papers.code_sheet_pdf(survey, language)

    def mail(self, row: OutboxMessage) -> EmailMultiAlternatives:
        """Return one mail in neutral words. Raises ``messages.NotToBeSent``."""
        return neutral_mails.render(row)

    def told_by_another(self, people: Iterable[Registration]) -> set[UUID]:
        """Return the keys of companions: whoever they come with is told for both. One query."""
        return set(
            NeutralNeeds.objects.filter(
                registration__in=[person.pk for person in people], comes_with__isnull=False
            ).values_list("registration", flat=True)
        )

    def notes(self, people: Iterable[Registration]) -> Mapping[UUID, str]:
        """Return what staff should know before they talk to each; bookings are at hand.

        One query. Empty for whoever needs nothing and speaks Danish.
        """
        rows = list(people)
        needs = needs_of(rows)
        return {row.pk: note(row, needs.get(row.pk)) for row in rows}


def needs_of(people: Iterable[Registration]) -> dict[UUID, NeutralNeeds]:
    """Return what each has asked for, by the key of the registration; one query."""
    keys = [person.pk for person in people]
    rows = NeutralNeeds.objects.filter(registration__in=keys).annotate(
        brings=Count("registration__companions")
    )
    return {row.registration_id: row for row in rows}


def note(registration: Registration, needs: NeutralNeeds | None) -> str:
    """Return language, interpreter, children and company in one line for staff, "" for none."""
    parts = []
    language = registration.booking.language
    if language != NeutralLanguage.DA:
        parts.append(_("Sprog: %(language)s") % {"language": language_name(language)})
    if needs is None:
        return "; ".join(parts)
    if needs.interpreter:
        parts.append(_("tolk: %(language)s") % {"language": needs.interpreter})
    if needs.children:
        parts.append(ngettext("%(n)d barn", "%(n)d børn", needs.children) % {"n": needs.children})
    if needs.comes_with_id:
        parts.append(_("kommer sammen med en anden"))
    elif getattr(needs, "brings", 0):
        parts.append(_("har en ledsager med"))
    return "; ".join(parts)


def language_name(code: str) -> str:
    """Return what Danish staff call a language; the code where it is none of ours."""
    names = {
        "da": _("dansk"),
        "en": _("engelsk"),
        "ar": _("arabisk"),
        "so": _("somali"),
        "ur": _("urdu"),
        "tr": _("tyrkisk"),
    }
    return names.get(code, code)


def leaders() -> int:
    """Count the active people in a group that may see discreet activities; one query."""
    return (
        get_user_model()
        ._default_manager.filter(
            is_active=True,
            groups__permissions__codename=DISCREET,
            groups__permissions__content_type__app_label="events",
        )
        .distinct()
        .count()
    )


def too_few() -> bool:
    """Whether fewer than two people may see discreet activities; one query."""
    return leaders() < ENOUGH

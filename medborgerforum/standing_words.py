"""How an association stands, in plain words for its own page."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from events import when
from medborgerforum import leaving, renewal, representatives
from medborgerforum.enums import MembershipState
from medborgerforum.membership import Standing
from medborgerforum.models import Association


@dataclass(frozen=True)
class Words:
    """A heading, sentences, and the tone of the box (info, success, warning, error)."""

    tone: str
    heading: str
    sentences: tuple[str, ...]
    is_asked: bool = False


def words(standing: Standing) -> Words:
    """Return what the association's own page says first; at most two queries."""
    association = standing.association
    if association.state == MembershipState.LEFT:
        return _left(association)
    if association.state == MembershipState.LAPSED:
        return _lapsed(association)
    if standing.to_accept is not None:
        return _asked(standing)
    text = _("I har sagt ja til charteret, version %(number)s.") % {"number": standing.accepted}
    return Words("success", _("I er medlem af medborgerforum"), (text,))


def _asked(standing: Standing) -> Words:
    terms = renewal.terms(standing.accepted)
    ends = _ends(terms.lapse_on) if terms else ""
    if standing.is_overdue:
        sentences = (
            _("Charteret er kommet i en ny version, og I har ikke sagt ja til den."),
            _("I kan stadig læse, se jeres oplysninger og melde jer ud."),
            ends,
        )
        heading = _("Tilmelding til møder er lukket for jer")
        return Words("error", heading, _kept(sentences), is_asked=True)
    heading = _("Charteret er kommet i en ny version")
    asked = _("Læs den, og sig ja, hvis I stadig vil være med.")
    if terms:
        day = when.plain_day(terms.accept_by)
        asked = _("Læs den, og sig ja senest den %(day)s.") % {"day": day}
    sentences = (
        asked,
        _("Indtil da er alt, som det plejer. Derefter kan I ikke tilmelde jer møder."),
        ends,
    )
    return Words("warning", heading, _kept(sentences), is_asked=True)


def _ends(day: date) -> str:
    return _("Har I ikke sagt ja inden den %(day)s, ender jeres medlemskab den dag.") % {
        "day": when.plain_day(day)
    }


def _kept(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if sentence)


def _lapsed(association: Association) -> Words:
    day = when.plain_day(association.ended_on) if association.ended_on else ""
    sentences = (
        _("Medlemskabet endte den %(day)s, fordi I ikke havde sagt ja til charteret.")
        % {"day": day},
        _("Sig ja til charteret, så er I medlem igen med det samme."),
    )
    return Words("error", _("Jeres medlemskab er udløbet"), sentences, is_asked=True)


def _left(association: Association) -> Words:
    left = leaving.left_at(association)
    sentences = [_("Her kan du se og hente det, vi har om jer.")]
    if left is not None:
        sentences.append(
            _("Siden er åben til den %(day)s. Derefter sletter vi dit navn og din e-mail.")
            % {"day": when.plain_day(representatives.deleted_on(left))}
        )
    return Words("info", _("I er meldt ud"), tuple(sentences))

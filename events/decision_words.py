"""The sentences in which the queue explains itself, to staff and to the participant.

Each is made of a decision's kind and facts: numbers, keys of closed lists, a workshop's title.
A fact that an older row lacks is left unsaid.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.enums import ApprovalReason, DecisionKind, EndReason

type Facts = Mapping[str, Any]
type Words = Callable[[Facts], str]


def to_staff(kind: DecisionKind, facts: Facts) -> str:
    """Say a decision about somebody."""
    return _STAFF.get(kind, lambda _facts: f"{kind.label}.")(facts)


def to_participant(kind: DecisionKind, facts: Facts) -> str:
    """Say a decision to the person whom it is about."""
    return _PARTICIPANT[kind](facts)


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _full(facts: Facts) -> str:
    seats = facts.get("seats", 0)
    if not seats:
        return _("Der var ingen ledige pladser.")
    return ngettext("Den ene plads var optaget.", "Alle %(seats)d pladser var optaget.", seats) % {
        "seats": seats
    }


def _behind(facts: Facts) -> str:
    return _("Der stod allerede andre i kø.")


def _together(facts: Facts) -> str:
    """Say why a team that comes only whole did not fit."""
    return f"{_('Gruppen kommer kun samlet:')} {_people(facts)}, {_seats(facts.get('free', 0))}."


def _people(facts: Facts) -> str:
    number = facts.get("people", 0)
    return ngettext("%(number)d person", "%(number)d personer", number) % {"number": number}


def _seats(number: int) -> str:
    return ngettext("%(number)d plads", "%(number)d pladser", number) % {"number": number}


def _came_in(facts: Facts) -> str:
    return _("Kom på ventelisten som nr. %(place)d.") % facts if "place" in facts else ""


def _you_came_in(facts: Facts) -> str:
    return _("Du blev nr. %(place)d i køen.") % facts if "place" in facts else ""


def _answer_within(facts: Facts) -> str:
    if facts.get("by_phone"):
        return _("Svarfristen begynder, når vi har talt sammen i telefon.")
    if "hours" not in facts:
        return ""
    return ngettext(
        "Svarfristen var %(hours)d time på hverdage kl. 8–18.",
        "Svarfristen var %(hours)d timer på hverdage kl. 8–18.",
        facts["hours"],
    ) % {"hours": facts["hours"]}


def _passed_over(facts: Facts) -> str:
    if "people" not in facts:
        return _("Sprunget over.")
    return f"{_('Sprunget over:')} {_people(facts)}, {_seats(facts.get('seats', 0))}."


def _you_were_passed_over(facts: Facts) -> str:
    why = _("Jeres gruppe kommer kun samlet, så de næste i køen fik plads først")
    if "people" not in facts:
        return f"{why}."
    return f"{why}: {_people(facts)}, {_seats(facts.get('seats', 0))}."


def _out_of_turn(facts: Facts) -> str:
    ahead = facts.get("ahead", 0)
    if not ahead:
        return _("Fik plads af en medarbejder.")
    return ngettext(
        "Fik plads uden for tur, forbi %(ahead)d anden i køen.",
        "Fik plads uden for tur, forbi %(ahead)d andre i køen.",
        ahead,
    ) % {"ahead": ahead}


def _refused(facts: Facts) -> str:
    return _with_reason(_("Ikke godkendt"), facts)


def _you_were_refused(facts: Facts) -> str:
    if facts.get("applied"):
        return _with_reason(_("Du blev ikke optaget"), facts)
    return _with_reason(_("Din tilmelding blev ikke godkendt"), facts)


def _with_reason(sentence: str, facts: Facts) -> str:
    reason = dict(ApprovalReason.choices).get(facts.get("reason", ""))
    return f"{sentence}: {reason}." if reason else f"{sentence}."


def _ended(facts: Facts) -> str:
    label = dict(EndReason.choices).get(facts.get("reason", ""))
    return f"{label or DecisionKind.WITHDREW.label}."


def _you_left(facts: Facts) -> str:
    return {
        EndReason.WITHDRAWN_BY_STAFF: _("En medarbejder meldte dig fra."),
        EndReason.NOT_ME: _("Du svarede, at det ikke var dig, der var tilmeldt."),
        EndReason.MOVED: _("Du flyttede til en anden dato."),
    }.get(facts.get("reason", ""), _("Du meldte dig fra."))


def _workshop_seat(facts: Facts) -> str:
    if not facts.get("workshop"):
        return _("Fik plads på en workshop.")
    return _("Fik plads på workshoppen «%(workshop)s».") % facts


def _your_workshop_seat(facts: Facts) -> str:
    if not facts.get("workshop"):
        return _("Du fik plads på en workshop.")
    return _("Du fik plads på workshoppen «%(workshop)s».") % facts


def _workshop_line(facts: Facts) -> str:
    if not facts.get("workshop"):
        return _("Kom på ventelisten til en workshop.")
    return _join(_("Workshoppen «%(workshop)s» var fuld.") % facts, _came_in(facts))


def _your_workshop_line(facts: Facts) -> str:
    if not facts.get("workshop"):
        return _("Du kom på ventelisten til en workshop.")
    return _join(_("Workshoppen «%(workshop)s» var fuld.") % facts, _you_came_in(facts))


_STAFF: dict[DecisionKind, Words] = {
    DecisionKind.QUEUED_FULL: lambda facts: _join(_full(facts), _came_in(facts)),
    DecisionKind.QUEUED_BEHIND: lambda facts: _join(_behind(facts), _came_in(facts)),
    DecisionKind.QUEUED_TOGETHER: lambda facts: _join(_together(facts), _came_in(facts)),
    DecisionKind.OFFERED: lambda facts: _join(_("Fik pladsen tilbudt."), _answer_within(facts)),
    DecisionKind.NOT_APPROVED: _refused,
    DecisionKind.PASSED_OVER: _passed_over,
    DecisionKind.OUT_OF_TURN: _out_of_turn,
    DecisionKind.WITHDREW: _ended,
    DecisionKind.CHOICE_SEATED: _workshop_seat,
    DecisionKind.CHOICE_QUEUED: _workshop_line,
}

_PARTICIPANT: dict[DecisionKind, Words] = {
    DecisionKind.SEATED: lambda facts: _("Du fik plads."),
    DecisionKind.QUEUED_FULL: lambda facts: _join(_full(facts), _you_came_in(facts)),
    DecisionKind.QUEUED_BEHIND: lambda facts: _join(_behind(facts), _you_came_in(facts)),
    DecisionKind.QUEUED_TOGETHER: lambda facts: _join(_together(facts), _you_came_in(facts)),
    DecisionKind.PENDING: lambda facts: (
        _("Vi modtog din ansøgning.")
        if facts.get("applied")
        else _("Vi modtog din tilmelding. Arrangøren skal godkende den.")
    ),
    DecisionKind.APPROVED: lambda facts: (
        _("Du blev optaget.") if facts.get("applied") else _("Din tilmelding blev godkendt.")
    ),
    DecisionKind.NOT_APPROVED: _you_were_refused,
    DecisionKind.MOVED_UP: lambda facts: _("En plads blev ledig, og du rykkede op."),
    DecisionKind.OFFERED: lambda facts: _join(
        _("En plads blev ledig, og du fik den tilbudt."), _answer_within(facts)
    ),
    DecisionKind.ACCEPTED: lambda facts: _("Du sagde ja til pladsen."),
    DecisionKind.DECLINED: lambda facts: _("Du takkede nej til pladsen."),
    DecisionKind.EXPIRED: lambda facts: _(
        "Svarfristen løb ud, og pladsen gik videre til den næste i køen."
    ),
    DecisionKind.PASSED_OVER: _you_were_passed_over,
    DecisionKind.OUT_OF_TURN: lambda facts: _("En medarbejder gav dig plads."),
    DecisionKind.WITHDREW: _you_left,
    DecisionKind.REPLACED: lambda facts: _("En kollega overtog din tilmelding."),
    DecisionKind.HELD: lambda facts: _("Pladsen blev reserveret."),
    DecisionKind.HOLD_EXPIRED: lambda facts: _(
        "Navnet kom ikke i tide, og pladsen gik videre til den næste i køen."
    ),
    DecisionKind.CHOICE_SEATED: _your_workshop_seat,
    DecisionKind.CHOICE_QUEUED: _your_workshop_line,
}

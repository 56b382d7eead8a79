"""What is printed for the day: lists, sign-in sheets, name badges, door signs.

``PAPERS`` is the register: each paper says what it is called, whether it is about one session,
and whether a discreet activity may have it. None of these may: a list, a badge, a signature or a
sign on a door would tell who came to what. There, staff tick on a phone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

import segno
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import when
from events.documents import BLANK_ROWS, Tell, participant_list_pdf, pdf
from events.enums import ACTIVE, HEADS_ONLY, ChoiceState
from events.links import checkin_url
from events.models import Activity, Registration, RegistrationChoice, Session
from events.models.registration import RegistrationQuerySet
from events.permissions import Viewer

BADGES_A_SHEET = 10  # two by five, 85 × 54 mm
NAME_WIDTH = 75 / 25.4 * 72  # points: the badge less its padding
NAME_SIZES = (26, 23, 20, 18, 16)  # points, each a class in badges.css
NAME_LINES = 2
ONE_LINE = 44  # characters of the activity's title beside the brand
MASK = 3
SIGN_SIZES = ((28, 72), (56, 54), (90, 42))  # up to so many characters, so many points
SMALLEST_SIGN = 34
# How wide letters of IBM Plex Sans SemiBold are, in ems; those not named are of middle width.
NARROW, MIDDLE, WIDE, WIDEST = 0.31, 0.6, 0.72, 0.95


@dataclass(frozen=True)
class Job:
    """One paper that is asked for: about what, for whose eyes."""

    activity: Activity
    people: RegistrationQuerySet
    session: Session | None
    tell: Tell | None


@dataclass(frozen=True)
class Paper:
    """One kind of paper."""

    title: Promise
    filename: str
    icon: str
    make: Callable[[Job], bytes]
    a_page: int = 1  # about how many people stand on a page, to say how far one is
    per_session: bool = False
    for_discreet: bool = False
    about_people: bool = True
    # Whether an activity has this paper at all; all do, unless it says otherwise.
    fits: Callable[[Activity], bool] | None = None


def make(
    kind: str,
    activity: Activity,
    *,
    user: Viewer,
    session: Session | None = None,
    tell: Tell | None = None,
) -> bytes:
    """Return the paper as PDF in the active language. Slow: never inside a transaction.

    Starts from what ``user`` may see. Raises KeyError for a kind that there is not, or that a
    discreet activity may not have.
    """
    paper = papers_for(activity)[kind]
    people = Registration.objects.visible_to(user).filter(activity=activity)
    return paper.make(Job(activity, people, session, tell))


def papers_for(activity: Activity) -> dict[str, Paper]:
    """Return the papers that the activity may have."""
    return {
        kind: paper
        for kind, paper in PAPERS.items()
        if (paper.for_discreet or not activity.discreet)
        and (paper.fits is None or paper.fits(activity))
    }


def number_of_people(activity: Activity) -> int:
    """Count those who stand on its longest list."""
    return Registration.objects.filter(activity=activity, status__in=ACTIVE).count()


# --- The papers --------------------------------------------------------------------------------
def _participants(job: Job) -> bytes:
    return participant_list_pdf(job.activity, job.people.active(), tell=job.tell)


def _sign_in_sheet(job: Job) -> bytes:
    """Return names, workplaces and lines to sign on, for one session."""
    assert job.session is not None
    return pdf(
        "sign_in_sheet",
        {
            **_facts(job.activity, job.session),
            "people": job.people.confirmed().order_by("sort_key", "pk"),
            "blank_rows": BLANK_ROWS,
            "printed": when.moment(timezone.now()),
        },
        tell=job.tell,
    )


def _badges(job: Job) -> bytes:
    """Return name badges on sheets with cutting marks, in the order of the list."""
    seated = RegistrationChoice.objects.filter(state=ChoiceState.SEATED)
    workshops = Prefetch(
        "chosen", seated.select_related("choice").order_by("round"), to_attr="workshops"
    )
    people = job.people.confirmed().order_by("sort_key", "pk").prefetch_related(workshops)
    return pdf(
        "badges",
        {
            "title": job.activity.display_title,
            "long_title": len(job.activity.display_title) > ONE_LINE,
            "sheets": list(batched(map(_badge, people), BADGES_A_SHEET)),
        },
        tell=job.tell,
    )


def _badge(person: Registration) -> dict[str, Any]:
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    # One mask for all: choosing the best for each takes longer than all the rest of a badge.
    code = segno.make(checkin_url(person.checkin_code), error="m", micro=False, mask=MASK)
    picture = code.svg_inline(border=2, omitsize=True, title=_("QR-kode til indtjekning"))
    size, lines = name_size(person.name)
    chosen: Sequence[RegistrationChoice] = getattr(person, "workshops", ())
    return {
        "name": person.name,
        "size": size,
        "one_line": lines == 1,
        "workplace": person.workplace,
        "workshops": [row.choice.display_title for row in chosen],
        "qr": picture,
    }


def _door_sign(job: Job) -> bytes:
    """Return a sign to be read from the end of a corridor; nobody is named."""
    assert job.session is not None
    title = job.activity.display_title
    return pdf(
        "door_sign",
        {
            **_facts(job.activity, job.session),
            "size": next((pt for most, pt in SIGN_SIZES if len(title) <= most), SMALLEST_SIGN),
            "day": when.day(job.session.start),
            "hours": f"{when.clock(job.session.start)}–{when.clock(job.session.end)}",
        },
        tell=job.tell,
    )


def _facts(activity: Activity, session: Session) -> dict[str, Any]:
    return {
        "title": activity.display_title,
        "session": session,
        "time": when.session_time(session),
        "place": session.place or activity.place,
    }


def _names_people(activity: Activity) -> bool:
    """Whether those who come are known by name; where heads are counted, no paper has names."""
    return activity.kind not in HEADS_ONLY


PAPERS: dict[str, Paper] = {
    "deltagerliste": Paper(
        title=gettext_lazy("Deltagerliste"),
        filename="deltagerliste.pdf",
        icon="list-ul",
        make=_participants,
        a_page=28,
        fits=_names_people,
    ),
    "underskrifter": Paper(
        title=gettext_lazy("Underskriftsliste"),
        filename="underskriftsliste.pdf",
        icon="edit",
        make=_sign_in_sheet,
        a_page=20,
        per_session=True,
        fits=_names_people,
    ),
    "navneskilte": Paper(
        title=gettext_lazy("Navneskilte"),
        filename="navneskilte.pdf",
        icon="user",
        make=_badges,
        a_page=BADGES_A_SHEET,
        fits=_names_people,
    ),
    "doerskilt": Paper(
        title=gettext_lazy("Dørskilt"),
        filename="doerskilt.pdf",
        icon="doc-full",
        make=_door_sign,
        per_session=True,
        about_people=False,
    ),
}


# --- Names that fit ----------------------------------------------------------------------------
def name_size(name: str) -> tuple[int, int]:
    """Return the largest size, in points, at which a name stands on two lines; and its lines.

    Measured by the width of its letters. What fits at no size gets the smallest and three
    lines; words that are too long are divided there.
    """
    for size in NAME_SIZES:
        lines = _lines(name.split(), NAME_WIDTH / size)
        if lines is not None and lines <= NAME_LINES:
            return size, lines
    return NAME_SIZES[-1], NAME_LINES + 1


def _lines(words: Sequence[str], width: float) -> int | None:
    """Count the lines that words take at a width in ems; None where one is too long."""
    lines, filled = 1, 0.0
    for word in words:
        needed = sum(_widths(word))
        if needed > width:
            return None
        if filled and filled + MIDDLE / 2 + needed > width:
            lines, filled = lines + 1, needed
        else:
            filled += needed + (MIDDLE / 2 if filled else 0)
    return lines


def _widths(word: str) -> Iterator[float]:
    for letter in word:
        if letter in "ijlftrI.,'’-1":
            yield NARROW if letter not in "ftr-" else 0.4
        elif letter in "mwMWÆŒ@æ":
            yield WIDEST
        else:
            yield WIDE if letter.isupper() else MIDDLE

"""What a course's page says: aims, programme, what it takes, who teaches, how one gets in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.template.defaultfilters import floatformat
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Course, CoursePart, CourseTeacher
from courses.set_up import is_course
from events import addons, when
from events.enums import ActivityStatus
from events.models import Activity, Session

YEAR = 12  # months
OVER = {ActivityStatus.HELD, ActivityStatus.CANCELLED}


@dataclass(frozen=True)
class Part:
    """One session in the programme."""

    number: int
    title: str
    when: str
    place: str
    is_online: bool
    is_required: bool
    lines: list[str]
    language: str


@dataclass(frozen=True)
class CoursePage:
    """The section on a course, in the active language."""

    aims: list[str]
    aims_language: str
    parts: list[Part]
    rule: str
    certificate: str
    admission: list[str]
    teachers: list[CourseTeacher]


def text_language(english: str) -> str:
    """Return the language in which a text with this translation is shown now: "da" or "en"."""
    return "en" if translation.get_language() == "en" and english else "da"


def section(request: HttpRequest, activity: Activity) -> addons.Section | None:
    """Return the section of an activity's page. Three queries; none for other kinds."""
    if not is_course(activity):
        return None
    course = Course.objects.filter(pk=activity.pk).prefetch_related("teachers").first()
    if course is None:
        return None
    sessions = list(
        Session.objects.filter(activity=activity).select_related("part").order_by("start", "pk")
    )
    return addons.Section("courses/course.html", {"course": describe(activity, course, sessions)})


def describe(
    activity: Activity, course: Course, sessions: Sequence[Session], now: datetime | None = None
) -> CoursePage:
    """Return what the page says; ``sessions`` in order, each with its ``part`` at hand."""
    now = now or timezone.now()
    parts = [_part(number, s, activity) for number, s in enumerate(sessions, start=1)]
    return CoursePage(
        aims=course.display_aims,
        aims_language=text_language(course.aims_en),
        parts=parts,
        rule=rule_in_words(course, len(parts), [p.number for p in parts if p.is_required]),
        certificate=certificate_in_words(course),
        admission=[] if activity.status in OVER else admission_in_words(activity, course, now),
        teachers=list(course.teachers.all()),
    )


def _part(number: int, session: Session, activity: Activity) -> Part:
    part: CoursePart | None = getattr(session, "part", None)
    text = part.display_programme if part else ""
    return Part(
        number=number,
        title=session.title,
        when=capfirst(when.session_time(session)),
        place=session.place if session.place != activity.place else "",
        is_online=bool(session.online_url),
        is_required=bool(part and part.required),
        lines=[line.strip(" –-•\t") for line in text.splitlines() if line.strip(" –-•\t")],
        language=text_language(part.programme_en if part else ""),
    )


def rule_in_words(course: Course, number: int, required: Sequence[int]) -> str:
    """Return what one has to have been at, of ``number`` sessions; "" before there are any.

    ``required`` are the numbers, from 1, of those that cannot be missed.
    """
    if not number:
        return ""
    if number == 1:
        return _("Du har gennemført kurset, når du har været med.")
    needed = min(course.sessions_needed or number, number)
    if needed == number:
        text = _("Du har gennemført kurset, når du har været med til alle %(number)s mødegange.")
        return text % {"number": number}
    text = _(
        "Du har gennemført kurset, når du har været med til mindst %(needed)s af de %(number)s "
        "mødegange."
    )
    said = text % {"needed": needed, "number": number}
    if not required:
        return said
    must = ngettext(
        "Mødegang %(which)s skal være en af dem.",
        "Mødegang %(which)s skal være blandt dem.",
        len(required),
    )
    return f"{said} {must % {'which': listed(required)}}"


def listed(numbers: Sequence[int]) -> str:
    """Return numbers as a list in words, such as "1, 2 og 4"."""
    *first, last = [str(number) for number in numbers]
    return _("%(first)s og %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def certificate_in_words(course: Course) -> str:
    """Return what one gets afterwards, and when it should be refreshed; "" for nothing."""
    if not course.gives_certificate:
        return ""
    if course.hours:
        text = _("Bagefter får du et deltagerbevis på %(hours)s timer.")
        said = text % {"hours": floatformat(course.hours, -1)}
    else:
        said = _("Bagefter får du et deltagerbevis.")
    if not course.refresh_months:
        return said
    return f"{said} {_refresh_in_words(course.refresh_months)}"


def _refresh_in_words(months: int) -> str:
    if months % YEAR == 0:
        text = ngettext(
            "Det bør opfriskes efter %(number)s år.",
            "Det bør opfriskes efter %(number)s år.",
            months // YEAR,
        )
        return text % {"number": months // YEAR}
    text = ngettext(
        "Det bør opfriskes efter %(number)s måned.",
        "Det bør opfriskes efter %(number)s måneder.",
        months,
    )
    return text % {"number": months}


def admission_in_words(activity: Activity, course: Course, now: datetime) -> list[str]:
    """Return sentences on how one gets in, and until when, as it is at ``now`` (aware)."""
    deadline = activity.closes_at
    is_past = deadline is not None and deadline <= now
    day = when.deadline(deadline) if deadline else ""
    if not course.takes_applications:
        how = _("Pladserne gives i den rækkefølge, tilmeldingerne kommer ind.")
        until = _("Fristen var %(day)s.") if is_past else _("Tilmeld dig senest %(day)s.")
        return [how, *([until % {"day": day}] if day else [])]
    how = _(
        "Du søger om en plads: Skriv kort, hvad du arbejder med, og hvorfor du vil med. Alle får "
        "svar, og ingen har plads, før svaret er kommet."
    )
    until = _("Ansøgningsfristen var %(day)s.") if is_past else _("Søg senest %(day)s.")
    return [how, *([until % {"day": day}] if day else [])]

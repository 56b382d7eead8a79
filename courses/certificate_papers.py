"""Certificates on paper: one tagged page for each person who met the rule."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import segno
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses import certificates, completion
from courses.certificates import NotCompleted
from courses.completion import Progress
from courses.models import Certificate, Course
from events import documents, links, when
from events.certificate_of_attendance import length
from events.models import Activity, Registration, Session
from events.papers import Job

MANY_DATES, LONG_NAME = 8, 32
TITLE_LINE, AIM_LINE = 38, 85  # characters to a line of the ordinary layout
ROOMY, CLOSE = 9, 17  # lines of title and aims that fit its layouts; more is set in two columns
MASK = 3  # one QR mask for all: choosing the best for each takes longer than the page


def own_pdf(registration: Registration) -> bytes:
    """Return the person's certificate as PDF, in the active language.

    Slow: never inside a transaction. Raises NotCompleted.
    """
    certificate = certificates.issue(registration)
    return _pdf(registration.activity, [certificate.pk], None)


def all_of_activity(job: Job) -> bytes:
    """Return the certificates of everyone who met the rule, in the order of the list.

    Whoever met it and has none yet is issued hers. Slow: never inside a transaction.
    """
    issued = certificates.issue_each(job.activity, job.people)
    return _pdf(job.activity, [c.pk for c in issued.values()], job.tell)


def gives_any(activity: Activity) -> bool:
    """Whether the activity has this paper."""
    return certificates.course_of(activity) is not None


def verify_url(certificate: Certificate) -> str:
    """Return the full address where the certificate is confirmed, in the active language."""
    return links.absolute(reverse("courses:verify", args=[certificate.code]))


def _pdf(activity: Activity, keys: Sequence[Any], tell: documents.Tell | None) -> bytes:
    course = certificates.course_of(activity)
    if course is None:
        raise NotCompleted
    rows = list(
        Certificate.objects.filter(pk__in=keys, activity=activity)
        .select_related("registration")
        .order_by("registration__sort_key", "pk")
    )
    people = [row.registration for row in rows if row.registration is not None]
    steps = completion.of_people(activity, people)
    # Looked at once more: no page leaves for one who has not met the rule.
    rows = [row for row in rows if row.registration_id and steps[row.registration_id].met]
    certificates.renew_names(rows)
    return documents.pdf(
        "course_certificate",
        {
            "title": activity.display_title,
            "title_language": _language_of(activity.title_en),
            "place": activity.place,
            "aims": course.display_aims,
            "aims_language": _language_of(course.aims_en),
            "layout": _layout(activity.display_title, course.display_aims),
            "pages": [_page(row, course, steps) for row in rows],
        },
        tell=tell,
    )


def _language_of(english: str) -> str:
    """Return the language of a text that stands in Danish where there is no English one."""
    return "en" if translation.get_language() == "en" and english else "da"


def _layout(title: str, aims: Sequence[str]) -> str:
    """Return how close the page is set, so that it stays one page."""
    lines = 2 * (len(title) // TITLE_LINE) + sum(1 + len(aim) // AIM_LINE for aim in aims)
    return "roomy" if lines <= ROOMY else "close" if lines <= CLOSE else "dense"


def _page(row: Certificate, course: Course, of_each: dict[UUID, Progress]) -> dict[str, Any]:
    assert row.registration is not None  # only such rows are printed
    steps = of_each[row.registration.pk]
    sessions = steps.attended_sessions
    # Safe to print unescaped: segno writes the drawing, the address is only its pattern.
    code = segno.make(verify_url(row), error="m", micro=False, mask=MASK)
    return {
        "name": row.registration.name,
        "long_name": len(row.registration.name) > LONG_NAME,
        "dates": dates(sessions),
        "took_part": _took_part(steps),
        "hours": length(certificates.hours_of(course, steps)),
        "issued": when.plain_day(row.issued_on),
        "refresh_by": when.plain_day(row.refresh_by) if row.refresh_by else "",
        "code": certificates.spaced(row.code),
        "address": links.absolute(reverse("courses:verify_code")),
        "qr": code.svg_inline(border=2, omitsize=True),
    }


def _took_part(steps: Progress) -> str:
    number = len(steps.sessions)
    text = ngettext(
        "%(attended)s af %(number)s mødegang", "%(attended)s af %(number)s mødegange", number
    )
    return text % {"attended": steps.attended, "number": number}


def dates(sessions: Iterable[Session]) -> str:
    """Return the days of the sessions, the year said once for each: "3. og 10. marts 2026".

    Many are told by the first and the last.
    """
    days = sorted({when.today(session.start) for session in sessions})
    if not days:
        return ""
    if len(days) > MANY_DATES:
        text = _("%(number)s dage fra %(start)s til %(end)s")
        return text % {
            "number": len(days),
            "start": when.plain_day(days[0]),
            "end": when.plain_day(days[-1]),
        }
    # The year stands where the next day has another, and at the end.
    with_year = {day for day, after in pairwise(days) if day.year != after.year} | {days[-1]}
    short = pgettext("datoformat uden år", "j. F")
    said = [when.plain_day(day) if day in with_year else date_format(day, short) for day in days]
    if len(said) == 1:
        return said[0]
    return _("%(days)s og %(last)s") % {"days": ", ".join(said[:-1]), "last": said[-1]}

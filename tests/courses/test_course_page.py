"""What the public page of a course shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from courses import programme
from courses.models import Course, CoursePart, CourseTeacher
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity, Session
from tests.factories import ActivityFactory, CourseFactory, CoursePartFactory, SessionFactory

pytestmark = pytest.mark.django_db

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def page_of(activity: Activity) -> str:
    """Return the HTML of its page."""
    page = activity.pages.get()
    return page.serve(RequestFactory().get("/")).render().content.decode()


def in_words(course: Course, now: datetime | None = None) -> programme.CoursePage:
    """Return what the page says."""
    sessions = Session.objects.filter(activity=course.activity).select_related("part")
    return programme.describe(course.activity, course, list(sessions.order_by("start")), now)


def test_the_page_tells_all_of_it() -> None:
    """Aims, each session with its time and programme, rule, certificate, teachers."""
    activity = ActivityFactory(kind=ActivityKind.KURSUS, days=0)
    start = datetime(2096, 3, 1, 9, tzinfo=COPENHAGEN)
    first = SessionFactory(
        activity=activity, start=start, end=start + timedelta(hours=6), title="Tegn", place="Huset"
    )
    SessionFactory(activity=activity, start=start + timedelta(weeks=1))
    course = CourseFactory(
        activity=activity, hours=12, sessions_needed=1, refresh_months=24,
        aims="- Kende tegn\n\nSpørge",
    )  # fmt: skip
    CoursePartFactory(session=first, required=True, programme="Velkomst\nFilm")
    CourseTeacher.objects.create(course=course, name="Bo Berg", title="Psykolog")
    html = page_of(activity)
    for words in (
        "<li>Kende tegn</li><li>Spørge</li>",
        "1. Tegn",
        "Torsdag den 1. marts 2096 kl.\N{NO-BREAK SPACE}9.00–15.00<br>Huset",
        "Her skal du være med",
        "<li>Velkomst</li><li>Film</li>",
        "2. mødegang",
        "mindst 1 af de 2 mødegange. Mødegang 1 skal være en af dem.",
        "et deltagerbevis på 12 timer. Det bør opfriskes efter 2 år.",
        "Bo Berg",
        "Psykolog",
        "css/courses",
    ):
        assert words in html
    assert html.count("Her skal du være med") == 1


@pytest.mark.parametrize(
    ("sessions", "needed", "required", "said"),
    [
        (0, None, [], ""),
        (1, None, [], "når du har været med."),
        (6, None, [], "til alle 6 mødegange."),
        (6, 5, [], "mindst 5 af de 6 mødegange."),
        (6, 5, [1], "Mødegang 1 skal være en af dem."),
        (6, 5, [1, 2, 6], "Mødegang 1, 2 og 6 skal være blandt dem."),
        (6, 6, [1], "til alle 6 mødegange."),
        (4, 5, [], "til alle 4 mødegange."),  # sessions were taken off since
    ],
)
def test_the_rule_in_words(
    sessions: int, needed: int | None, required: list[int], said: str
) -> None:
    """What it takes, as one would say it."""
    text = programme.rule_in_words(Course(sessions_needed=needed), sessions, required)
    assert text.endswith(said)


def test_the_certificate_in_words() -> None:
    """With hours or without, with a time to refresh it, or none at all."""
    say = programme.certificate_in_words
    assert say(Course(gives_certificate=False, hours=6)) == ""
    assert say(Course()) == "Bagefter får du et deltagerbevis."
    assert "12,5 timer" in say(Course(hours=12.5))
    assert say(Course(refresh_months=18)).endswith("Det bør opfriskes efter 18 måneder.")


def test_admission_in_words() -> None:
    """By application or first come, until when, and nothing once it is over."""
    now = timezone.now()
    closes = datetime(2027, 3, 1, 12, tzinfo=COPENHAGEN)
    course = CourseFactory(takes_applications=True, sessions=1, activity__closes_at=closes)
    said = in_words(course, closes - timedelta(days=1)).admission
    assert said[0].startswith("Du søger om en plads")
    assert said[1] == "Søg senest mandag den 1. marts 2027 kl.\N{NO-BREAK SPACE}12.00."
    assert "Ansøgningsfristen var mandag" in in_words(course, closes).admission[1]
    course.takes_applications = False
    assert in_words(course, now).admission[0].startswith("Pladserne gives i den rækkefølge")
    course.activity.closes_at = None
    assert len(in_words(course, now).admission) == 1
    course.activity.status = ActivityStatus.HELD
    assert in_words(course, now).admission == []


def test_english_where_there_is_english() -> None:
    """Texts without a translation stay Danish and say so to screen readers."""
    course = CourseFactory(sessions=1, aims_en="Know the signs")
    CoursePart.objects.create(session=course.activity.sessions.get(), programme="Film")
    with translation.override("en"):
        said = in_words(course)
    assert (said.aims, said.aims_language) == (["Know the signs"], "en")
    assert (said.parts[0].lines, said.parts[0].language) == (["Film"], "da")


def section(activity: Activity) -> Any:
    """Return the section as the page asks for it."""
    return programme.section(RequestFactory().get("/"), activity)


@pytest.mark.parametrize(
    "kwargs",
    [
        {"kind": ActivityKind.TEMADAG},
        {"kind": ActivityKind.KURSUS, "discreet": True},
        {"kind": ActivityKind.FORAELDREKURSUS, "discreet": True},
    ],
)
def test_nothing_and_no_query_for_other_activities(
    kwargs: dict[str, Any], django_assert_num_queries: Callable[..., Any]
) -> None:
    """A course's row that is left over from another kind tells nothing either."""
    activity = ActivityFactory(**kwargs)
    Course.objects.create(activity=activity, aims="Hemmelig")
    with django_assert_num_queries(0):
        assert section(activity) is None


def test_queries_are_the_same_for_any_number_of_sessions(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    """Three: the course, its teachers, its sessions with their programme."""
    for sessions in (1, 12):
        course = CourseFactory(sessions=sessions)
        for number, session in enumerate(course.activity.sessions.all()):
            CoursePartFactory(session=session)
            CourseTeacher.objects.create(course=course, name=f"Underviser {number}")
        activity = Activity.objects.get(pk=course.pk)
        with django_assert_num_queries(3):
            assert len(section(activity).context["course"].parts) == sessions
    not_set_up = ActivityFactory(kind=ActivityKind.KURSUS)
    assert section(not_set_up) is None

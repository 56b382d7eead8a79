"""What staff meet first in the admin."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import planning
from events.models import Activity
from tests.factories import ActivityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
HOME = "/admin/"
PANEL = "Kommende aktiviteter"


def test_the_next_days_stand_on_the_front_page(organiser: Client) -> None:
    later = ActivityFactory(title="Senere", starts_in_days=9)
    sooner = ActivityFactory(title="Snart", starts_in_days=2)
    ActivityFactory(title="Aflyst dag", status="cancelled")
    ActivityFactory(title="Diskret kursus", discreet=True)
    html = organiser.get(HOME).content.decode()
    assert html.index("Snart") < html.index("Senere")
    assert f"/admin/aktiviteter/{sooner.pk}/deltagere/" in html
    assert f"/admin/aktiviteter/{later.pk}/afslut/" not in html
    assert "Aflyst dag" not in html
    assert "Diskret kursus" not in html


def test_a_day_that_nobody_has_closed_asks_for_it(organiser: Client) -> None:
    over = ActivityFactory(starts_in_days=-1)
    assert f"/admin/aktiviteter/{over.pk}/afslut/" in organiser.get(HOME).content.decode()


def test_only_for_those_who_run_activities(as_role: Callable[[str], Client]) -> None:
    ActivityFactory()
    assert PANEL not in as_role("Analytiker").get(HOME).content.decode()


def test_the_number_of_queries_does_not_grow(organiser: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            organiser.get(HOME)
        return len(captured)

    ActivityFactory()
    queries()
    few = queries()
    for _number in range(5):
        RegistrationFactory(activity=ActivityFactory(days=2), status="waiting", place_in_line=1)
    assert queries() == few


def test_the_scripts_of_the_admin_speak_danish(organiser: Client) -> None:
    catalogue = organiser.get("/admin/jsi18n/").content.decode()
    assert "Er du sikker?" in catalogue
    assert "Udvid" in catalogue or "Fold alle ud" in catalogue


def test_sessions_left_counts_those_not_begun() -> None:
    activity: Activity = ActivityFactory(starts_in_days=1, days=3)
    assert planning.sessions_left(activity) == 3
    assert planning.sessions_left(activity, timezone.now() + timedelta(days=2)) == 1
    assert planning.sessions_left(activity, timezone.now() + timedelta(days=9)) == 0

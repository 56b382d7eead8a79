"""Loading is done once, in peace, and only where it may be."""

import time
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Page

from events import seats
from events.models import Activity, Registration, SurveyResponse
from portal.demo.staff import ACCOUNTS, PASSWORD

pytestmark = pytest.mark.django_db


def all_counts() -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }


@pytest.mark.usefixtures("demo")
def test_a_second_run_changes_nothing_and_is_quick() -> None:
    before = all_counts()
    started = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        call_command("demo", verbosity=0)
    assert time.monotonic() - started < 1
    assert len(queries) <= 5
    assert all_counts() == before


@pytest.mark.usefixtures("demo")
def test_the_accounts_are_printed() -> None:
    out = StringIO()
    call_command("demo", print_logins=True, stdout=out)
    for account in ACCOUNTS:
        assert account.email in out.getvalue()
    assert PASSWORD in out.getvalue()
    assert "/admin/" in out.getvalue()


@pytest.mark.slow
@pytest.mark.usefixtures("demo")
def test_scale_multiplies_people_and_answers_but_no_pages() -> None:
    pages = Page.objects.count()
    people, answers = Registration.objects.count(), SurveyResponse.objects.count()
    call_command("demo", scale=3, verbosity=0)
    assert Page.objects.count() == pages
    assert Registration.objects.count() > people + 800
    assert SurveyResponse.objects.count() > answers + 350
    assert seats.find_discrepancies() == []
    activities = Activity.objects.count()
    call_command("demo", scale=3, verbosity=0)
    assert Activity.objects.count() == activities


def test_it_is_refused_outside_the_demo(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VINK_IS_DEMO = False
    monkeypatch.setattr("portal.demo.load.load", lambda scale: pytest.fail("It loaded."))
    with pytest.raises(CommandError, match="VINK_IS_DEMO"):
        call_command("demo", verbosity=0)


def test_a_scale_below_one_is_refused(settings: Settings) -> None:
    settings.VINK_IS_DEMO = True
    with pytest.raises(CommandError, match="scale"):
        call_command("demo", scale=0, verbosity=0)

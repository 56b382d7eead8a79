"""What every test can lean on: a browser, axe, and tasks that wait until they are drained.

Relied on from ``portal.settings.test``: the database is a SQLite file unless
``DATABASE_URL`` names another; ``TEST_DB_SUFFIX`` is added to its name so that two runs do
not meet; tasks run at once (ImmediateBackend); mail goes to ``django.core.mail.outbox``.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.chromium import find_chromium
from tests.migrated import copy_migrated, remove

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

DATABASE_TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
BROWSER_FIXTURES = {"browser", "browse", "page"}
SETTLED = """() => Promise.all(
    document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => null))
).then(() => null)"""
PATIENCE = 20_000  # milliseconds the browser waits for anything
WITHOUT_SCRIPT: "WeakSet[Page]" = WeakSet()  # pages on which axe would wait for ever


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests as such; skip elsewhere what means something on PostgreSQL only."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.e2e)
        if item.get_closest_marker("postgres_only") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="PostgreSQL only: set DATABASE_URL"))


def pytest_collection_finish() -> None:
    """Look for cycles less often: with all of Django to look through, that is a tenth of a run."""
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _tasks_wait_when_marked(request: pytest.FixtureRequest) -> None:
    """Give tests marked ``worker`` the task backend that production has."""
    if request.node.get_closest_marker("worker"):
        request.getfixturevalue("settings").TASKS = DATABASE_TASKS


@pytest.fixture(autouse=True)
def _danish_again() -> Iterator[None]:
    """Start every test in Danish: a request for an English page leaves its language behind."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest, django_db_modify_db_settings: None
) -> Iterator[bool]:
    """Whether a database is there already: on SQLite, a copy of one migrated before."""
    kept = bool(request.config.getvalue("reuse_db"))
    if kept or connection.vendor != "sqlite":
        yield kept
        return
    own = Path(connection.settings_dict["TEST"]["NAME"])
    copy_migrated(own)
    yield True
    connection.close()
    remove(own)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Set up the roles once; whoever needs them after a flush does it again (UserFactory)."""
    from portal.accounts.roles import set_up_roles
    from tests.factories.site import restore_migrated_rows

    with django_db_blocker.unblock():
        restore_migrated_rows()
        set_up_roles()


@pytest.fixture(scope="session", autouse=True)
def _emptied_all_the_same() -> Iterator[None]:
    """Lift the triggers that keep rows while a test's tables are emptied, and only then.

    Tests with real transactions are cleaned up by emptying every table, which the triggers
    would refuse. Everything else meets them (``tests/medborgerforum/test_immutable.py``).
    """
    from events import immutable
    from medborgerforum.immutable import KEPT
    from portal.targets.immutable import REPORTS

    kept = (*immutable.ASKED, *KEPT, *REPORTS)

    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_without_triggers(self: Any, sql_list: list[str]) -> None:
        immutable.remove(self.connection, kept)
        try:
            flush(self, sql_list)
        finally:
            immutable.install(self.connection, kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture
def drain_tasks() -> Callable[[], None]:
    """Return a function that runs every waiting task, as a worker would, and returns.

    The worker takes the database's write lock itself: ``django_db(transaction=True)``.
    """

    def drain() -> None:
        call_command(
            "db_worker", queue_name="*", batch=True, startup_delay=False, reload=False, verbosity=0
        )

    return drain


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; skip without one, or fail where one is required."""
    path = find_chromium()
    if path is None:
        reason = "No Chromium: sudo apt install chromium, or name one in CHROMIUM."
        if os.environ.get("REQUIRE_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> "Iterator[Browser]":
    """Return one Chromium for all tests of the process."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)  # what a test expects may still be on its way
    # Playwright keeps an event loop in this thread; Django would take that for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Chromium refuses its sandbox to root, and containers give it little shared memory.
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def browse(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """Return a function that opens a page as someone new: own cookies, own window.

    ``browse(width=360, javascript=False, locale="en-GB")``; further options are Playwright's
    for a context. Afterwards the test fails if a page met a script error or broke the
    content security policy.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(
        *, width: int = 1280, height: int = 800, javascript: bool = True, **options: Any
    ) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **{
                "locale": "da-DK",
                "timezone_id": "Europe/Copenhagen",
                "reduced_motion": "reduce",
                **options,
            },
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if not javascript:
            WITHOUT_SCRIPT.add(page)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(browse: "Callable[..., Page]") -> "Page":
    """Return an ordinary page, 1280 px wide, with JavaScript."""
    return browse()


@pytest.fixture
def axe() -> "Callable[[Page], None]":
    """Return a function that fails when axe finds anything on the page, and says what.

    Axe is itself JavaScript: try a page without it as well, but let axe see it with.
    """
    from axe_playwright_python.sync_playwright import Axe

    def check(page: "Page") -> None:
        assert page not in WITHOUT_SCRIPT, "axe cannot run where JavaScript is off"
        page.wait_for_load_state()  # a click returns while the next page is still coming in
        page.evaluate(SETTLED)  # colours half faded in are nobody's finding
        results = Axe().run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check

"""What is stored, sent and logged: her marks lie where they must, and nowhere else.

Whatever shows rows to people can show no more than the tables hold. So every table is read
through, not only those that some page shows today.
"""

import io
import logging
import runpy
from contextlib import contextmanager
from typing import Any, ClassVar
from unittest import mock

from django.conf import settings
from django.contrib.sessions.models import Session as BrowserSession
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django_tasks_db.models import DBTaskResult
from gunicorn.config import Config

from courses import neutral_links
from events import outbox, planning, webhooks
from events.models import Activity, ActivityLogEntry, WebhookDelivery
from portal.logs import PersonalLinkFilter
from portal.privacy import retention
from tests.conftest import DATABASE_TASKS
from tests.leaks import marks
from tests.leaks.marks import INSIDE, SUBJECT, keys_in, marks_in
from tests.leaks.world import NEUTRAL_FROM, NEUTRAL_HOST, SETTINGS, World

# The rows that are about her and her course. Each is reached through ``visible_to`` alone.
HERS = {
    "events_activity",
    "events_session",
    "events_booking",
    "events_registration",
    "events_signupquestion",
    "events_preparationitem",
    "events_surveycomment",
    "courses_course",
    "courses_coursepart",
    "courses_neutraltext",
    "courses_neutralneeds",
    "account_emailaddress",  # the account that she has of her own accord
}
# Read by many, or by other systems: not even the key of one of her rows may lie there.
READ_BY_MANY = {
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    ActivityLogEntry._meta.db_table,
    "wagtailcore_referenceindex",
    "wagtailcore_revision",
    "events_webhookdelivery",
    "django_session",
    "privacy_retentionrun",
    "targets_countedattender",
}


def tables() -> list[str]:
    """Return every table, those of the search index included."""
    return sorted(connection.introspection.table_names())


def contents(table: str) -> str:
    """Return all that a table holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return "\n".join(str(row) for row in cursor.fetchall())


def parts(message: Any) -> list[str]:
    """Return every part of a mail as text: headers, words, attachments."""
    whole = message.message()
    bodies = [
        (part.get_payload(decode=True) or b"").decode("utf-8", errors="replace")
        for part in whole.walk()
        if not part.is_multipart()
    ]
    names = [str(part.get_filename() or "") for part in whole.walk()]
    return [*(f"{name}: {value}" for name, value in whole.items()), *bodies, *names]


@contextmanager
def logged() -> Any:
    """Yield a stream with everything that the application logs, as the console would get it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.DEBUG)
    handler.addFilter(PersonalLinkFilter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@override_settings(**SETTINGS)
class TestStores(TestCase):
    """One house; every store of it is searched."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.build()

    def neutral(self) -> Client:
        """Return a visitor of the neutral host."""
        cache.clear()
        return Client(SERVER_NAME=NEUTRAL_HOST, raise_request_exception=False)

    def test_every_table_but_hers_is_free_of_her(self) -> None:
        retention.run("discreet", lambda _now: 1, self.world.coming.created_at)
        every = tables()
        assert len(every) > 100
        found = {table: marks_in(contents(table)) for table in every}
        assert {table for table, found_here in found.items() if found_here} == HERS
        keys = self.world.keys
        assert set(every) >= READ_BY_MANY
        assert {t: k for t in sorted(READ_BY_MANY) if (k := keys_in(contents(t), keys))} == {}

    def test_tasks_carry_keys_alone_and_browsers_nothing(self) -> None:
        client = self.neutral()
        with (
            override_settings(TASKS=DATABASE_TASKS),
            self.captureOnCommitCallbacks(execute=True),
        ):
            data = {
                "name": f"{marks.NAME} ny", "email": f"ny{marks.EMAIL}", "phone": marks.PHONE,
            }  # fmt: skip
            page = client.get(f"/a/{self.world.coming.pk}/tilmeld/")
            data["key"] = page.context["form"]["key"].value()
            wrong = client.post(f"/a/{self.world.coming.pk}/tilmeld/", {**data, "email": "x"})
            assert wrong.status_code == 200
            done = client.post(f"/a/{self.world.coming.pk}/tilmeld/", data)
            assert done.status_code == 302, done.content.decode()[:3000]
        assert marks_in(done.headers["Location"] + str(client.cookies)) == set()
        tasks = contents(DBTaskResult._meta.db_table)
        assert "deliver" in tasks or "send" in tasks, tasks
        assert marks_in(tasks) == set()
        sessions = [str(s.get_decoded()) for s in BrowserSession.objects.all()]
        assert marks_in("\n".join(sessions)) == set()
        kept = cache._cache.items()  # type: ignore[attr-defined]
        assert marks_in("\n".join(f"{k} {v!r}" for k, v in kept)) == set()

    def test_mails_are_hers_alone_and_say_nothing_of_what_it_is_about(self) -> None:
        outbox.deliver_due(limit=100)
        sent = [*self.world.mails, *mail.outbox]
        hers = [m for m in sent if any("zzqvark" in to for to in m.recipients())]
        assert len(hers) >= 4
        for message in sent:
            found = marks_in("\n".join(parts(message)))
            if message not in hers:
                assert found == set(), message.subject
                continue
            assert not found & set(INSIDE), (message.subject, found)
            assert message.from_email == NEUTRAL_FROM
            text = "\n".join(parts(message)).casefold()
            assert [w for w in SUBJECT if w in text] == []
            assert marks_in(message.subject) == set()

    def test_what_is_taken_off_leaves_no_title_in_the_outbox(self) -> None:
        session = self.world.coming.sessions.last()
        planning.announce_move(self.world.coming, removed=[session])
        assert marks_in(contents("events_outboxmessage")) == set()

    def test_other_systems_hear_nothing(self) -> None:
        planning.close_signup(Activity.objects.get(pk=self.world.coming.pk))
        planning.close_signup(Activity.objects.get(pk=self.world.ordinary[0].pk))
        webhooks.note_seats()
        told = "\n".join(str(d.payload) for d in WebhookDelivery.objects.all())
        assert str(self.world.ordinary[0].pk) in told
        assert keys_in(told, self.world.keys) == set()

    def test_logs_say_what_failed_and_not_for_whom(self) -> None:
        own = neutral_links.own_path(self.world.person, "da")
        secret = own.split("/")[3]
        client = self.neutral()
        with logged() as stream:
            client.get(own)
            client.get(f"{own}findes-ikke/")
            client.get(f"/ar{own[:-3]}xxx/")
            Client(SERVER_NAME=NEUTRAL_HOST, enforce_csrf_checks=True).post(f"{own}ret/")
            Client(enforce_csrf_checks=True).post(f"/t/{self.world.person.pk}/{secret}/ret/")
            Client().get(f"/t/{self.world.person.pk}/{secret}/")
            with mock.patch.object(neutral_links, "opens", side_effect=RuntimeError("brud")):
                assert client.get(own).status_code == 500
        said = stream.getvalue()
        assert "brud" in said
        assert "Not Found" in said
        assert "CSRF" in said
        assert secret not in said
        assert marks_in(said) == set()
        assert keys_in(said, {str(self.world.person.pk): "her registration"}) == set()


class TestGunicorn(SimpleTestCase):
    """The server that is shipped writes down no path."""

    def test_no_access_log_and_no_path_in_the_error_log(self) -> None:
        shipped = runpy.run_path(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))
        assert shipped["accesslog"] is None
        config = Config()
        config.set("errorlog", "-")
        logger = shipped["logger_class"](config)
        stream = io.StringIO()
        logger.error_log.handlers = [logging.StreamHandler(stream)]
        logger.error_log.setLevel(logging.DEBUG)
        try:
            raise RuntimeError(f"/d/{marks.NAME}")
        except RuntimeError:
            logger.exception("Error handling request %s", f"/d/{marks.NAME}/")
        logger.warning("Invalid request from ip=%s: %s", "10.0.0.1", marks.NAME)
        logger.debug("GET /d/%s/", marks.NAME)
        assert "RuntimeError" in stream.getvalue()
        assert marks_in(stream.getvalue()) == set()
        assert "10.0.0.1" not in stream.getvalue()

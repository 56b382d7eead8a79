"""Before a survey closes, an answer leaves no trace outside its four tables.

The attack is differencing: the whole world just before and just after the marked person hands in
the marked sheet. Outside the guarantee, as the privacy page says, is who has the database itself
in hand before sealing (``spent``, the order of rows), its backups, and the mail server's log.
What only the holder of a link can see is no part of it either: a mailed link says that it has
been used, and of a printed code one learns it by handing in a sheet with it.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, ClassVar
from unittest import mock
from uuid import UUID

from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import outbox
from events.models import (
    ActivityLogEntry,
    Layout,
    OutboxMessage,
    Registration,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.notifications import Mail, start_delivery
from events.surveys import counting, invitations
from events.views import survey as survey_page
from tests.conftest import DATABASE_TASKS
from tests.surveys.attackers import (
    PATTERN,
    REMARK,
    Day,
    Visitor,
    changes,
    everything,
    hand_in,
    looking,
    own_addresses,
    told,
    without_noise,
)
from tests.surveys.makers import KEYS, path_of

PLAIN = (4, 4, 3, 4, 4)
EARLIER = 6  # sheets that are in when the marked person answers
ROLES = ("Arrangør", "Analytiker", "Administrator")
# A visitor who saw fewer pages than this has lost her way, and proves nothing.
FEWEST_PAGES = {
    "superuser": 40, "Arrangør": 30, "Analytiker": 10, "Administrator": 15,
}  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Run the block in a world of its own, which is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def links() -> dict[UUID, tuple[Any, ...]]:
    """Return the rows of all invitations."""
    return {row[0]: row for row in SurveyInvitation.objects.values_list()}


def survey_tables() -> dict[str, Any]:
    """Return what the four tables hold, without the random keys and without any order."""
    sheets: dict[UUID, list[tuple[int, int]]] = {}
    for response, *answer in SurveyAnswer.objects.values_list("response", "question", "value"):
        sheets.setdefault(response, []).append(tuple(answer))
    return {
        "links": links(),
        "responses": SurveyResponse.objects.count(),
        "sheets": sorted(map(sorted, sheets.values())),
        "remarks": sorted(SurveyComment.objects.values_list("text", flat=True)),
    }


def _log_entry(link: SurveyInvitation) -> None:
    ActivityLogEntry.objects.log_action(link.survey.activity, "events.dates")


def _touch(link: SurveyInvitation) -> None:
    link.registration.save(update_fields=["changed_at"])


def _task(link: SurveyInvitation) -> None:
    start_delivery()


def _recount(link: SurveyInvitation) -> None:
    Survey.objects.filter(pk=link.survey_id).update(shown_count=7)


def _receipt(link: SurveyInvitation) -> None:
    mail.EmailMessage("Tak for dit svar", to=[link.registration.email]).send()


def _log_line(link: SurveyInvitation) -> None:
    logging.getLogger("events.surveys").info("a sheet came in")


def _brake(link: SurveyInvitation) -> None:
    cache.set("limit:survey:203.0.113.9", 1)


PLANTED: dict[str, Callable[[SurveyInvitation], None]] = {
    "wagtailcore_modellogentry": _log_entry,
    "events_registration": _touch,
    "django_tasks_database_dbtaskresult": _task,
    "events_survey": _recount,
    "mails": _receipt,
    "logs": _log_line,
    "(cache)": _brake,
}


@override_settings(TASKS=DATABASE_TASKS)
class TestBeforeClose(TestCase):
    """One theme day; six have answered when the marked person does."""

    day: ClassVar[Day]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.day = Day.build()
        for link in cls.day.others()[:EARLIER]:
            hand_in(link, PLAIN, "Godt.")
        counting.refresh_shown(timezone.now())

    def traces(self, plant: Callable[[SurveyInvitation], None] | None = None) -> dict[str, Any]:
        """Return what changes, and what is said, when the marked sheet is handed in."""
        link = self.day.link
        before = everything()
        with told() as said, self.captureOnCommitCallbacks(execute=True):
            hand_in(link, PATTERN, REMARK)
            if plant:
                plant(link)
        counting.refresh_shown(timezone.now())  # the clock, a minute later
        return {**changes(before, everything()), **{k: v for k, v in said.items() if v}}

    def test_nothing_is_written_said_or_sent_outside_the_four_tables(self) -> None:
        before = links()
        assert self.traces() == {}
        after = links()
        changed = [key for key, row in after.items() if row != before[key]]
        assert changed == [self.day.link.pk]
        old, new = before[changed[0]], after[changed[0]]
        assert [p for p in zip(old, new, strict=True) if p[0] != p[1]] == [(False, True)]

    def test_page_by_page_nothing_is_kept_on_the_way(self) -> None:
        Survey.objects.update(layout=Layout.PAGED)
        before, link = {**everything(), **survey_tables()}, self.day.link
        with told() as said:
            for step in range(3):
                sheet = {f"q-{KEYS[0]}": "1", "comment": REMARK, "trin": str(step), "gaa": "frem"}
                assert Client().post(path_of(link), sheet).status_code == 200
        assert changes(before, {**everything(), **survey_tables()}) == {}
        assert said == {"logs": "", "mails": []}

    def test_a_planted_trace_is_found_wherever_it_lies(self) -> None:
        for place, plant in PLANTED.items():
            with self.subTest(place=place), undone():
                cache.clear()
                assert set(self.traces(plant)) == {place}

    def test_no_page_file_or_answer_of_the_api_changes_for_anyone(self) -> None:
        seen = looking(self.day, *ROLES)
        for role, (visitor, pages) in seen.items():
            assert len(pages) >= FEWEST_PAGES[role], (role, visitor.opened)
            person = [address for address in pages if str(self.day.person.pk) in address]
            assert bool(person) == (role in {"superuser", "Arrangør"}), role
        with undone():
            hand_in(self.day.link, PATTERN, REMARK)
            counting.refresh_shown(timezone.now())
            for role, (visitor, pages) in seen.items():
                assert changes(pages, visitor.look()) == {}, role

        # The control: the number is made known at once.
        organiser = seen["Arrangør"][0]
        organiser.opened = [a for a in organiser.opened if "spoergeskema" in a]
        first = organiser.look()
        hand_in(self.day.link, PATTERN, REMARK)
        _recount(self.day.link)
        assert changes(first, organiser.look())

    def test_who_gave_which_sheet_makes_no_difference_to_what_is_stored(self) -> None:
        """Two people change sheets: then all rows are the same, but for keys and their order."""
        her, other = self.day.link, self.day.others()[EARLIER]

        def world(hers: tuple[int, ...], theirs: tuple[int, ...]) -> dict[str, Any]:
            with undone():
                hand_in(her, hers, REMARK)
                hand_in(other, theirs)
                return {**everything(), **survey_tables()}
            raise AssertionError

        first, swapped = world(PATTERN, PLAIN), world(PLAIN, PATTERN)
        assert changes(first, swapped) == {}
        assert changes(first, world(PLAIN, PLAIN)).keys() == {"sheets"}

    def test_whoever_opens_all_printed_codes_cannot_count_the_used_ones(self) -> None:
        codes = SurveyInvitation.objects.filter(registration=None)
        codes.update(spent=False)
        first, *rest = codes

        def look() -> dict[str, str]:
            return {path: without_noise(Client().get(path).text) for path in map(path_of, codes)}

        before = look()
        hand_in(first, PATTERN, REMARK)
        assert rest
        assert changes(before, look()) == {}
        # The control: whoever hands in a sheet is told.
        assert "allerede svaret" in Client().post(path_of(first), {"q-relevant": "1"}).text

    def test_staff_are_told_the_number_in_fives_once_a_day(self) -> None:
        now, shown = timezone.now(), []
        survey = Survey.objects.filter(pk=self.day.survey.pk)
        survey.update(counted_on=None, shown_count=0)
        SurveyInvitation.objects.update(spent=False)
        SurveyResponse.objects.all().delete()
        waiting = [*self.day.others(), self.day.link]
        for day in range(4):
            for link in waiting[day * 3 : day * 3 + 3]:
                hand_in(link, PLAIN)
                assert counting.refresh_shown(now + timedelta(days=day)) == (
                    link is waiting[day * 3]
                )
                shown.append(survey.get().shown_count)
        # 1, 4, 7 and 10 were in when it was counted: at the first tick of each day.
        assert shown == [0, 0, 0, 0, 0, 0, 5, 5, 5, 10, 10, 10]

    def test_who_does_not_hold_the_link_cannot_try_whether_it_is_spent(self) -> None:
        spent, unspent = self.day.others()[0], self.day.link
        seen = []
        for link in (spent, unspent):
            path = path_of(link).replace(path_of(link).split("/")[-2], "0" * 32)
            with CaptureQueriesContext(connection) as asked:
                response = Client().get(path)
            # A page names its own address, and a key of it for the browser's use.
            body = re.sub(r"[0-9a-f]{32}|" + str(link.pk), "", response.content.decode())
            seen.append({
                "body": body,
                # Told to the second: another may have begun in between.
                "headers": {k: v for k, v in response.headers.items() if k != "Expires"},
                "cookies": str(response.cookies),
                "queries": len(asked),
            })  # fmt: skip
        assert changes(seen[0], seen[1]) == {}
        answers = [Client().get(path_of(link)) for link in (spent, unspent)]
        assert answers[0].content != answers[1].content  # to the holder they do differ
        for response in answers:
            assert not response.cookies.keys() - {"csrftoken"}
            assert "no-store" in response.headers["Cache-Control"]

    def test_an_answer_that_fails_says_nothing_in_the_log(self) -> None:
        link = self.day.link
        with (
            told() as said,
            mock.patch.object(survey_page, "submit", side_effect=RuntimeError("brud")),
        ):
            Client(raise_request_exception=False).post(path_of(link), {"q-able_to_help": "5"})
        assert "brud" in said["logs"]
        secrets = (str(link.pk), path_of(link).split("/")[-2], str(self.day.person.pk))
        assert [secret for secret in secrets if secret in said["logs"]] == []


# Pages about one of the people, lists of them, and what became of mails.
_TELLS_OF_PEOPLE = re.compile(r"/(?:deltagere|ring|udbakke|svar|spoergeskema|beslutninger)\b")


class NoMailToday(EmailBackend):
    """A mail server that is out of order."""

    def send_messages(self, messages: Any) -> int:
        """Refuse."""
        raise ConnectionRefusedError


class TestReminders(TestCase):
    """Whom the reminder passed over is told to nobody, on its way or afterwards."""

    day: ClassVar[Day]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.day = Day.build()
        cls.visitors: list[Visitor] = []

    def reminded(self, answered: list[SurveyInvitation], *, delivered: bool) -> dict[str, Any]:
        """Return all that staff see when these have answered and the reminder is due."""
        survey = Survey.objects.get(pk=self.day.survey.pk)
        with undone():
            for link in answered:
                hand_in(link, PLAIN)
            sent, backend = len(mail.outbox), "django.core.mail.backends.locmem.EmailBackend"
            if not delivered:
                backend = f"{__name__}.NoMailToday"
            with told() as said, override_settings(MAILERS={"default": {"BACKEND": backend}}):
                invitations.remind_due(invitations.reminder_times(survey)[0])
                outbox.deliver_due()
            self.said, self.to = said["logs"], [m.to for m in mail.outbox[sent:]]
            pages = {
                f"{visitor.role} {address}": text
                for visitor in self.visitors
                for address, text in visitor.look().items()
            }
            for visitor in self.visitors:
                again = visitor.client.post(reverse("outbox_retry"), follow=True)
                told_so = [str(message) for message in again.context["messages"]]
                pages[f"{visitor.role} again"] = str(told_so)
            self.rows = list(OutboxMessage.objects.filter(kind=Mail.SURVEY).values())
            return pages
        raise AssertionError

    def test_the_pages_are_the_same_whoever_has_answered(self) -> None:
        visitor = Visitor.of(self.day, "Arrangør")
        visitor.explore(a for a in own_addresses(self.day) if _TELLS_OF_PEOPLE.search(a))
        assert len(visitor.opened) >= 8, visitor.opened
        assert visitor.broken == []
        self.visitors = [visitor]
        other = next(link for link in self.day.others() if link.registration_id)
        for delivered in (False, True):
            nobody = self.reminded([], delivered=delivered)
            for answered in ([self.day.link], [other, *self.day.others()[-3:]]):
                world = self.reminded(answered, delivered=delivered)
                assert changes(nobody, world) == {}, delivered

    def test_only_those_who_have_not_answered_are_written_to(self) -> None:
        links = [link for link in self.day.others() if link.registration_id]
        self.reminded([self.day.link], delivered=True)
        assert [self.day.person.email] not in self.to
        assert len(self.to) == len(links)
        assert str(self.day.link.pk) not in self.said
        # What is left of the mails leads to nobody.
        assert {row["registration_id"] for row in self.rows} == {None}
        assert {str(row["params"]) for row in self.rows} == {"{}"}

    def test_a_reminder_that_comes_back_is_noted_nowhere(self) -> None:
        with mock.patch.object(
            EmailBackend,
            "send_messages",
            side_effect=SMTPRecipientsRefused({"x@y.example": (550, b"no such user")}),
        ):
            invitations.remind_unspent(self.day.survey)
            outbox.deliver_due()
        assert not Registration.objects.filter(bounced_on__isnull=False).exists()

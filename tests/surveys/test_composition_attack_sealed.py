"""At close and after sealing, nobody can tell the marked sheet's giver from anybody else.

The attack is an exchange: in one world the marked person hands in the marked sheet and a
colleague a plain one, in the other they have exchanged sheets. Everything stored and everything
shown to a role must then be the same, but for keys drawn at random and the order they give.
What the files of the database hold is the business of ``test_sealing``.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import outbox
from events.enums import SurveyStatus
from events.models import (
    Registration,
    SealedCount,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
)
from events.surveys import results, sealing
from portal.targets import readings
from portal.targets.models import TargetReading
from tests.conftest import DATABASE_TASKS
from tests.surveys.attackers import (
    PATTERN,
    REMARK,
    SHEET_MARK,
    Day,
    Visitor,
    changes,
    everything,
    hand_in,
    looking,
    told,
)
from tests.surveys.makers import path_of
from tests.surveys.test_composition_attack import PLAIN, undone

pytestmark = pytest.mark.postgres

ROLES = ("Arrangør", "Analytiker")
PLAIN_REMARK = "Godt."
_KEY = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_WHEN = re.compile(r"datetime\.datetime\([^)]*(?:\([^)]*\)[^)]*)*\)")
SEALINGS = 12


def ordered(page: str, known: Iterable[str]) -> str:
    """Return a page's lines sorted, every key masked that was not ``known`` before the survey."""
    old = set(known)
    masked = _KEY.sub(lambda key: key.group() if key.group() in old else "#", page)
    return "\n".join(sorted(line.strip() for line in masked.splitlines() if line.strip()))


def kept_keys() -> set[str]:
    """Return the keys of everything but sheets, as pages write them."""
    models = (Registration, SurveyInvitation, Survey)
    keys = [pk for model in models for pk in model.objects.values_list("pk", flat=True)]
    return {str(pk) for pk in keys} | {pk.hex for pk in keys}


def rows(known: set[str]) -> dict[str, Any]:
    """Return all that is stored, the sheets' own tables among it, as ``ordered`` lines."""
    sheets: dict[Any, list[tuple[int, int]]] = {}
    for response, *answer in SurveyAnswer.objects.values_list("response", "question", "value"):
        sheets.setdefault(response, []).append(tuple(answer))
    stored = {
        **everything(),
        "links": sorted(map(str, SurveyInvitation.objects.values_list())),
        "sheets": sorted(str(sorted(sheet)) for sheet in sheets.values()),
        "remarks": sorted(SurveyComment.objects.values_list("text", flat=True)),
    }
    return {
        name: ordered("\n".join(_WHEN.sub("then", line) for line in lines), known)
        for name, lines in stored.items()
    }


def count_from_the_start() -> None:
    """Let numbered keys go on from what is there: PostgreSQL's do not come back by themselves."""
    statements = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def seal() -> None:
    """Close the survey and seal it, as the clock does, and let it work through its mails."""
    closes = Survey.objects.get().closes_at
    sealing.close_due(closes)
    with mock.patch.object(sealing, "_compact_sqlite"):  # wants to stand outside a transaction
        assert sealing.seal_closed() == 1
    TargetReading.objects.all().delete()
    readings.take(timezone.localdate())
    outbox.deliver_due()


@override_settings(TASKS=DATABASE_TASKS)
class TestExchange(TestCase):
    """A theme day whose thirteen participants all answer; two of them exchange their sheets."""

    day: ClassVar[Day]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.day = Day.build()
        cls.known = kept_keys()

    def answered(self, hers: tuple[int, ...], theirs: tuple[int, ...], *, hers_first: bool) -> None:
        """Everyone answers: she first or last, the colleague the other way round."""
        other, *rest = self.day.others()
        first, last = (self.day.link, other) if hers_first else (other, self.day.link)
        marked = {self.day.link.pk: hers, other.pk: theirs}
        for link in (first, *rest, last):
            pattern = marked.get(link.pk, PLAIN)
            hand_in(link, pattern, REMARK if pattern == PATTERN else PLAIN_REMARK)

    def world(
        self, hers: tuple[int, ...], theirs: tuple[int, ...], *, hers_first: bool = True,
        sealed: bool = True,
    ) -> dict[str, Any]:  # fmt: skip
        """Return all that is stored, said and shown in such a world."""
        cache.clear()
        count_from_the_start()
        with undone():
            with told() as said:
                self.answered(hers, theirs, hers_first=hers_first)
                if sealed:
                    seal()
                else:
                    sealing.close_due(Survey.objects.get().closes_at)
            return {
                **rows(self.known),
                **{key: str(value) for key, value in said.items()},
                **{
                    f"{visitor.role} {address}": ordered(text, self.known)
                    for visitor in self.visitors
                    for address, text in visitor.look().items()
                },
            }
        raise AssertionError

    def explore(self) -> None:
        """Let the roles find what opens to them once the survey is sealed."""
        self.visitors: list[Visitor] = []
        with undone():
            self.answered(PATTERN, PLAIN, hers_first=True)
            seal()
            seen = looking(self.day, *ROLES)
            for role, (visitor, pages) in seen.items():
                shown = [a for a in pages if SHEET_MARK in pages[a]]
                assert bool(shown) == (role != "Analytiker"), (role, shown)
                # Addresses that name a remark live in this world alone.
                visitor.opened = [
                    a for a in visitor.opened if set(_KEY.findall(a)) <= self.known
                ]  # fmt: skip
                self.visitors.append(visitor)

    def test_an_exchange_of_sheets_is_seen_nowhere(self) -> None:
        self.explore()
        first = self.world(PATTERN, PLAIN)
        for hers_first in (True, False):
            exchanged = self.world(PLAIN, PATTERN, hers_first=hers_first)
            assert changes(first, exchanged) == {}, hers_first
        closed = self.world(PATTERN, PLAIN, sealed=False)
        assert changes(closed, self.world(PLAIN, PATTERN, sealed=False)) == {}
        # The control: another sheet is seen, by staff and in what is counted.
        found = changes(first, self.world(PLAIN, PLAIN))
        assert {"sheets", "remarks", "events_sealedcount"} <= found.keys()
        assert any(name.startswith("Arrangør ") for name in found)

    def test_what_became_of_her_link_is_what_became_of_everyones(self) -> None:
        with undone():
            rest = self.day.others()
            for link in rest[:-1]:
                hand_in(link, PLAIN)
            seal()  # she and one more have not answered
            hers, unspent, spent = self.day.link, rest[-1], rest[0]
            for link in (hers, unspent, spent):
                link.refresh_from_db()
            states = {(link.spent, link.token_hash, link.link_version) for link in (hers, unspent)}
            assert states == {(None, "", spent.link_version)}
            assert spent.spent is None
            seen = []
            for link in (spent, unspent):
                before = everything()
                with CaptureQueriesContext(connection) as asked, told() as said:
                    shown = Client().get(path_of(link))
                    sent = Client().post(path_of(link), {"q-able_to_help": "1"})
                body = f"{shown.content.decode()}{sent.content.decode()}"
                for own in path_of(link).strip("/").split("/"):
                    body = body.replace(own, "#") if len(own) > 2 else body
                assert changes(before, everything()) == {}
                assert (said["mails"], str(link.pk) in said["logs"]) == ([], False)
                seen.append({
                    "body": ordered(body, ()), "queries": len(asked),
                    "status": f"{shown.status_code} {sent.status_code}",
                })  # fmt: skip
            assert changes(seen[0], seen[1]) == {}
            assert SurveyResponse.objects.count() == len(rest) - 1

    def test_remarks_come_in_another_order_each_time(self) -> None:
        """Whatever her turn was: her remark stands first as seldom as anybody's."""
        places = []
        for _time in range(SEALINGS):
            with undone():
                self.answered(PATTERN, PLAIN, hers_first=True)
                seal()
                remarks = results.comments_of(Survey.objects.get())
                places.append([remark.text for remark in remarks].index(REMARK))
        # Always the same of 13 places by chance: once in 13¹¹ runs.
        assert len(set(places)) > 1, places

    def test_nothing_shown_of_the_answers_changes_when_she_goes(self) -> None:
        """Her registration is deleted after sealing: no number, no remark goes with it."""
        self.answered(PATTERN, PLAIN, hers_first=False)
        seal()
        survey = Survey.objects.get()
        assert survey.status == SurveyStatus.SEALED
        counted = sorted(SealedCount.objects.values_list("measure", "outcome", "number"))
        before = rows(self.known)
        Registration.objects.get(pk=self.day.person.pk).delete()
        after = rows(self.known)
        assert sorted(SealedCount.objects.values_list("measure", "outcome", "number")) == counted
        gone = changes(before, after).keys()
        assert self.day.person.pk not in SurveyInvitation.objects.values_list("registration")
        assert not gone & {"sheets", "remarks", "events_survey", "events_pooledcount"}
        assert "links" in gone

    def test_nobody_is_written_to_because_of_what_was_answered(self) -> None:
        sent = {}
        for name, sheets in {"marked": (PATTERN, PLAIN), "exchanged": (PLAIN, PATTERN)}.items():
            with undone():
                already = len(mail.outbox)
                self.answered(*sheets, hers_first=True)
                seal()
                later = timezone.now() + timedelta(days=1)
                sealing.close_due(later)
                outbox.deliver_due()
                sent[name] = sorted((m.subject, *m.to) for m in mail.outbox[already:])
        assert sent["marked"] == sent["exchanged"]

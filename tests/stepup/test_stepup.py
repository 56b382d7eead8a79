"""Past a rate limit: a puzzle for the browser or a mailed code, and a pause far beyond it."""

import base64
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import altcha
import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from events import ratelimit, stepup
from events.models import HostRequest
from tests.factories.events import AudienceFactory, WorkplaceKindFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db
ASK = "events:host_request"
LIMIT = replace(ratelimit.HOST_REQUEST, times=1)


@pytest.fixture(autouse=True)
def _one_request_an_hour(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(ratelimit, "HOST_REQUEST", LIMIT)
    yield
    cache.clear()


@pytest.fixture
def typed() -> dict[str, str]:
    return {
        "kind": "talk",
        "topic": "signs",
        "audience": AudienceFactory().key,
        "expected": "25",
        "workplace": "Skolen på Nørrebro",
        "workplace_kind": WorkplaceKindFactory().key,
        "address": "Skolevej 1",
        "wished_dates": "tirsdage",
        "contact_name": "Vera Vært",
        "contact_email": "vera@skole.example",
        "idempotency_key": str(uuid.uuid4()),
    }


@pytest.fixture
def over(typed: dict[str, str], client: Client) -> dict[str, str]:
    """What is typed once the limit is passed; the first request came through unasked."""
    first = client.post(reverse(ASK), typed)
    assert first.status_code == 302
    mail.outbox.clear()
    return typed | {"workplace": "Klubben", "idempotency_key": str(uuid.uuid4())}


def answer(puzzle: dict[str, Any]) -> str:
    """Solve a puzzle as the browser's worker does."""
    challenge = altcha.Challenge.from_dict(puzzle)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


class TestThePuzzle:
    def test_opens_once(self, over: dict[str, str], client: Client) -> None:
        asked = client.post(reverse(ASK), over)
        assert asked.status_code == 429
        assert "Er du et menneske?" in asked.text
        assert 'value="Klubben"' in asked.text  # nothing typed is lost

        solved = answer(client.get(reverse("events:step_up_puzzle")).json())
        assert client.post(reverse(ASK), over | {"altcha": solved}).status_code == 302
        again = over | {"altcha": solved, "workplace": "Et tredje sted"}
        assert client.post(reverse(ASK), again).status_code == 429
        assert HostRequest.objects.count() == 2

    def test_nothing_is_asked_under_the_limit(self, client: Client) -> None:
        assert "step_up" not in client.get(reverse(ASK)).text

    def test_forged_answers_open_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        solved = json.loads(base64.b64decode(answer(stepup.puzzle())))

        def changed(**parts: Any) -> str:
            return base64.b64encode(json.dumps(solved | parts).encode()).decode()

        challenge = solved["challenge"]
        easier = {**challenge, "parameters": {**challenge["parameters"], "keyPrefix": "00"}}
        assert not stepup.is_solved(changed(challenge=easier))
        assert not stepup.is_solved(changed(challenge={**challenge, "signature": "00" * 32}))
        assert not stepup.is_solved(changed(solution={"counter": 1, "derivedKey": "00" * 32}))
        assert not stepup.is_solved(answer(altcha.create_challenge("SHA-256", 1).to_dict()))
        for nonsense in ("", "x", "e30=", "bnVsbA==", "A" * 5000, changed(challenge=[])):
            assert not stepup.is_solved(nonsense)
        assert stepup.is_solved(changed())

    def test_expires(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stepup, "PUZZLE_LIFETIME", timedelta(seconds=-2))
        assert not stepup.is_solved(answer(stepup.puzzle()))

    def test_are_not_handed_out_without_end(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stepup, "PUZZLES", replace(stepup.PUZZLES, times=1))
        address = reverse("events:step_up_puzzle")
        assert [client.get(address).status_code for _try in range(2)] == [200, 429]


class TestTheCode:
    def code(self) -> str:
        found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
        assert found
        return found[0]

    def test_opens_once_without_javascript(self, over: dict[str, str], client: Client) -> None:
        page = client.post(reverse(ASK), over | {"step_up": "code"})
        assert mail.outbox[0].to == ["vera@skole.example"]
        assert 'name="step_up_code"' in page.text
        assert 'value="Klubben"' in page.text
        code = self.code()
        wrong = "111111" if code != "111111" else "222222"
        assert client.post(reverse(ASK), over | {"step_up_code": wrong}).status_code == 429
        other = over | {"step_up_code": code, "contact_email": "en-anden@skole.example"}
        assert client.post(reverse(ASK), other).status_code == 429
        assert not stepup.is_right_code("another-limit", "vera@skole.example", code)
        assert client.post(reverse(ASK), over | {"step_up_code": code}).status_code == 302
        assert not stepup.is_right_code(LIMIT.scope, "vera@skole.example", code)

    def test_can_be_tried_five_times(self, over: dict[str, str], client: Client) -> None:
        client.post(reverse(ASK), over | {"step_up": "code"})
        code, address = self.code(), "vera@skole.example"
        for _try in range(5):
            assert not stepup.is_right_code(LIMIT.scope, address, "0")
        assert not stepup.is_right_code(LIMIT.scope, address, code)

    def test_is_not_mailed_without_end(
        self, over: dict[str, str], client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stepup, "CODES_PER_ADDRESS", replace(stepup.CODES_PER_ADDRESS, times=1))
        client.post(reverse(ASK), over | {"step_up": "code"})
        page = client.post(reverse(ASK), over | {"step_up": "code"})
        assert "Vi har sendt flere koder." in page.text
        assert len(mail.outbox) == 1

    def test_is_not_mailed_under_the_limit(self, typed: dict[str, str], client: Client) -> None:
        """The button mails nothing to anybody unless the limit is passed."""
        client.post(reverse(ASK), typed | {"step_up": "code"})
        assert [letter.subject for letter in mail.outbox if "kode" in letter.subject] == []


def test_far_beyond_the_limit_everybody_waits(over: dict[str, str], client: Client) -> None:
    for _try in range(stepup.CEILING - 1):
        assert "Er du et menneske?" in client.post(reverse(ASK), over).text
    solved = over | {"altcha": answer(stepup.puzzle())}
    page = client.post(reverse(ASK), solved)
    assert page.status_code == 429
    assert "Vent lidt" in page.text
    assert "Er du et menneske?" not in page.text


@pytest.mark.django_db(transaction=True)
def test_a_browser_solves_it_by_itself(
    over: dict[str, str], live_server: Any, browse: Any, settings: Any
) -> None:
    """In a worker of our own, under the policy of public pages (``browse`` looks for breaches)."""
    from playwright.sync_api import expect

    page: Page = browse(width=360)
    page.goto(live_server.url + reverse(ASK))
    page.check("[name=kind][value=talk]")
    for name in ("topic", "audience", "workplace_kind"):
        page.select_option(f"[name={name}]", over[name])
    for name in ("expected", "workplace", "address", "wished_dates", "contact_name"):
        page.fill(f"[name={name}]", over[name])
    page.fill("[name=contact_email]", over["contact_email"])
    send = page.locator("button[type=submit]", has_text="Send forespørgsel")
    send.click()
    expect(page.locator("[data-step-up]")).to_be_visible()
    expect(page.locator("[data-step-up-code]")).to_be_hidden()
    # Pressed at once: it is sent as soon as the puzzle is solved.
    send.click()
    page.wait_for_url("**/tak/")
    assert HostRequest.objects.filter(workplace="Klubben").exists()


def test_a_mail_that_cannot_be_sent_is_said_and_logs_no_address(
    over: dict[str, str],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("vera@skole.example")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    page = client.post(reverse(ASK), over | {"step_up": "code"})
    assert "Mailen kunne ikke sendes." in page.text
    assert 'name="step_up_code"' not in page.text
    assert "OSError" in caplog.text
    assert "vera@" not in caplog.text

"""Staff write the charter and the texts, and publish them knowingly."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from medborgerforum import charter, charter_drafts, forum_texts
from medborgerforum.enums import ForumTextKey
from medborgerforum.models import CharterVersion, ForumText
from tests.factories import UserFactory
from tests.factories.forum import make_association, make_charter

pytestmark = pytest.mark.django_db
LIST = "/admin/medborgerforum/charter/"
# Wagtail sends a browser that is refused to the front page; scripts are told 403.
SCRIPT = {"x-requested-with": "XMLHttpRequest"}
TEXTS = "/admin/medborgerforum/tekster/"


@pytest.fixture
def coordinator() -> Client:
    """Return a client signed in as Forumkoordinator."""
    client = Client()
    client.force_login(UserFactory(role="Forumkoordinator"))
    return client


def day(days: int = 0) -> str:
    return date_format(timezone.localdate() + timedelta(days=days), "d.m.Y")


def typed(**more: Any) -> dict[str, Any]:
    """Return what the form of a first version sends."""
    return {
        "number": 1,
        "valid_from": day(),
        "material": "on",
        "da-title": "Charter",
        "da-body": "## Værdier\r\n\r\nVi lytter.",
        "da-checked_by": "Jura",
        "da-checked_on": day(),
    } | more


def address(step: str, *args: Any) -> str:
    return reverse(f"forum_admin:{step}", args=args)


def test_only_those_who_run_the_forum_come_in(client: Client) -> None:
    version, draft = make_charter(), make_charter(2, publish=False)
    client.force_login(UserFactory(role="Arrangør"))
    for url in (
        LIST,
        f"{LIST}ny/",
        address("charter_version", version.pk),
        address("charter_publish", draft.pk),
        address("charter_discard", draft.pk),
        address("charter_text", version.pk, "ar"),
        address("charter_text_publish", version.pk, "ar"),
        TEXTS,
        address("text", "intro", "da"),
    ):
        for answer in (client.get(url, headers=SCRIPT), client.post(url, headers=SCRIPT)):
            assert answer.status_code == 403, url


def test_from_an_empty_page_to_a_published_version(coordinator: Client) -> None:
    response = coordinator.post(f"{LIST}ny/", typed())
    version = CharterVersion.objects.get()
    assert response["Location"] == address("charter_version", version.pk)
    url = address("charter_publish", version.pk)
    seen = coordinator.get(url).context["form"]["seen"].value()
    charter_drafts.save(version, {"en": charter_drafts.Words("Charter", "Text")})
    refused = coordinator.post(url, {"seen": seen})
    assert "ændret imens" in refused.content.decode()
    # The page now holds what there is; but nobody has read the English through.
    seen = refused.context["form"]["seen"].value()
    assert "English" in coordinator.post(url, {"seen": seen}).content.decode()
    coordinator.post(address("charter_version", version.pk), typed())
    seen = coordinator.get(url).context["form"]["seen"].value()
    coordinator.post(url, {"seen": seen})
    version.refresh_from_db()
    assert version.published_at is not None
    assert (
        "Vi lytter."
        in coordinator.get(address("charter_version", version.pk)).context["sheet"].danish.body
    )
    coordinator.post(address("charter_version", version.pk), typed(number=7))
    version.refresh_from_db()
    assert version.number == 1


def test_looking_keeps_nothing_and_loses_nothing(coordinator: Client) -> None:
    response = coordinator.post(f"{LIST}ny/", typed(preview="1"))
    html = response.content.decode()
    assert "<h3>Værdier</h3>" in html
    assert not CharterVersion.objects.exists()
    assert "## Værdier" in html


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ar-title": "عنوان"}, "Skriv både titel og tekst"),
        ({"da-checked_on": ""}, "hvem der står inde"),
        ({"da-checked_on": day(2)}, "fremtiden"),
        ({"da-body": "Ring til 010190-1234"}, "CPR"),
        ({"accept_by": day(5)}, "Skriv begge dage"),
        ({"accept_by": day(5), "lapse_on": day(4)}, "Fristen skal"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    coordinator: Client, more: dict[str, str], said: str
) -> None:
    html = coordinator.post(f"{LIST}ny/", typed(**more)).content.decode()
    assert said in html
    assert "Charter" in html
    assert not CharterVersion.objects.exists()


def test_the_question_says_who_will_be_asked(coordinator: Client) -> None:
    first = make_charter()
    for name in ("Et", "To"):
        make_association(name, version=first)
    today = timezone.localdate()
    draft = make_charter(
        2,
        publish=False,
        valid_from=today + timedelta(days=1),
        accept_by=today + timedelta(days=30),
        lapse_on=today + timedelta(days=60),
    )
    html = coordinator.get(address("charter_publish", draft.pk)).content.decode()
    assert "2 medlemmer får en mail" in html
    assert "kan ikke fortrydes" in html
    assert "version 1" not in html


def test_a_translation_is_added_to_a_published_version(coordinator: Client) -> None:
    version = make_charter()
    url = address("charter_text", version.pk, "ar")
    assert coordinator.get(address("charter_text", version.pk, "da")).status_code == 404
    words = {"ar-title": "عنوان", "ar-body": "نص", "ar-checked_by": "T", "ar-checked_on": day()}
    coordinator.post(url, words)
    assert charter.text_in(version, "ar").language == "da"
    step = address("charter_text_publish", version.pk, "ar")
    seen = coordinator.get(step).context["form"]["seen"].value()
    coordinator.post(step, {"seen": seen})
    assert charter.text_in(version, "ar").title == "عنوان"
    assert coordinator.get(step).status_code == 404


def test_a_new_version_begins_with_the_words_of_the_old_and_nobodys_check(
    coordinator: Client,
) -> None:
    make_charter(languages=("da", "ar"))
    response = coordinator.get(f"{LIST}ny/")
    danish, arabic = (response.context["texts"][at]["form"] for at in (0, 2))
    assert response.context["form"]["number"].value() == 2
    assert danish["title"].value() == "Charter 1 (da)"
    assert arabic["title"].value() == "Charter 1 (ar)"
    assert "Den gemte tekst er set igennem" not in response.content.decode()


def test_a_draft_can_be_thrown_away(coordinator: Client) -> None:
    draft = make_charter(publish=False)
    response = coordinator.post(address("charter_discard", draft.pk))
    assert response["Location"] == LIST
    assert not CharterVersion.objects.exists()


def test_a_text_is_approved_in_the_form_that_holds_its_words(coordinator: Client) -> None:
    url = address("text", "before-joining", "da")
    coordinator.post(url, {"body": "Ord"})
    assert "Udkast" in coordinator.get(TEXTS).content.decode()
    approval = {"approved_by": "Jura", "approved_on": day()}
    coordinator.post(url, {"body": "Ord", **approval})
    assert forum_texts.shown(ForumTextKey.BEFORE_JOINING, "da").is_approved
    assert coordinator.get(url).context["form"]["approved_by"].value() == ""
    coordinator.post(url, {"body": "Andre ord"})
    assert ForumText.objects.get().approved_on is None
    refused = coordinator.post(url, {"body": "", **approval})
    assert refused.status_code == 200
    assert ForumText.objects.get().body == "Andre ord"


def test_lists_take_the_same_queries_however_long(coordinator: Client) -> None:
    make_charter()

    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert coordinator.get(url).status_code == 200
        return len(queries)

    count(LIST)
    few = count(LIST), count(TEXTS)
    for number in range(2, 13):
        make_charter(number, publish=False, languages=("da", "ar"))
    for key in ForumTextKey:
        forum_texts.save(key, "da", "Ord")
    assert (count(LIST), count(TEXTS)) == few

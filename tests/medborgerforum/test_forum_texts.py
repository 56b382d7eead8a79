"""The editor's texts: which is shown, when it is a draft, and what it holds back."""

import pytest
from django.test import Client
from django.utils import timezone

from medborgerforum import forum_texts
from medborgerforum.enums import ForumTextKey
from medborgerforum.forum_markup import Block, Kind, blocks
from medborgerforum.forum_texts import Approval
from medborgerforum.models import ForumText
from medborgerforum.templatetags.forum_words import left_to_right_runs
from tests.factories.forum import make_charter, make_hearing, make_meeting

pytestmark = pytest.mark.django_db
BEFORE, INTRO = ForumTextKey.BEFORE_JOINING, ForumTextKey.INTRO


def approved() -> Approval:
    return Approval("Jura", timezone.localdate())


def test_marks() -> None:
    text = "## Om os\nVi er her.\r\nAltid.\n\n- et\n- to\nSlut <b>"
    assert blocks(text) == [
        Block(Kind.HEADING, ("Om os",)),
        Block(Kind.PARAGRAPH, ("Vi er her.", "Altid.")),
        Block(Kind.ITEMS, ("et", "to")),
        Block(Kind.PARAGRAPH, ("Slut <b>",)),
    ]
    assert blocks(" \n\n") == []


def test_numbers_and_addresses_keep_their_order_from_right_to_left() -> None:
    html = left_to_right_runs("اتصل 33 66 12 34 أو a.b@kk.dk <3, v. 2 den 3.12.2026.")
    assert html == (
        'اتصل <bdi dir="ltr">33 66 12 34</bdi> أو <bdi dir="ltr">a.b@kk.dk</bdi> &lt;3, v. 2 den '
        '<bdi dir="ltr">3.12.2026</bdi>.'
    )


def test_danish_is_shown_where_there_is_no_other() -> None:
    assert not forum_texts.shown(INTRO, "ar")
    forum_texts.save(INTRO, "da", "Velkommen")
    shown = forum_texts.shown(INTRO, "ar")
    assert (shown.language, shown.direction, shown.is_approved) == ("da", "ltr", True)
    forum_texts.save(INTRO, "ar", "أهلا")
    shown = forum_texts.shown(INTRO, "ar")
    assert (shown.language, shown.direction) == ("ar", "rtl")
    assert forum_texts.save(INTRO, "ar", " ") is None
    assert forum_texts.shown(INTRO, "ar").language == "da"


def test_an_approved_danish_text_goes_before_a_draft_in_ones_own_language() -> None:
    forum_texts.save(BEFORE, "da", "Sådan er det")
    forum_texts.save(BEFORE, "ar", "هكذا")
    draft = forum_texts.shown(BEFORE, "ar")
    assert (draft.language, draft.is_approved) == ("ar", False)
    forum_texts.save(BEFORE, "da", "Sådan er det", approval=approved())
    shown = forum_texts.shown(BEFORE, "ar")
    assert (shown.language, shown.is_approved) == ("da", True)
    forum_texts.save(BEFORE, "ar", "هكذا", approval=approved())
    assert forum_texts.shown(BEFORE, "ar").language == "ar"


def test_an_approval_belongs_to_the_exact_words() -> None:
    for code in ("da", "ar"):
        forum_texts.save(BEFORE, code, "Ord\r\n\r\nog flere", approval=approved())
    forum_texts.save(BEFORE, "da", " Ord\n\nog flere \n")
    assert not ForumText.objects.filter(approved_on=None).exists()
    forum_texts.save(BEFORE, "da", "Andre ord")
    assert ForumText.objects.filter(approved_on=None, approved_by="").count() == 2
    forum_texts.save(BEFORE, "da", "Helt andre ord", approval=approved())
    assert forum_texts.shown(BEFORE, "da").is_approved


def test_nobody_joins_before_the_charter_and_the_approved_text() -> None:
    assert forum_texts.missing() == list(forum_texts.LEGAL)
    forum_texts.save(BEFORE, "en", "Words", approval=approved())
    make_charter()
    assert not forum_texts.joining_is_ready()
    forum_texts.save(BEFORE, "da", "Ord", approval=approved())
    assert forum_texts.joining_is_ready()
    assert forum_texts.missing() == [ForumTextKey.COMPLAINT]
    forum_texts.save(BEFORE, "da", "Andre ord")
    assert not forum_texts.joining_is_ready()


def test_the_front_page_tells_what_it_is_and_what_comes(client: Client) -> None:
    forum_texts.save(INTRO, "da", "Vi taler <b>sammen</b>.")
    for number in range(4):
        make_meeting(title=f"Forummøde {number}")
    make_hearing(title="Høring om fritid")
    html = client.get("/ar/medborgerforum/").content.decode()
    assert html.count("Forummøde") == 3
    assert "Høring om fritid" in html
    assert '<div class="vf-text" lang="da" dir="ltr">' in html
    assert "&lt;b&gt;sammen" in html

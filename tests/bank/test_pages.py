"""The bank's pages: who reads, who changes, and what they say instead of failing."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Instrument, InstrumentQuestion, Question
from events.surveys import bank, sheets
from events.surveys.bank import Words
from events.surveys.instruments import put_to_use
from events.surveys.standard import ensure_standard

pytestmark = pytest.mark.django_db

WRITING = ("bank_question_succeed", "bank_question_delete")
SHEET_WRITING = ("bank_sheet_settings", "bank_sheet_succeed", "bank_sheet_delete")


@pytest.fixture
def talk() -> Instrument:
    return ensure_standard()["oplaeg"]


def url(name: str, row: Instrument | Question) -> str:
    return reverse(name, args=[row.pk])


def form_of(question: Question, **changed: str) -> dict[str, str]:
    told = {name: getattr(question, name) for name in bank.DEFINING}
    for code, words in bank.words_of(question).items():
        told |= {f"text_{code}": words.text, f"help_{code}": words.help}
    return {**told, **changed}


def test_readers_change_nothing(organiser: Client, talk: Instrument) -> None:
    question = Question.objects.get(key="talk_can_use")
    page = organiser.get(url("bank_question", question))
    assert page.status_code == 200
    assert ">Gem<" not in page.text
    organiser.post(url("bank_question", question), form_of(question, text_da="Andet?"))
    assert organiser.get(url("bank_sheet", talk)).status_code == 200
    organiser.post(url("bank_sheet", talk), {"step": "remove", "question": question.pk})
    assert question.texts.get(language="da").text != "Andet?"
    assert talk.items.filter(question=question).exists()
    for name in WRITING:
        assert organiser.get(url(name, question)).status_code == 302  # Wagtail sends one home
    for name in SHEET_WRITING:
        assert organiser.post(url(name, talk)).status_code == 302
    assert Instrument.objects.filter(pk=talk.pk).exists()


@pytest.mark.parametrize("role", ["Redaktør", "Kursusleder", "Forumkoordinator"])
def test_the_others_see_nothing(
    as_role: Callable[[str], Client], talk: Instrument, role: str
) -> None:
    client = as_role(role)
    question = Question.objects.first()
    assert question is not None
    for address in (
        url("bank_question", question),
        url("bank_sheet", talk),
        url("bank_preview", talk),
        url("bank_preview_frame", talk),
    ):
        refused = client.get(address, headers={"x-requested-with": "XMLHttpRequest"})
        assert refused.status_code == 403


def test_all_six_languages_on_one_form_each_in_its_own_direction(
    analyst: Client, talk: Instrument
) -> None:
    page = analyst.get(url("bank_question", Question.objects.get(key="talk_can_use"))).text
    for code, direction in {"da": "ltr", "ar": "rtl", "so": "ltr", "ur": "rtl"}.items():
        assert f'lang="{code}" dir="{direction}"' in page


def test_a_question_is_entered_and_one_in_use_is_not_reworded(analyst: Client) -> None:
    told = {"key": "suited", "scale": "agree", "purpose": "outcome", "text_da": "Det passede."}
    analyst.post(reverse("bank_question_add"), told)
    question = Question.objects.get(key="suited")
    sheet = sheets.create("skema", {"title": "Skema"})
    sheets.add(sheet, question)
    put_to_use(sheet)

    # The fields are shut: what is sent for them is not even read.
    analyst.post(
        url("bank_question", question), form_of(question, text_da="Andet.", scale="extent")
    )
    question.refresh_from_db()
    assert (question.scale, question.texts.get().text) == ("agree", "Det passede.")
    analyst.post(url("bank_question", question), form_of(question, text_tr="Uygundu."))
    assert question.texts.count() == 2
    page = analyst.post(url("bank_question_delete", question))
    assert "er i brug" in page.text
    assert Question.objects.filter(pk=question.pk).exists()

    analyst.post(url("bank_question_succeed", question))
    assert Question.objects.filter(key="suited", version=2, in_use=False).exists()
    assert "er i brug" in analyst.post(url("bank_sheet_delete", sheet)).text


def test_a_cpr_number_is_refused(analyst: Client) -> None:
    told = {"key": "a", "scale": "agree", "purpose": "outcome", "text_da": "Er du 010190-1234?"}
    assert "CPR" in analyst.post(reverse("bank_question_add"), told).text
    assert not Question.objects.exists()


def test_a_questionnaire_is_put_together_without_scripts(analyst: Client, talk: Instrument) -> None:
    told = {
        "key": "mit",
        "title": "Mit skema",
        "layout": "paged",
        "activity_kinds": ["ung_til_ung"],
    }
    made = analyst.post(reverse("bank_sheet_add"), told)
    sheet = Instrument.objects.get(key="mit")
    assert made.url == url("bank_sheet", sheet)
    for key in ("talk_can_use", "talk_new_knowledge"):
        step = {"step": "add", "question": Question.objects.get(key=key).pk}
        analyst.post(url("bank_sheet", sheet), step)
    analyst.post(
        url("bank_sheet", sheet),
        {"step": "together", "key": ["talk_can_use", "talk_new_knowledge"]},
    )
    analyst.post(url("bank_sheet", sheet), {"step": "ready"})
    sheet.refresh_from_db()
    assert (sheet.published, sheet.joint) == (True, [["talk_can_use", "talk_new_knowledge"]])
    assert list(sheet.questions.values_list("key", flat=True).order_by("items__position")) == [
        "talk_can_use",
        "talk_new_knowledge",
    ]
    assert sheet.layout == "paged"
    assert analyst.post(url("bank_sheet", sheet), {"step": "burn"}).status_code == 404


def test_what_is_refused_is_said(analyst: Client) -> None:
    sheet = sheets.create("skema", {"title": "Skema"})
    page = analyst.post(url("bank_sheet", sheet), {"step": "ready"}, follow=True)
    assert "Skemaet har ingen spørgsmål." in page.text


def test_the_standard_ones_come_by_a_button(analyst: Client, organiser: Client) -> None:
    organiser.post(reverse("bank_standard"))
    assert not Instrument.objects.exists()
    assert "10 skemaer er hentet" in analyst.post(reverse("bank_standard"), follow=True).text
    assert "er der i forvejen" in analyst.post(reverse("bank_standard"), follow=True).text


def test_a_search_finds_a_question_once_in_any_language(analyst: Client, talk: Instrument) -> None:
    page = analyst.get(reverse("bank_questions_results"), {"q": "talk_would"}).text
    assert page.count("talk_would_recommend v1") == 1
    assert "talk_can_use" not in page


def test_as_many_queries_for_many_as_for_few(analyst: Client, talk: Instrument) -> None:
    def queries(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert analyst.get(reverse(name)).status_code == 200
        return len(captured)

    names = ("bank_sheets", "bank_questions")
    for name in names:
        queries(name)  # what is cached is cached
    InstrumentQuestion.objects.exclude(instrument=talk).delete()
    Instrument.objects.exclude(pk=talk.pk).delete()
    Question.objects.exclude(instruments=talk).delete()
    few = [queries(name) for name in names]
    ensure_standard()
    for number in range(10):
        about = {"scale": "extent", "purpose": "outcome", "pair": "", "moment": ""}
        bank.create_question(f"a{number}", about, {"da": Words("A?"), "en": Words("A?")})
    assert [queries(name) for name in names] == few

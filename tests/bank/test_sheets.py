"""A questionnaire is put together, made ready, asked, and then only succeeded."""

import pytest

from events.models import Instrument, Question
from events.surveys import bank, sheet_checks, sheets
from events.surveys.bank import Words
from events.surveys.instruments import newest_for, put_to_use
from events.surveys.standard import ensure_standard

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def question(key: str, **about: str) -> Question:
    told = {"scale": "extent", "purpose": "outcome", "pair": "", "moment": "", **about}
    text = f"{{speaker}} {key}?" if told["purpose"] == "speaker" else f"{key}?"
    return bank.create_question(key, told, {"da": Words(text)})


def half(key: str, moment: str) -> Question:
    return question(key, purpose="support", pair="both", moment=moment)


def sheet(key: str = "skema", **told: object) -> Instrument:
    return sheets.create(key, {"title": key, **told})


def keys(instrument: Instrument) -> list[str]:
    return [one.key for one in sheet_checks.questions_of(instrument)]


class TestOrder:
    """Questions come, go and change places; a pair does so as one."""

    def test_added_moved_removed(self) -> None:
        made = sheet()
        a, b, c = (question(key) for key in "abc")
        for one in (a, b, c):
            sheets.add(made, one)
        sheets.move(made, c, up=True)
        sheets.move(made, a, up=True)  # first already
        assert keys(made) == ["a", "c", "b"]
        sheets.move(made, a, up=False)
        sheets.remove(made, b)
        assert keys(made) == ["c", "a"]
        with pytest.raises(sheets.AlreadyThere):
            sheets.add(made, a)

    def test_a_pair_stays_together(self) -> None:
        made = sheet()
        a, now, before = question("a"), half("x_now", "now"), half("x_before", "before")
        sheets.add(made, now)
        sheets.add(made, a)
        assert keys(made) == ["x_before", "x_now", "a"]
        sheets.move(made, a, up=True)
        assert keys(made) == ["a", "x_before", "x_now"]
        sheets.move(made, before, up=True)
        assert keys(made) == ["x_before", "x_now", "a"]
        assert [text for _pk, text in sheets.addable([])] == ["a?", "x_before?"]
        sheets.remove(made, now)
        assert keys(made) == ["a"]

    def test_half_a_pair_is_refused(self) -> None:
        with pytest.raises(sheets.PartnerMissing):
            sheets.add(sheet(), half("x_now", "now"))

    def test_twelve_at_most_and_over_six_is_said(self) -> None:
        made = sheet()
        for number in range(sheet_checks.MOST):
            sheets.add(made, question(f"q{number}"))
            questions = sheet_checks.questions_of(made)
            told = any("over et minut" in one for one in sheet_checks.warnings(questions))
            assert told is (number + 1 > 6)
        with pytest.raises(sheets.TooMany):
            sheets.add(made, question("one_more"))

    def test_speakers_and_the_second_half_of_a_pair_take_no_time_of_their_own(self) -> None:
        ensure_standard()
        theme_day = Instrument.objects.get(key="temadag")
        assert sheet_checks.seconds(sheet_checks.questions_of(theme_day)) == 50

    def test_the_newest_version_is_taken_in(self) -> None:
        made, old = sheet(), question("a")
        sheets.add(made, old)
        other = sheet("other")
        sheets.add(other, old)
        put_to_use(other)
        newer = bank.succeed_question(old)
        sheets.take_newest(made, old)
        assert sheet_checks.questions_of(made) == [newer]


class TestReady:
    """What is not whole is not asked."""

    def test_an_empty_one_is_not(self) -> None:
        with pytest.raises(sheets.NotReady):
            sheets.set_ready(sheet(), True)

    def test_nor_one_with_a_broken_pair_or_a_question_without_danish(self) -> None:
        made = sheet()
        half("x_before", "before")
        sheets.add(made, half("x_now", "now"))
        sheets.add(made, question("a"))
        Question.objects.get(key="a").texts.all().delete()
        made.items.filter(question__key="x_before").update(position=9)
        with pytest.raises(sheets.NotReady) as refused:
            sheets.set_ready(made, True)
        assert "Parret »both«" in refused.value.message
        assert "Uden dansk ordlyd: a." in refused.value.message

    def test_taking_the_last_question_out_makes_it_unready(self) -> None:
        made, a = sheet(), question("a")
        sheets.add(made, a)
        sheets.set_ready(made, True)
        sheets.remove(made, a)
        made.refresh_from_db()
        assert not made.published

    def test_two_for_one_kind_are_refused(self) -> None:
        ensure_standard()
        mine = sheet(activity_kinds=["oplaeg"])
        sheets.add(mine, Question.objects.get(key="talk_can_use"))
        with pytest.raises(sheets.KindTaken):
            sheets.set_ready(mine, True)
        sheets.set_ready(Instrument.objects.get(key="oplaeg"), False)
        sheets.set_ready(mine, True)
        assert newest_for("oplaeg") == mine


class TestTogether:
    """Groups of results on one sheet."""

    def test_at_least_two_results_of_the_sheet(self) -> None:
        made = sheet()
        for one in (question("b"), question("a"), question("c", purpose="support")):
            sheets.add(made, one)
        for wrong in (["a"], ["a", "c"], ["a", "elsewhere"]):
            with pytest.raises(sheets.NotCountable):
                sheets.count_together(made, wrong)
        sheets.count_together(made, ["b", "a"])
        sheets.count_together(made, ["a", "b"])
        made.refresh_from_db()
        assert made.joint == [["a", "b"]]
        sheets.count_apart(made, ["b", "a"])
        made.refresh_from_db()
        assert made.joint == []

    def test_a_question_that_goes_takes_its_group_along(self) -> None:
        made, a = sheet(), question("a")
        for one in (a, question("b")):
            sheets.add(made, one)
        sheets.count_together(made, ["a", "b"])
        sheets.remove(made, a)
        made.refresh_from_db()
        assert made.joint == []


class TestInUse:
    """What has been asked stays; a new version is asked when it is ready."""

    @pytest.fixture
    def used(self) -> Instrument:
        ensure_standard()
        made = Instrument.objects.get(key="oplaeg")
        put_to_use(made)
        made.refresh_from_db()
        return made

    def test_nothing_moves(self, used: Instrument) -> None:
        first = sheet_checks.questions_of(used)[0]
        for step in (
            lambda: sheets.move(used, first, up=False),
            lambda: sheets.remove(used, first),
            lambda: sheets.add(used, question("a")),
            lambda: sheets.take_newest(used, first),
            lambda: sheets.count_together(used, ["talk_can_use", "talk_new_knowledge"]),
            lambda: sheets.delete(used),
        ):
            with pytest.raises(bank.InUse):
                step()

    def test_title_kinds_and_readiness_may_change_but_not_the_closing_text(
        self, used: Instrument
    ) -> None:
        told = {name: getattr(used, name) for name in sheets.CHANGEABLE}
        sheets.change(used, {**told, "title": "Nyt navn", "published": False})
        with pytest.raises(bank.InUse):
            sheets.change(used, {**told, "asks_comment": False})

    def test_the_new_version_is_asked_once_it_is_ready(self, used: Instrument) -> None:
        newer = sheets.succeed(used)
        assert keys(newer) == keys(used)
        assert newest_for("oplaeg") == used
        with pytest.raises(bank.NewerWaits):
            sheets.succeed(used)
        sheets.set_ready(newer, True)
        assert newest_for("oplaeg") == newer
        sheets.delete(newer)
        assert newest_for("oplaeg") == used


def test_the_parents_questionnaire_is_read_only() -> None:
    made = ensure_standard()["foraeldrekursus"]
    for step in (
        lambda: sheets.add(made, question("a")),
        lambda: sheets.set_ready(made, False),
        lambda: sheets.succeed(made),
        lambda: sheets.delete(made),
        lambda: sheets.count_apart(made, made.joint[0]),
    ):
        with pytest.raises(bank.FixedWords):
            step()
    with pytest.raises(bank.KeyTaken):
        sheet("foraeldrekursus")

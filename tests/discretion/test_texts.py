"""The neutral words: which are shown, who answers for them, and what keeps sign-up shut."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import interface, neutral_texts
from courses.models import InterfaceCheck, NeutralText
from events import planning
from events.enums import ActivityKind, ActivityStatus
from events.models import Activity
from tests.factories import ActivityFactory, SessionFactory, make_discreet

pytestmark = pytest.mark.django_db


def text_of(activity: Activity, language: str = "da") -> NeutralText:
    return activity.neutral_texts.get(language=language)


@pytest.fixture
def planned() -> Activity:
    return make_discreet(languages=("so",), status=ActivityStatus.PLANNED)


class TestShown:
    """Her language while somebody answers for it, else Danish."""

    def test_a_checked_translation(self) -> None:
        found = neutral_texts.shown(make_discreet(languages=("so",)), "so")
        assert (found.language, found.title) == ("so", "Aftener for voksne (so)")

    @pytest.mark.parametrize(
        "change", [{"checked_by": "", "checked_on": None}, {"before_signup": ""}, {"title": ""}]
    )
    def test_one_that_is_unchecked_or_not_whole_is_as_if_it_were_not_there(
        self, change: dict[str, Any]
    ) -> None:
        activity = make_discreet(languages=("so",))
        NeutralText.objects.filter(language="so").update(**change)
        assert neutral_texts.shown(activity, "so").language == "da"

    def test_a_place_that_is_not_translated_is_the_danish(self) -> None:
        activity = make_discreet(languages=("so",))
        NeutralText.objects.filter(language="so").update(place="")
        assert neutral_texts.shown(activity, "so").place == "Sted 1, 2200 København N"

    def test_without_any_words_the_title_says_nothing(self) -> None:
        activity = ActivityFactory(discreet=True, with_page=False, title="Kursus om radikalisering")
        assert neutral_texts.shown(activity, "so").title == "Aftale"


@pytest.mark.postgres
class TestSaving:
    """A check holds for the words that were read, and for no others."""

    def test_words_that_change_lose_their_check(self) -> None:
        text = text_of(make_discreet(languages=("so",)), "so")
        text.summary = "Noget andet"
        assert not neutral_texts.save(text, by=None).is_checked

    def test_words_that_stay_keep_it(self) -> None:
        text = text_of(make_discreet(languages=("so",)), "so")
        text.checked_by, text.checked_on = "", None  # as an empty form leaves them
        assert neutral_texts.save(text, by=None).checked_by == "En, der kan sproget"

    def test_changing_the_danish_takes_back_the_translations_checks(
        self, planned: Activity
    ) -> None:
        source = text_of(planned)
        source.practical = "Nyt sted"
        neutral_texts.save(source, by=None)
        assert not NeutralText.objects.filter(checked_on__isnull=False).exists()

    def test_while_sign_up_is_open_new_danish_words_are_approved_at_once_or_refused(self) -> None:
        source = text_of(make_discreet(languages=("so",)))
        source.practical = "Nyt sted"
        with pytest.raises(neutral_texts.OpenWithoutApproval):
            neutral_texts.save(source, by=None)
        assert text_of(source.activity).practical != "Nyt sted"
        approval = neutral_texts.Approval("Juristen", timezone.localdate())
        neutral_texts.save(source, by=None, approval=approval)
        assert text_of(source.activity).checked_by == "Juristen"

    @pytest.mark.parametrize(("name", "days"), [("  ", 0), ("Ane", 1)])
    def test_a_check_is_a_name_and_a_day_that_has_come(self, name: str, days: int) -> None:
        text = text_of(make_discreet())
        with pytest.raises(neutral_texts.ApprovalIncomplete):
            neutral_texts.check(text, name, timezone.localdate() + timedelta(days=days))

    def test_a_copy_of_the_course_has_the_same_words(self, planned: Activity) -> None:
        copy, _page = planning.duplicate(planned)
        assert neutral_texts.shown(copy, "so") == neutral_texts.shown(planned, "so")


class TestOpening:
    """Sign-up stays shut until there are Danish words that somebody has approved."""

    def refusal(self, activity: Activity) -> type[Exception]:
        with pytest.raises(planning.StepRefused) as refused:
            planning.open_signup(activity)
        assert str(refused.value.message)
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.PLANNED
        return refused.type

    def test_opens_when_all_is_there(self, planned: Activity) -> None:
        assert planning.open_signup(planned).status == ActivityStatus.OPEN

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"title": ""}, neutral_texts.TitleMissing),
            ({"place": " "}, neutral_texts.PlaceMissing),
            ({"before_signup": ""}, neutral_texts.BeforeSignupMissing),
            ({"checked_by": "", "checked_on": None}, neutral_texts.NotApproved),
        ],
    )
    def test_says_what_is_missing(
        self, planned: Activity, change: dict[str, Any], refusal: type[Exception]
    ) -> None:
        NeutralText.objects.filter(language="da").update(**change)
        assert self.refusal(planned) is refusal

    def test_translations_do_not_stand_in_for_the_danish(self, planned: Activity) -> None:
        NeutralText.objects.filter(language="da").delete()
        assert self.refusal(planned) is neutral_texts.DanishMissing

    def test_nor_without_the_neutral_host(self, planned: Activity, settings: Any) -> None:
        settings.VINK_NEUTRAL_HOST = ""
        assert self.refusal(planned) is planning.DiscreetHostMissing

    def test_others_are_asked_nothing(self) -> None:
        activity = ActivityFactory(status=ActivityStatus.PLANNED)
        assert planning.open_signup(activity).status == ActivityStatus.OPEN


@pytest.mark.postgres
class TestOpenNow:
    """What one can sign up for: open, in its window, approved; in a few queries."""

    def test_open_ones_in_a_constant_number_of_queries(self) -> None:
        for days in (10, 5):
            make_discreet(starts_in_days=days)
        make_discreet(status=ActivityStatus.PLANNED)
        make_discreet(status=ActivityStatus.CLOSED)
        make_discreet(opens_at=timezone.now() + timedelta(days=1))
        make_discreet(starts_in_days=-1)
        NeutralText.objects.filter(activity=make_discreet()).update(checked_by="", checked_on=None)
        ActivityFactory()
        with CaptureQueriesContext(connection) as counted:
            found = list(neutral_texts.open_now())
            assert [len(a.sessions.all()) for a in found] == [1, 1]
            assert {neutral_texts.shown(a, "da").language for a in found} == {"da"}
        assert found[0].first_start < found[1].first_start
        assert len(counted) == 3

    def test_a_network_that_has_begun_still_takes_people_in(self) -> None:
        network = make_discreet(kind=ActivityKind.FORAELDRENETVAERK, starts_in_days=-20)
        assert not neutral_texts.open_now().exists()
        assert not network.window_is_open()
        SessionFactory(activity=network)
        assert neutral_texts.open_now().get() == network
        assert Activity.objects.get(pk=network.pk).window_is_open()


class TestInterface:
    """The portal's own sentences in languages that nobody in the house reads."""

    @pytest.fixture
    def catalogue(self, settings: Any, tmp_path: Path) -> Path:
        settings.LOCALE_PATHS = [tmp_path]
        file = tmp_path / "so" / "LC_MESSAGES" / "django.mo"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"sentences")
        return file

    @pytest.mark.usefixtures("catalogue")
    def test_shown_when_checked_and_only_then(self) -> None:
        assert interface.shown_language("so") == "da"
        interface.check("so", "Ayaan", timezone.localdate())
        assert interface.shown_language("so") == "so"
        assert interface.shown_languages() == ["da", "en", "so"]

    def test_sentences_that_change_are_checked_by_nobody(self, catalogue: Path) -> None:
        interface.check("so", "Ayaan", timezone.localdate())
        catalogue.write_bytes(b"other sentences")
        assert interface.shown_language("so") == "da"
        interface.check("so", "Ayaan", timezone.localdate())
        assert interface.shown_language("so") == "so"
        assert InterfaceCheck.objects.count() == 1

    def test_the_questionnaires_words_count_along(
        self, catalogue: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = interface.digest("so")
        monkeypatch.setattr("courses.neutral_survey.words", lambda language: "changed")
        monkeypatch.setattr(interface, "_digests", {})
        assert interface.digest("so") != before

    @pytest.mark.usefixtures("catalogue")
    def test_nothing_to_check_without_a_translation(self) -> None:
        for language in ("ar", "en", "xx"):
            with pytest.raises(interface.NothingToCheck):
                interface.check(language, "Ayaan", timezone.localdate())

    @pytest.mark.parametrize(
        ("asked", "shown", "queries"), [("da", "da", 0), ("en", "en", 0), ("xx", "da", 0)]
    )
    def test_danish_and_english_ask_nobody(self, asked: str, shown: str, queries: int) -> None:
        with CaptureQueriesContext(connection) as counted:
            assert interface.shown_language(asked) == shown
        assert len(counted) == queries

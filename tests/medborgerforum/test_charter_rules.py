"""Publishing the charter: what is refused, what is fixed for ever, who is asked, and when."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from medborgerforum import charter, charter_drafts
from medborgerforum.charter import CharterRefused
from medborgerforum.charter_drafts import AlreadyPublished, Words
from medborgerforum.forum_texts import Approval
from medborgerforum.models import CharterText, CharterVersion, RenewalStep
from tests.factories.forum import make_association, make_charter

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def material(number: int = 2, **fields: object) -> CharterVersion:
    """Return the draft of a version that members are to accept within a month."""
    dates = {"valid_from": in_days(1), "accept_by": in_days(30), "lapse_on": in_days(60)}
    return make_charter(number, publish=False, **{**dates, **fields})  # type: ignore[arg-type]


def test_the_canonical_text_is_the_same_however_it_was_typed() -> None:
    composed, decomposed = "Vi mødes på \u00e5en", "Vi mødes på a\u030aen"
    typed = f"  {decomposed}  \r\n\r\n- ja \r\n\n\n"
    assert charter.canonical(" Charter ", typed) == f"Charter\n\n{composed}\n\n- ja\n"
    expected = hashlib.sha256(f"Charter\n\n{composed}\n\n- ja\n".encode()).hexdigest()
    assert charter.fingerprint("Charter", typed) == expected


def test_a_version_needs_a_checked_danish_text() -> None:
    version = make_charter(publish=False, languages=("en",))
    with pytest.raises(CharterRefused, match="refused") as refused:
        charter.publish(version)
    assert "danske tekst mangler" in str(refused.value.message)
    charter_drafts.save(version, {"da": Words("Charter", "Tekst")})
    with pytest.raises(CharterRefused) as refused:
        charter.publish(version)
    assert "Dansk" in str(refused.value.message)
    tomorrow = Approval("Nogen", in_days(1))
    charter_drafts.save(version, {"da": Words("Charter", "Tekst", tomorrow)})
    with pytest.raises(CharterRefused):
        charter.publish(version)
    version.refresh_from_db()
    assert version.published_at is None
    assert not CharterText.objects.filter(published_at__isnull=False).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"accept_by": None, "lapse_on": None},
        {"valid_from": date(2020, 1, 1)},
        {"valid_from": in_days(-40), "accept_by": in_days(0), "lapse_on": in_days(9)},
        {"number": 0},
    ],
)
def test_dates_and_numbers_go_forward(fields: dict) -> None:
    make_charter()
    version = material(**fields)
    with pytest.raises(CharterRefused):
        charter.publish(version)


@pytest.mark.parametrize("fields", [{"material": False}, {"accept_by": in_days(9)}])
def test_the_first_version_is_one_to_accept_at_once(fields: dict) -> None:
    version = make_charter(publish=False, lapse_on=None, **fields)
    with pytest.raises(CharterRefused):
        charter.publish(version)


def test_a_material_version_asks_every_member_once() -> None:
    first = make_charter()
    for name in ("Et", "To"):
        make_association(name, version=first)
    version = charter.publish(material())
    assert RenewalStep.objects.filter(version=version).count() == 2
    charter.publish(version)
    assert RenewalStep.objects.filter(version=version).count() == 2


def test_small_changes_and_the_first_version_ask_nobody() -> None:
    first = make_charter()
    make_association(version=first)
    charter.publish(material(material=False, accept_by=None, lapse_on=None))
    assert not RenewalStep.objects.exists()


def test_published_words_are_left_alone() -> None:
    version = make_charter(languages=("da", "ar"))
    with pytest.raises(AlreadyPublished):
        charter_drafts.save(version, {"da": Words("Andet", "Andet")})
    with pytest.raises(AlreadyPublished):
        charter_drafts.discard(version)
    with pytest.raises(CharterRefused):
        charter_drafts.save_translation(version, "da", Words("Andet", "Andet"))


def test_a_mended_translation_is_a_new_revision_beside_the_old() -> None:
    version = make_charter(languages=("da", "ar"))
    old = charter.text_in(version, "ar")
    check = Approval("Nogen", in_days(0))
    draft = charter_drafts.save_translation(version, "ar", Words("Bedre", "Tekst", check))
    assert draft is not None
    assert draft.revision == 2
    assert charter.text_in(version, "ar") == old
    charter.publish_text(draft)
    assert charter.text_in(version, "ar").title == "Bedre"
    assert charter.to_accept(charter.published(), accepted=1) is None
    old.refresh_from_db()
    assert old.sha256 == charter.fingerprint(old.title, old.body)


def test_a_check_belongs_to_the_exact_words() -> None:
    version = make_charter(publish=False, languages=("da", "ar", "so"))
    texts = charter_drafts.drafts(version)
    words = {code: Words(text.title, text.body) for code, text in texts.items()}
    charter_drafts.save(version, words)
    assert all(text.checked_on for text in charter_drafts.drafts(version).values())

    check = Approval("Ny", in_days(0))
    words["ar"] = Words("عنوان", words["ar"].body)
    charter_drafts.save(version, words)
    assert not charter_drafts.drafts(version)["ar"].checked_by
    assert charter_drafts.drafts(version)["so"].checked_by

    words["da"] = Words("Nyt", "Nye ord", check)
    words["ar"] = Words("عنوان", words["ar"].body, check)
    charter_drafts.save(version, words)
    kept = {code: text.checked_by for code, text in charter_drafts.drafts(version).items()}
    assert kept == {"da": "Ny", "ar": "Ny", "so": ""}


def test_the_last_day_to_accept_ends_at_midnight_in_copenhagen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    versions = [make_charter(1), charter.publish(material(valid_from=in_days(1)))]
    last = versions[1].accept_by
    assert last is not None
    assert charter.required_number(versions, last) == 1
    assert charter.required_number(versions, last + timedelta(days=1)) == 2
    # 23.30 UTC on the day before is half past midnight (or one) in Copenhagen.
    eve = datetime.combine(in_days(0), datetime.min.time(), UTC) + timedelta(hours=23, minutes=30)
    monkeypatch.setattr(timezone, "now", lambda: eve)
    assert charter.in_force() == versions[1]
    monkeypatch.setattr(timezone, "now", lambda: eve - timedelta(hours=2))
    assert charter.in_force() == versions[0]


def test_who_joined_on_an_old_version_is_asked_for_the_newest() -> None:
    first = make_charter(1)
    second = charter.publish(material())
    third = charter.publish(
        material(3, valid_from=in_days(2), material=False, accept_by=None, lapse_on=None)
    )
    versions = [first, second, third]
    assert charter.to_accept(versions, accepted=1) == third
    assert charter.to_accept(versions, accepted=2) is None
    assert charter.upcoming(versions, in_days(0)) == second

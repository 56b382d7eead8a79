"""Applications are answered against the published list, and leave nothing but a count."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from events import outbox
from events.enums import OutboxState
from events.models import OutboxMessage
from medborgerforum import admission, applications, membership
from medborgerforum.enums import Requirement
from medborgerforum.models import (
    Application,
    ApplicationCount,
    Association,
    CharterEvent,
    ForumText,
    MembershipEvent,
    Representative,
)
from tests.factories.forum import make_association, make_charter
from tests.factories.forum_applications import (
    CVR,
    GUIDANCE,
    make_application,
    make_newer,
    open_joining,
)

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return dict(ApplicationCount.objects.values_list("outcome", "number"))


def aged(row: Application, days: int) -> datetime:
    """Return the present, so many days after the application was sent."""
    Application.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
    return timezone.now()


def test_who_meets_the_list_becomes_a_member_and_the_acceptance_stays() -> None:
    version = open_joining(languages=("da", "ar"))
    row = make_application(language="ar", cvr=CVR, works_in=["ar"])
    association = admission.admit(row, local=True)
    assert not Application.objects.exists()
    event = CharterEvent.objects.get()
    assert event.at == row.accepted_at
    assert (event.text.version, event.text.language) == (version, "ar")
    assert (event.signatory.name, event.signatory.role) == ("Bo Berg", "Formand")
    assert MembershipEvent.objects.get().kind == "admitted"
    first = Representative.objects.get()
    assert (first.manages, first.may_sign_up_others) == (True, True)
    assert first.confirmed_at == row.verified_at
    assert membership.may_sign_up(first)
    assert [d.key for d in association.districts.all()] == ["norrebro"]
    assert counts() == {"admitted": 1}


def test_the_welcome_carries_the_signed_copy_and_its_row_no_person() -> None:
    open_joining(languages=("da", "ar"))
    admission.admit(make_application(language="ar"), local=True)
    queued = OutboxMessage.objects.get(kind="forum_welcome")
    assert set(queued.params) == {"event"}
    outbox.send(queued.pk)
    [letter] = mail.outbox
    assert letter.extra_headers["Content-Language"] == "ar"
    name, content, kind = letter.attachments[0]
    assert (name, kind) == ("charter-1.pdf", "application/pdf")
    assert content.startswith(b"%PDF")
    assert "/ar/t/forum/" in letter.body


@pytest.mark.parametrize("unmet", list(Requirement))
def test_an_application_that_meets_the_list_cannot_be_declined(unmet: Requirement) -> None:
    open_joining()
    row = make_application()
    if unmet == Requirement.LOCAL:  # the one point that staff judge: saying no is the judgement
        admission.decline(row, unmet=unmet)
        return
    with pytest.raises(admission.IsMet):
        admission.decline(row, unmet=unmet)
    row.refresh_from_db()
    assert row.state == "ready"
    assert not OutboxMessage.objects.filter(kind="forum_declined").exists()


@pytest.mark.parametrize("lacking", list(Requirement))
def test_nobody_is_admitted_with_a_point_missing(lacking: Requirement) -> None:
    open_joining()
    row = make_application(
        verified=lacking != Requirement.VERIFIED,
        authority_stated=lacking != Requirement.AUTHORITY,
    )
    if lacking == Requirement.CHARTER:
        make_newer()
    with pytest.raises(admission.NotMet) as refusal:
        admission.admit(row, local=lacking != Requirement.LOCAL)
    assert refusal.value.unmet == (lacking,)
    assert not Association.objects.exists()


def test_a_change_of_no_weight_asks_nothing_anew() -> None:
    open_joining()
    row = make_application()
    make_charter(2, material=False)
    assert applications.has_accepted(row)


def test_a_refusal_is_a_letter_with_the_point_and_the_way_to_complain() -> None:
    open_joining()
    row = make_application()
    admission.decline(row, unmet=Requirement.LOCAL)
    with pytest.raises(admission.LetterNotSent):
        admission.journalised(row)
    outbox.deliver_due()
    letter = mail.outbox[-1]
    assert "lokal aktør i København" in letter.body
    assert GUIDANCE in letter.body
    with pytest.raises(admission.AlreadyAnswered):
        admission.admit(row, local=True)
    with pytest.raises(admission.AlreadyAnswered):
        applications.withdraw(row)
    admission.journalised(row)
    assert not Application.objects.exists()
    assert counts() == {"declined": 1}


def test_without_an_approved_way_to_complain_nobody_is_refused() -> None:
    open_joining()
    row = make_application()
    ForumText.objects.update(approved_by="", approved_on=None)
    with pytest.raises(admission.NoComplaintGuidance):
        admission.decline(row, unmet=Requirement.LOCAL)


def test_a_second_member_with_the_same_cvr_number_is_not_made() -> None:
    open_joining()
    row = make_application(cvr=CVR)
    make_association("Den samme", cvr=CVR)
    assert admission.has_member(row)
    with pytest.raises(admission.AlreadyMember):
        admission.admit(row, local=True)
    assert Application.objects.exists()
    assert counts() == {}


# --- Time ----------------------------------------------------------------------------------------
def test_after_a_week_staff_are_warned() -> None:
    open_joining()
    row = make_application()
    assert not admission.unanswered().exists()
    later = timezone.now() + timedelta(days=7, minutes=1)
    assert list(admission.unanswered(later)) == [row]


def test_the_applicant_is_told_once_on_the_23rd_day_before_all_is_deleted() -> None:
    open_joining()
    row, silent = make_application(), make_application(name="En anden", verified=False)
    outbox.deliver_due()
    now = aged(row, 23)
    aged(silent, 23)
    assert [admission.tell_due(now), admission.tell_due(now)] == [1, 0]
    outbox.deliver_due()
    assert "vi beklager" in mail.outbox[-1].body
    assert admission.tell_due(now) == 0  # the mail that was sent remembers
    left = OutboxMessage.objects.get(kind="forum_unanswered")
    assert (left.state, left.subject_key, left.params) == (OutboxState.SENT, None, {})
    assert admission.delete_due(aged(row, 29)) == 0
    aged(silent, 30)
    assert admission.delete_due(aged(row, 30)) == 2
    assert not Application.objects.exists()
    assert counts() == {"unanswered": 2}


def test_a_refused_application_goes_30_days_after_the_letter() -> None:
    open_joining()
    row = make_application()
    admission.decline(row, unmet=Requirement.LOCAL)
    now = aged(row, 50)
    assert admission.delete_due(now + timedelta(days=29)) == 0
    assert admission.delete_due(now + timedelta(days=30)) == 1
    assert counts() == {"declined": 1}


def test_a_newer_charter_is_asked_for_once_by_mail() -> None:
    open_joining()
    make_application()
    outbox.deliver_due()
    make_newer()
    assert [admission.tell_due(timezone.now()), admission.tell_due(timezone.now())] == [1, 0]
    outbox.deliver_due()
    assert "ny version" in mail.outbox[-1].body
    make_charter(3, material=False)
    assert admission.tell_due(timezone.now()) == 0


def test_the_clock_asks_a_constant_number_of_queries(django_assert_num_queries: Any) -> None:
    open_joining()
    for number in range(6):
        aged(make_application(name=f"Forening {number}"), 24)
    admission.tell_due(timezone.now())
    with django_assert_num_queries(3):
        assert admission.tell_due(timezone.now()) == 0

"""Leaving, representatives, signatories, history: the life of a membership beside the charter."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from events import outbox
from events.models import OutboxMessage
from events.notifications import Mail
from medborgerforum import (
    entry,
    leaving,
    membership,
    membership_history,
    renewal,
    representatives,
    signatories,
)
from medborgerforum.enums import CharterEventKind, MembershipState, Visibility
from medborgerforum.models import Association, MembershipEvent, Representative, Signatory
from medborgerforum.representatives import LastManager, RepresentativeRefused
from tests.factories.accounts import UserFactory
from tests.factories.forum import make_association, make_charter, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def withdrawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collect whose sign-ups are withdrawn: how that is done is tested with the meetings."""
    cache.clear()
    asked: list[Any] = []
    monkeypatch.setattr(
        leaving, "withdraw_sign_ups", lambda association, **_more: asked.append(association.pk)
    )
    return asked


@pytest.fixture
def manager() -> Representative:
    """Return one who manages a member."""
    return make_representative(make_association(visibility=Visibility.EVERYONE, show_email=True))


# --- Leaving -----------------------------------------------------------------------------------
def test_leaving_ends_it_once(manager: Representative, withdrawn: list[Any]) -> None:
    """The acceptance is withdrawn, everyone told, nobody finds it; a second time does nothing."""
    make_representative(manager.association, email="b@forening.example", manages=False)
    make_representative(manager.association, email="c@forening.example", confirmed=False)
    assert leaving.leave(manager.association, by_representative=manager)
    assert not leaving.leave(manager.association, by_representative=manager)
    row = Association.objects.get()
    assert (row.state, row.ended_on) == (MembershipState.LEFT, timezone.localdate())
    assert (row.visibility, row.show_email) == (Visibility.NOBODY, False)
    assert withdrawn == [row.pk]
    assert membership.standing(row).accepted == 0
    assert [e.kind for e in row.charter_events.all()] == [
        CharterEventKind.ACCEPTED,
        CharterEventKind.WITHDRAWN,
    ]
    assert OutboxMessage.objects.filter(kind=Mail.FORUM_LEFT).count() == 2
    assert row.representatives.count() == 2  # the unanswered invitation is gone


def test_nobody_else_ends_it(manager: Representative) -> None:
    """Neither a representative who does not manage, nor one of another, nor the code by itself."""
    helper = make_representative(manager.association, email="b@forening.example", manages=False)
    stranger = make_representative(make_association("Anden"), email="x@anden.example")
    for who in (helper, stranger, None):
        with pytest.raises(leaving.LeaveRefused):
            leaving.leave(manager.association, by_representative=who)
    assert leaving.leave(manager.association, by=UserFactory())


def test_its_people_are_deleted_after_thirty_days(manager: Representative) -> None:
    """Not before; the row, its acceptances and history stay, its contact details do not."""
    Association.objects.update(email="post@forening.example", phone="+4522334455")
    leaving.leave(manager.association, by_representative=manager)
    now = timezone.now()
    assert representatives.delete_due(now + timedelta(days=29)) == 0
    assert representatives.delete_due(now + timedelta(days=31)) == 1
    assert representatives.delete_due(now + timedelta(days=31)) == 0
    row = Association.objects.get()
    assert (row.email, row.phone) == ("", "")
    assert row.charter_events.count() == 2


# --- Representatives ---------------------------------------------------------------------------
def test_the_last_who_manages_stays(manager: Representative) -> None:
    """She can go once another one, who has confirmed, manages as well."""
    other = make_representative(manager.association, email="b@forening.example", confirmed=False)
    with pytest.raises(LastManager):
        representatives.remove(manager, by_representative=manager)
    with pytest.raises(LastManager):
        representatives.change_rights(
            manager, manages=False, may_sign_up_others=True, by_representative=manager
        )
    representatives.confirm(other)
    representatives.remove(manager, by_representative=manager)
    assert list(Representative.objects.all()) == [other]


def test_inviting_has_its_limits(manager: Representative) -> None:
    """One who manages, one row for a mailbox, ten people; across associations nothing."""
    association = manager.association
    new = {"name": "Ny", "email": "NY@forening.example", "language": "ar"}
    invited = representatives.invite(association, **new, by_representative=manager)
    assert (invited.email, invited.confirmed_at) == ("ny@forening.example", None)
    stranger = make_representative(make_association("Anden"), email="x@anden.example")
    for who in (invited, stranger, None):
        with pytest.raises(RepresentativeRefused):
            representatives.invite(
                association, name="N", email="n@n.example", by_representative=who
            )
    with pytest.raises(RepresentativeRefused):
        representatives.invite(association, **new, by_representative=manager)
    with pytest.raises(RepresentativeRefused):
        representatives.remove(manager, by_representative=stranger)
    for number in range(representatives.MOST - 2):
        make_representative(association, email=f"{number}@forening.example", manages=False)
    with pytest.raises(RepresentativeRefused):
        representatives.invite(
            association, name="N", email="n@n.example", by_representative=manager
        )
    outbox.deliver_due()
    assert [sent.to for sent in mail.outbox] == [["ny@forening.example"]]
    assert "/ar/t/forum/" in mail.outbox[0].body


def test_an_invitation_unanswered_is_deleted(manager: Representative) -> None:
    """After thirty days, or at once when it is not she; a confirmed one stays."""
    waiting = make_representative(manager.association, email="b@b.example", confirmed=False)
    assert not representatives.not_me(manager)
    assert representatives.not_me(waiting)
    make_representative(manager.association, email="b@b.example", confirmed=False)
    now = timezone.now()
    assert representatives.delete_due(now + timedelta(days=29)) == 0
    assert representatives.delete_due(now + timedelta(days=31)) == 1
    assert list(Representative.objects.all()) == [manager]


def test_a_new_address_gets_a_new_link(manager: Representative) -> None:
    """The old link dies; a taken address is refused."""
    make_representative(manager.association, email="b@forening.example")
    keep = {"name": "Amina", "language": "so"}
    with pytest.raises(RepresentativeRefused):
        representatives.correct(manager, email="B@forening.example", **keep)
    same = representatives.correct(manager, email="AMINA@forening.example", **keep)
    assert same.link_version == 1
    moved = representatives.correct(manager, email="ny@forening.example", **keep)
    assert moved.link_version == 2
    assert OutboxMessage.objects.filter(kind=Mail.FORUM_LINK).count() == 1


# --- Signatories -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ended", "due"),
    [
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2022, 2, 28), date(2024, 2, 28)),
        (date(2025, 5, 1), date(2027, 5, 1)),
    ],
)
def test_a_signatory_is_blanked_two_years_after(ended: date, due: date) -> None:
    """By the calendar and Copenhagen's day, once; and never while the membership lasts."""
    make_association("Bliver")
    gone = make_association("Væk", state=MembershipState.LAPSED, ended_on=ended)
    midnight = datetime(due.year, due.month, due.day, tzinfo=UTC) - timedelta(
        hours=2 if due.month == 5 else 1
    )
    assert signatories.blank_due(midnight - timedelta(minutes=1)) == 0
    assert signatories.blank_due(midnight) == 1
    assert signatories.blank_due(midnight) == 0
    row = Signatory.objects.get(event__association=gone)
    assert (row.name, row.role, row.blanked_on) == ("", "", due)
    with pytest.raises(signatories.CorrectionRefused):
        signatories.correct(row, name="A", role="B", by=UserFactory())
    assert Signatory.objects.exclude(name="").count() == 1


def test_who_corrects_a_signatory(manager: Representative) -> None:
    """One who manages that association, or staff; the acceptance itself stays as it was."""
    row = Signatory.objects.get()
    stranger = make_representative(make_association("Anden"), email="x@anden.example")
    for who in (stranger, None):
        with pytest.raises(signatories.CorrectionRefused):
            signatories.correct(row, name="A", role="B", by_representative=who)
    signatories.correct(row, name=" Rigtigt Navn ", role="Leder", by_representative=manager)
    assert Signatory.objects.get(pk=row.pk).name == "Rigtigt Navn"


# --- History and entry -------------------------------------------------------------------------
def test_the_history_only_grows_at_its_end(manager: Representative) -> None:
    """An acceptance stands before what followed from it; files say the same in the same order."""
    association = manager.association
    before = membership_history.rows(association)
    today = timezone.localdate()
    version = make_charter(
        2,
        valid_from=today,
        accept_by=today + timedelta(days=5),
        lapse_on=today + timedelta(days=9),
    )
    now = timezone.now()
    renewal.lapse_due(now + timedelta(days=9))
    renewal.accept(
        manager,
        version.texts.get(),
        signatory_name="=cmd()",
        signatory_role="Leder",
        authority_stated=True,
        at=now + timedelta(days=10),
    )
    leaving.leave(association, by_representative=manager, at=now + timedelta(days=11))
    rows = membership_history.rows(association)
    assert rows[: len(before)] == before
    assert [row.kind for row in rows] == [
        "accepted",
        "admitted",
        "lapsed",
        "accepted",
        "resumed",
        "withdrawn",
        "left",
    ]
    data = json.loads(json.dumps(membership_history.as_json(association)))
    assert [one["kind"] for one in data["history"]] == [row.kind for row in rows]
    own = membership_history.csv_text(association).splitlines()
    assert len(own) == 1 + len(rows)
    assert "'=cmd()" in own[4]  # no spreadsheet runs it
    staff = "".join(membership_history.staff_csv())
    assert "Leder" not in staff
    assert "Amina" not in staff
    assert staff.count(association.name) == len(rows)
    with pytest.raises(DatabaseError), transaction.atomic():
        MembershipEvent.objects.all().delete()


def test_a_cvr_number_belongs_to_one(manager: Representative) -> None:
    """Taking another's is refused with a sentence; so is changing what has left."""
    make_association("Anden", cvr="10150817")
    data: dict[str, Any] = {name: getattr(manager.association, name) for name in entry.FIELDS}
    data |= {"districts": [], "themes": [], "name": "Ådalens Venner"}
    entry.change(manager.association, data, by=manager)
    with pytest.raises(entry.CvrTaken):
        entry.change(manager.association, {**data, "cvr": "10150817"}, by=manager)
    leaving.leave(manager.association, by_representative=manager)
    with pytest.raises(entry.HasLeft):
        entry.change(manager.association, data, by=manager)

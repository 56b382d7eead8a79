"""A new version of the charter: asked, reminded, shut, lapsed, member again."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events.models import OutboxMessage
from events.notifications import Mail
from medborgerforum import charter, leaving, membership, renewal
from medborgerforum.enums import CharterEventKind, MembershipEventKind, MembershipState
from medborgerforum.models import Association, CharterEvent, CharterVersion, RenewalStep, Signatory
from medborgerforum.renewal import AcceptRefused, Step
from tests.factories.forum import accept, make_association, make_charter, make_representative

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """Return a moment on Copenhagen's clock."""
    return datetime.combine(day, time(hour, minute), COPENHAGEN)


@pytest.fixture(autouse=True)
def withdrawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collect whose sign-ups are withdrawn: how that is done is tested with the meetings."""
    asked: list[Any] = []
    monkeypatch.setattr(
        leaving, "withdraw_sign_ups", lambda association, **_more: asked.append(association.pk)
    )
    return asked


@pytest.fixture
def member() -> Association:
    """Return a member that has accepted the first version, with somebody who manages."""
    association = make_association(version=make_charter())
    make_representative(association)
    make_representative(association, email="anden@forening.example", manages=False)
    make_representative(association, email="ny@forening.example", confirmed=False)
    return association


def new_version(number: int = 2, *, accept_in: int = 30, lapse_in: int = 60) -> CharterVersion:
    """Publish a material version today."""
    today = timezone.localdate()
    return make_charter(
        number,
        valid_from=today + timedelta(days=number - 2),
        accept_by=today + timedelta(days=accept_in),
        lapse_on=today + timedelta(days=lapse_in),
    )


def say_yes(association: Association, version: CharterVersion, **more: Any) -> CharterEvent:
    """Accept as the one who manages."""
    return renewal.accept(
        association.representatives.get(manages=True, confirmed_at__isnull=False),
        charter.text_in(version, "da"),
        signatory_name=" Amina Yusuf ",
        signatory_role="Formand",
        authority_stated=True,
        **more,
    )


def steps() -> list[str]:
    """Return the steps told by mail, by name."""
    mails = OutboxMessage.objects.filter(kind=Mail.FORUM_RENEWAL)
    return sorted(mail.params["step"] for mail in mails)


def test_a_version_goes_through_its_calendar(member: Association, withdrawn: list[Any]) -> None:
    """Asked at once, reminded twice, shut the day after, warned, lapsed, and member again."""
    version = new_version()
    assert version.accept_by
    assert version.lapse_on
    told: dict[str, int] = {}
    day = timezone.localdate()
    while day < version.lapse_on:
        for hour in (0, 12, 23):  # the clock comes often
            renewal.remind_due(at(day, hour))
            assert renewal.lapse_due(at(day, hour)) == 0
        told |= {step: told.get(step, (day - version.accept_by).days) for step in steps()}
        day += timedelta(days=1)
    assert told == {
        Step.ASKED: -30,
        Step.FIRST: -14,
        Step.LAST: -3,
        Step.SHUT: 1,
        Step.BEFORE_LAPSE: 16,
    }
    assert len(steps()) == len(told)
    assert not membership.standing(member, version.accept_by).is_overdue
    assert membership.standing(member, version.accept_by + timedelta(days=1)).is_overdue

    # Copenhagen's midnight, not UTC's: an hour or two before it is still the day before.
    assert renewal.lapse_due(at(version.lapse_on, 0) - timedelta(minutes=1)) == 0
    assert renewal.lapse_due(at(version.lapse_on, 0)) == 1
    assert renewal.lapse_due(at(version.lapse_on, 0, 1)) == 0
    member.refresh_from_db()
    assert (member.state, member.ended_on) == (MembershipState.LAPSED, version.lapse_on)
    assert withdrawn == [member.pk]
    assert not membership.standing(member).may_read
    assert OutboxMessage.objects.filter(kind=Mail.FORUM_LAPSED).count() == 1

    say_yes(member, version, at=at(version.lapse_on, 9))
    member.refresh_from_db()
    assert (member.state, member.ended_on) == (MembershipState.MEMBER, None)
    assert membership.standing(member, version.lapse_on).may_sign_up
    kinds = list(member.history.values_list("kind", flat=True))
    assert kinds[-2:] == [MembershipEventKind.LAPSED, MembershipEventKind.RESUMED]
    assert renewal.lapse_due(at(version.lapse_on, 10)) == 0


def test_a_clock_that_stood_still_tells_only_the_newest_step(member: Association) -> None:
    """Two reminders that were missed are not sent one after the other."""
    version = new_version()
    assert version.accept_by
    renewal.remind_due(at(version.accept_by))
    renewal.remind_due(at(version.accept_by))
    assert steps() == [Step.LAST, Step.ASKED]


def test_a_short_notice_has_no_reminder_on_the_day_it_is_published(member: Association) -> None:
    """Ten days before the end nobody is asked and reminded in one."""
    version = new_version(accept_in=10, lapse_in=20)
    assert [step for _day, step in renewal.plan(version)] == [Step.ASKED, Step.LAST, Step.SHUT]
    renewal.remind_due(timezone.now())
    assert steps() == [Step.ASKED]


def test_only_members_without_it_are_asked_and_only_once(member: Association) -> None:
    """Who has left, or accepted, hears nothing; a member who came later is asked by the clock."""
    gone = make_association("Væk", state="left", ended_on=timezone.localdate())
    make_representative(gone, email="vaek@forening.example")
    version = new_version()
    assert OutboxMessage.objects.filter(kind=Mail.FORUM_RENEWAL).count() == 1
    assert renewal.ask_members(version) == 0
    ready = make_association("Klar", accepted=False)
    accept(ready, version)
    make_representative(ready, email="klar@forening.example")
    late = make_association("Sen", accepted=False)
    accept(late, CharterVersion.objects.get(number=1))
    make_representative(late, email="sen@forening.example")
    renewal.remind_due(timezone.now())
    told = RenewalStep.objects.filter(step=Step.ASKED).values_list("association__name", flat=True)
    assert set(told) == {member.name, "Sen"}


def test_a_change_without_weight_asks_nobody(member: Association) -> None:
    """A version that is not material needs no acceptance."""
    make_charter(2, valid_from=timezone.localdate(), material=False)
    assert steps() == []
    assert membership.standing(member).to_accept is None


def test_accepting_again_is_accepting_once(member: Association) -> None:
    """A double tap makes one event; the name stands apart and is trimmed."""
    version = new_version()
    first = say_yes(member, version)
    assert say_yes(member, version).pk == first.pk
    assert member.charter_events.filter(kind=CharterEventKind.ACCEPTED).count() == 2
    assert Signatory.objects.get(event=first).name == "Amina Yusuf"
    assert renewal.terms(2) is None


def test_who_may_not_accept(member: Association) -> None:
    """Not one who does not manage, nor without authority, nor an old text, nor having left."""
    version = new_version()
    text = charter.text_in(version, "da")
    old = charter.text_in(CharterVersion.objects.get(number=1), "da")
    manager = member.representatives.get(manages=True, confirmed_at__isnull=False)
    helper = member.representatives.get(manages=False)
    waiting = member.representatives.get(confirmed_at__isnull=True)
    signed = {"signatory_name": "A", "signatory_role": "B"}
    for who in (helper, waiting):
        with pytest.raises(AcceptRefused):
            renewal.accept(who, text, **signed, authority_stated=True)
    with pytest.raises(AcceptRefused):
        renewal.accept(manager, text, **signed, authority_stated=False)
    third = new_version(3, accept_in=40, lapse_in=70)
    draft = make_charter(9, publish=False).texts.get()
    with pytest.raises(AcceptRefused):
        renewal.accept(manager, draft, **signed, authority_stated=True)
    assert renewal.terms(1) == renewal.Terms(version.accept_by, version.lapse_on)
    say_yes(member, third)
    assert renewal.accept(manager, old, **signed, authority_stated=True).text.version.number == 3
    leaving.leave(member, by_representative=manager)
    with pytest.raises(AcceptRefused):
        renewal.accept(manager, text, **signed, authority_stated=True)

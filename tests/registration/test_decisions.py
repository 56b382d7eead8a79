"""Each decision of the queue explains itself, to staff and to the participant."""

import pytest

from events import approval, decisions, planning, seats, waitlist
from events.cancellation import withdraw
from events.enums import ApprovalReason, ChoiceState, DecisionKind, EndReason
from events.models import Choice, QueueDecision, Registration
from tests.factories import ActivityFactory, RegistrationFactory, make_person
from tests.registration.makers import confirmed, full_activity, in_line, offered, offering, sign_up

pytestmark = pytest.mark.django_db


def staff_read(registration: Registration) -> list[str]:
    return [decisions.sentence(row) for row in registration.decisions.all()]


def test_a_full_activity_tells_how_full_and_which_place() -> None:
    activity = full_activity(capacity=30, waiting=0)
    first = sign_up(activity).registrations.get()
    fourth = [sign_up(activity) for _one in range(3)][-1].registrations.get()
    assert decisions.own_story(first) == ["Alle 30 pladser var optaget. Du blev nr. 1 i køen."]
    assert staff_read(fourth) == ["Der stod allerede andre i kø. Kom på ventelisten som nr. 4."]
    one_seat = full_activity(capacity=1, waiting=0)
    row = sign_up(one_seat).registrations.get()
    assert staff_read(row) == ["Den ene plads var optaget. Kom på ventelisten som nr. 1."]


def test_the_places_of_a_split_team_are_their_own() -> None:
    activity = full_activity(capacity=2, waiting=0)
    booking = sign_up(activity, 3)
    places = [
        row.decisions.get().params["place"]
        for row in booking.registrations.order_by("place_in_line")
    ]
    assert places == [1, 2, 3]


def test_the_story_is_told_in_order() -> None:
    activity = offering(capacity=1, waiting=0)
    row = sign_up(activity).registrations.get()
    withdraw(confirmed(activity)[0])
    withdraw(offered(activity)[0])
    row.refresh_from_db()
    assert decisions.own_story(row) == [
        "Den ene plads var optaget. Du blev nr. 1 i køen.",
        (
            "En plads blev ledig, og du fik den tilbudt. "
            "Svarfristen var 10 timer på hverdage kl. 8–18."
        ),
        "Du takkede nej til pladsen.",
    ]


def test_out_of_turn_says_past_how_many() -> None:
    activity = full_activity(capacity=1, waiting=3)
    last = in_line(activity)[-1]
    waitlist.seat_out_of_turn(last, reason="Holder et oplæg", by=None)
    assert staff_read(last)[-1] == "Fik plads uden for tur, forbi 2 andre i køen."
    assert "Holder" not in str(last.decisions.last().params), "no free words in a decision"


def test_refusals_and_withdrawals_name_their_reason() -> None:
    activity = ActivityFactory(needs_approval=True)
    row = sign_up(activity).registrations.get()
    approval.refuse(row, ApprovalReason.FULL, by=None)
    assert staff_read(row)[-1] == "Ikke godkendt: Der er ikke flere pladser."
    seated = RegistrationFactory()
    withdraw(seated, reason=EndReason.WITHDRAWN_BY_STAFF)
    assert staff_read(seated) == ["Meldt fra af en medarbejder."]
    assert decisions.own_story(seated) == ["En medarbejder meldte dig fra."]


def test_a_cancelled_activity_ends_the_story() -> None:
    activity = ActivityFactory()
    row = sign_up(activity).registrations.get()
    planning.cancel(activity)
    row.refresh_from_db()
    assert decisions.own_story(row) == ["Du fik plads.", "Aktiviteten er aflyst."]


def test_workshops_are_named_where_their_titles_are_given() -> None:
    row = RegistrationFactory()
    choice = Choice.objects.create(activity=row.activity, title="Digitalt selvforsvar")
    decisions.note(row, DecisionKind.CHOICE_QUEUED, choice=str(choice.pk), place=2)
    (decision,) = row.decisions.all()
    titles = decisions.workshop_titles([decision])
    assert decisions.sentence(decision, titles) == (
        "Workshoppen «Digitalt selvforsvar» var fuld. Kom på ventelisten som nr. 2."
    )
    assert decisions.sentence(decision) == "Kom på ventelisten til en workshop."


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_kind_has_words_even_without_its_numbers(kind: DecisionKind) -> None:
    row = RegistrationFactory()
    decisions.note(row, kind)
    (decision,) = row.decisions.all()
    for text in (decisions.sentence(decision), *decisions.own_story(row)):
        assert text.endswith(".")
        assert "%" not in text


def test_wished_workshops_are_seated_with_the_person() -> None:
    """Seat, offer and line hand a person's workshops over to the rules of those."""
    activity = full_activity(capacity=1, waiting=0)
    choice = Choice.objects.create(activity=activity, title="Digitalt selvforsvar", capacity=5)
    booking = sign_up(activity, people=[make_person(choices=(choice.pk,))])
    row = booking.registrations.get()
    assert row.chosen.get().state == ChoiceState.WISHED
    withdraw(confirmed(activity)[0])
    assert row.chosen.get().state == ChoiceState.SEATED
    withdraw(row)
    assert not row.chosen.exists()
    assert seats.find_discrepancies() == []
    choice.refresh_from_db()
    assert choice.taken == 0


def test_a_command_stores_its_decisions_in_one_query(django_assert_max_num_queries: object) -> None:
    """A team of ten costs hardly more queries than one person."""
    activity = full_activity(capacity=4, waiting=0)
    seats.resize(activity, 8)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        sign_up(activity, 10, team=True)
    assert QueueDecision.objects.filter(registration__activity=activity).count() == 10

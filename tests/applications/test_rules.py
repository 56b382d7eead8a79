"""Verdicts are notes; the answers go out all at once, and the seats are right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses import applications, team_mix
from courses.applications import Answered, Gone, NoReason, NothingToSend, decide, send_answers
from courses.enums import Profession, Verdict
from courses.models import Application
from events import approval, cancellation, planning, seats
from events.enums import ActivityStatus, ApprovalReason, EndReason, RegistrationStatus
from events.models import Activity, OutboxMessage, Registration
from events.teams.substitution import replace
from tests.applications.makers import apply, course_by_application, decided, now
from tests.factories import ActivityFactory, UserFactory, make_person
from tests.registration.makers import in_line, mails, sign_up

pytestmark = pytest.mark.django_db

ADMIT, RESERVE, DECLINE = Verdict.ADMIT, Verdict.RESERVE, Verdict.DECLINE


def queued(kind: str) -> set:
    return set(OutboxMessage.objects.filter(kind=kind).values_list("registration", flat=True))


def test_who_applies_waits_and_has_no_seat() -> None:
    activity = course_by_application()
    application = apply(activity)
    assert now(application).status == RegistrationStatus.PENDING
    assert (application.verdict, application.answered_at) == (Verdict.UNDECIDED, None)
    assert queued("pending") == {application.pk}


def test_a_verdict_is_a_note_that_may_change_and_nobody_hears_of_it() -> None:
    activity, by = course_by_application(), UserFactory()
    application = apply(activity)
    before = OutboxMessage.objects.count()
    decide(application, DECLINE, ApprovalReason.MIX, by=by)
    row = decide(application, RESERVE, by=by)
    assert (row.reason, row.rank, row.decided_by) == ("", 1, by)
    row = decide(application, ADMIT, by=by)
    assert (row.rank, row.verdict) == (None, ADMIT)
    row = decide(application, Verdict.UNDECIDED, by=by)
    assert row.decided_by is None
    assert OutboxMessage.objects.count() == before
    assert now(application).is_pending


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_refusal_needs_a_reason_of_the_list(reason: str) -> None:
    with pytest.raises(NoReason):
        decide(apply(course_by_application()), DECLINE, reason, by=None)


def test_reserves_stand_in_the_order_of_the_verdicts_and_can_be_moved() -> None:
    activity = course_by_application(capacity=1)
    first, second, third = decided(activity, RESERVE, RESERVE, RESERVE)
    decided(activity, ADMIT)
    applications.move_reserve(third, up=True)
    applications.move_reserve(first, up=False)
    applications.move_reserve(first, up=False)
    applications.move_reserve(first, up=False)  # last already
    send_answers(activity, by=None)
    assert [row.pk for row in in_line(activity)] == [third.pk, second.pk, first.pk]


def test_the_answers_go_out_together() -> None:
    activity, by = course_by_application(capacity=1), UserFactory()
    admitted, reserve, declined = decided(activity, ADMIT, RESERVE, DECLINE)
    waiting = apply(activity)
    assert (mails("confirmed"), mails("waiting"), mails("not_approved")) == (0, 0, 0)

    sent = send_answers(activity, by=by)

    assert (sent.admitted, sent.reserves, sent.declined, sent.undecided) == (1, 1, 1, 1)
    assert now(admitted).is_confirmed
    assert (now(reserve).status, now(reserve).place_in_line) == (RegistrationStatus.WAITING, 1)
    assert now(declined).ended == EndReason.NOT_APPROVED
    assert now(waiting).is_pending
    assert queued("confirmed") == {admitted.pk}
    assert queued("waiting") == {reserve.pk}
    mail = OutboxMessage.objects.get(kind="not_approved")
    assert (mail.registration_id, mail.params) == (declined.pk, {"reason": "mix"})
    assert seats.find_discrepancies() == []
    answered = Application.objects.exclude(answered_at=None)
    assert set(answered) == {admitted, reserve, declined}


def test_an_answer_is_given_once() -> None:
    activity = course_by_application()
    (admitted,) = decided(activity, ADMIT)
    send_answers(activity, by=None)
    with pytest.raises(NothingToSend):
        send_answers(activity, by=None)
    with pytest.raises(Answered):
        decide(admitted, DECLINE, ApprovalReason.MIX, by=None)
    assert applications.decide_many(activity, [admitted.pk], RESERVE, by=None) == 0
    assert mails("confirmed") == 1


def test_the_undecided_are_answered_another_time() -> None:
    activity = course_by_application(capacity=2)
    decided(activity, ADMIT)
    later = apply(activity)
    send_answers(activity, by=None)
    decide(later, ADMIT, by=None)
    assert send_answers(activity, by=None).admitted == 1
    assert now(later).is_confirmed


@pytest.mark.parametrize(
    ("verdicts", "numbers"),
    [((ADMIT, ADMIT, ADMIT), ("3", "2")), ((ADMIT, RESERVE), ("1 plads er", "1 står"))],
    ids=["more than seats", "a seat left and a reserve"],
)
def test_answers_that_do_not_fit_the_seats_are_refused_with_numbers(
    verdicts: tuple[Verdict, ...], numbers: tuple[str, ...]
) -> None:
    activity = course_by_application(capacity=2)
    people = decided(activity, *verdicts)
    with pytest.raises(approval.SeatsDoNotFit) as refused:
        send_answers(activity, by=None)
    assert all(number in str(refused.value.message) for number in numbers)
    assert all(now(one).is_pending for one in people)
    assert not Application.objects.exclude(answered_at=None).exists()
    assert mails("confirmed") == 0


def test_a_freed_seat_goes_to_the_first_reserve_and_nobody_is_admitted_past_them() -> None:
    activity = course_by_application(capacity=1)
    admitted, reserve = decided(activity, ADMIT, RESERVE)
    send_answers(activity, by=None)
    cancellation.withdraw(now(admitted))
    assert now(reserve).is_confirmed
    decided(activity, ADMIT)
    with pytest.raises(approval.SeatsDoNotFit):
        send_answers(activity, by=None)


def test_in_the_last_day_the_line_comes_before_anyone_new() -> None:
    activity = course_by_application(capacity=1, starts_in_days=0.5)
    admitted, _reserve = decided(activity, ADMIT, RESERVE)
    send_answers(activity, by=None)
    cancellation.withdraw(now(admitted))
    decided(activity, ADMIT)
    with pytest.raises(approval.SeatsDoNotFit, match="venteliste"):
        send_answers(activity, by=None)


def test_neither_opening_nor_more_seats_let_anyone_in_before_the_answers() -> None:
    activity = course_by_application(capacity=1)
    people = decided(activity, ADMIT, RESERVE)
    planning.close_signup(activity)
    planning.open_signup(activity)
    seats.resize(activity, 5)
    assert all(now(one).is_pending for one in people)


def test_approval_one_by_one_is_shut_for_applications() -> None:
    activity = course_by_application()
    row = now(apply(activity))
    with pytest.raises(approval.AnsweredTogether):
        approval.approve(row, by=None)
    with pytest.raises(approval.AnsweredTogether):
        approval.refuse(row, ApprovalReason.FULL, by=None)
    by_phone = sign_up(activity).registrations.get()  # whoever wrote no application
    assert approval.approve(by_phone, by=None).is_confirmed


@pytest.mark.parametrize("reason", [EndReason.WITHDREW, EndReason.NOT_ME])
def test_whoever_leaves_takes_her_words_along(reason: EndReason) -> None:
    application = apply(course_by_application())
    cancellation.withdraw(now(application), reason=reason)
    assert not Application.objects.exists()
    with pytest.raises(Gone):
        decide(application, ADMIT, by=None)


def test_a_colleague_who_comes_instead_writes_her_own() -> None:
    activity = course_by_application()
    application = apply(activity)
    colleague = replace(now(application), make_person())
    assert not Application.objects.exists()
    assert colleague.is_pending
    assert applications.may_write(colleague, None)


def test_a_cancelled_course_keeps_no_applications() -> None:
    activity = course_by_application()
    apply(activity)
    planning.cancel(activity)
    assert not Application.objects.exists()


def test_a_refusal_keeps_the_application_as_long_as_was_promised() -> None:
    activity = course_by_application()
    (declined,) = decided(activity, DECLINE)
    send_answers(activity, by=None)
    assert Application.objects.filter(pk=declined.pk).exists()


def test_a_correction_ends_with_the_deadline_and_the_answer() -> None:
    activity = course_by_application()
    application = apply(activity)
    applications.write(now(application), {"motivation": "Rettet.", "profession": "ssp"})
    application.refresh_from_db()
    assert (application.motivation, application.profession) == ("Rettet.", Profession.SSP)
    Activity.objects.filter(pk=activity.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(applications.TooLateToWrite):
        applications.write(now(application), {"motivation": "For sent."})
    Activity.objects.filter(pk=activity.pk).update(closes_at=None)
    decide(application, ADMIT, by=None)
    send_answers(activity, by=None)
    with pytest.raises(applications.TooLateToWrite):
        applications.write(now(application), {"motivation": "For sent."})


def test_no_other_activity_asks_anything_or_costs_a_query(
    django_assert_num_queries: object,
) -> None:
    activity = ActivityFactory(needs_approval=True, with_page=False)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert not applications.are_taken(activity)
        applications.forget(activity, [Registration()], EndReason.WITHDREW)


def test_nothing_is_decided_once_the_course_is_over() -> None:
    activity = course_by_application()
    application = apply(activity)
    Activity.objects.filter(pk=activity.pk).update(status=ActivityStatus.HELD)
    with pytest.raises(Gone):
        decide(application, ADMIT, by=None)


def test_the_mix_counts_the_team_that_is_being_composed() -> None:
    activity = course_by_application(capacity=3)
    for profession, verdict in (
        (Profession.TEACHER, ADMIT),
        (Profession.TEACHER, RESERVE),
        (Profession.POLICE, ADMIT),
        (Profession.POLICE, ADMIT),
        (Profession.SSP, Verdict.UNDECIDED),
    ):
        decide(apply(activity, profession=profession), verdict, by=None)
    professions = team_mix.mix(activity)[0]
    said = [(s.label, s.admitted, s.reserves, s.applied, s.percent) for s in professions.shares]
    assert said == [
        ("Lærer", 1, 1, 2, 33),
        ("SSP-medarbejder", 0, 0, 1, 0),
        ("Ansat i politi eller kriminalforsorg", 2, 0, 2, 67),
    ]


def test_after_the_answers_the_mix_counts_seats() -> None:
    activity = course_by_application(capacity=1)
    admitted, _reserve = decided(activity, ADMIT, RESERVE)
    send_answers(activity, by=None)
    cancellation.withdraw(now(admitted))
    (teachers,) = team_mix.mix(activity)[0].shares
    assert (teachers.admitted, teachers.reserves, teachers.applied) == (1, 0, 1)


def test_many_answers_cost_few_queries(django_assert_max_num_queries: object) -> None:
    activity = course_by_application(capacity=15)
    decided(activity, *[ADMIT] * 15, *[RESERVE] * 5, *[DECLINE] * 10)
    with django_assert_max_num_queries(70):  # type: ignore[operator]
        send_answers(activity, by=None)
    assert mails("confirmed") == 15

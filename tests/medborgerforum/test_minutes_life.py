"""The life of a meeting's minutes: held, drafted, commented on, answered, published."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from events import outbox, planning
from events.enums import ActivityStatus, AttendanceState
from events.models import Activity, Attendance, OutboxMessage
from medborgerforum import (
    agenda,
    attendance_of_members,
    follow_ups,
    minutes,
    minutes_comments,
    reach,
)
from medborgerforum.enums import MinutesState
from medborgerforum.models import (
    Association,
    Decision,
    FollowUp,
    ForumSeat,
    Meeting,
    MeetingAttendance,
    MinutesComment,
)
from tests.factories import RegistrationFactory
from tests.factories.forum import make_association, make_meeting, make_representative
from tests.medborgerforum.held import decision, held_meeting, write

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    """Return a Copenhagen day from now."""
    return timezone.localdate() + timedelta(days=days)


def sent(*there: Association) -> Meeting:
    """Return a meeting whose draft is out for comments."""
    meeting = held_meeting(*there)
    write(meeting)
    return minutes.send_for_comments(meeting, in_days(10))


def later(meeting: Meeting) -> datetime:
    """Return a moment after the window."""
    assert meeting.comments_until
    return meeting.comments_until


# --- Who came ----------------------------------------------------------------------------------
def seat(activity: Activity, association: Association, *, present: bool) -> Attendance:
    """Give an association a seat, ticked or not."""
    row = RegistrationFactory(activity=activity)
    ForumSeat.objects.create(registration=row, association=association)
    return Attendance.objects.create(
        session=activity.sessions.get(),
        registration=row,
        state=AttendanceState.PRESENT if present else AttendanceState.ABSENT,
    )


def came(activity: Activity) -> dict[str, int]:
    """Return who was there, by name."""
    rows = MeetingAttendance.objects.filter(meeting__activity=activity)
    return dict(rows.values_list("association__name", "people"))


def test_closing_a_meeting_counts_who_came_and_keeps_nothing_of_others() -> None:
    activity = make_meeting(starts_in_days=-1)
    ours, others = make_association("Nabohjælp"), make_association("Fodbold")
    seat(activity, ours, present=True)
    seat(activity, ours, present=True)
    mistaken = seat(activity, others, present=False)
    planning.hold(activity)
    assert came(activity) == {"Nabohjælp": 2}

    attendance_of_members.record(activity)
    assert came(activity) == {"Nabohjælp": 2}
    Attendance.objects.filter(pk=mistaken.pk).update(state=AttendanceState.PRESENT)
    attendance_of_members.record(activity)
    assert came(activity) == {"Nabohjælp": 2, "Fodbold": 1}

    # When the sign-ups are deleted, what was counted stays.
    ForumSeat.objects.filter(association=ours).delete()
    attendance_of_members.record(activity)
    assert came(activity) == {"Nabohjælp": 2, "Fodbold": 1}


def test_who_was_active_in_a_period() -> None:
    ours = make_association()
    meeting = held_meeting(ours, starts_in_days=-10)
    held_meeting(make_association("Aflyst"), status=ActivityStatus.CANCELLED)
    end = meeting.activity.last_end
    assert end
    month = timedelta(days=30)
    # A period has its first moment in it, and not its last.
    after, before = reach.reach([(end, end + month), (end - month, end)])
    assert (after.active, before.active) == (1, 0)


# --- From draft to published -------------------------------------------------------------------
def test_from_draft_to_published() -> None:
    ours, others = make_association("Nabohjælp"), make_association("Fodbold")
    person = make_representative(ours)
    meeting = sent(ours, others)
    point = minutes.on_agenda(meeting)[0]
    minutes_comments.comment(person, meeting, "Lyset er tændt.", key=uuid4(), point=point.pk)

    with pytest.raises(minutes.CommentUnanswered):
        minutes.publish(meeting, now=later(meeting))
    said = MinutesComment.objects.get()
    minutes.save(meeting, minutes.Draft(intro="", answers=((said.pk, "Det er rettet."),)))
    with pytest.raises(minutes.WindowOpen):
        minutes.publish(meeting)
    published = minutes.publish(meeting, now=later(meeting))
    assert published.minutes_state == MinutesState.PUBLISHED
    assert minutes.publish(meeting).minutes_published_at == published.minutes_published_at

    with pytest.raises(minutes.MinutesAreFinal):
        write(meeting, "Noget andet")
    with pytest.raises(minutes.MinutesAreFinal):
        minutes.extend(meeting, in_days(30))
    with pytest.raises(attendance_of_members.PartOfTheMinutes):
        attendance_of_members.record(meeting.activity)
    with pytest.raises(minutes_comments.WindowClosed):
        minutes_comments.comment(person, meeting, "For sent", key=uuid4())


def test_it_is_published_early_once_everybody_approves_the_text_as_it_stands() -> None:
    ours, others = make_association("Nabohjælp"), make_association("Fodbold")
    we, they = make_representative(ours), make_representative(others)
    meeting = sent(ours, others)
    minutes_comments.approve(we, meeting)
    with pytest.raises(minutes.WindowOpen):
        minutes.publish(meeting)
    minutes_comments.approve(they, meeting)
    minutes_comments.approve(they, meeting)
    assert MinutesComment.objects.count() == 2
    assert minutes.obstacle(meeting) is None

    write(meeting, "En anden tekst.")
    with pytest.raises(minutes.WindowOpen):
        minutes.publish(meeting)
    for person in (we, they):
        minutes_comments.approve(person, meeting)
    write(meeting, "En anden tekst.")  # nothing new: the approvals stand
    minutes.publish(meeting)


def test_a_comment_takes_the_approval_back_and_comes_once() -> None:
    ours = make_association()
    person = make_representative(ours)
    meeting = sent(ours)
    minutes_comments.approve(person, meeting)
    key = uuid4()
    first = minutes_comments.comment(person, meeting, "Ret tallet.", key=key)
    assert minutes_comments.comment(person, meeting, "Ret tallet.", key=key) == first
    assert list(MinutesComment.objects.values_list("text", "approves")) == [("Ret tallet.", False)]


def test_nothing_happens_out_of_turn() -> None:
    ours = make_association()
    planned = held_meeting(ours, status=ActivityStatus.OPEN)
    with pytest.raises(minutes.MeetingNotHeld):
        write(planned)
    meeting = held_meeting(ours)
    with pytest.raises(minutes.NothingWritten):
        minutes.send_for_comments(meeting, in_days(10))
    write(meeting)
    with pytest.raises(minutes.NotSentYet):
        minutes.publish(meeting)
    with pytest.raises(minutes.NotSentYet):
        minutes.extend(meeting, in_days(10))
    with pytest.raises(minutes.TooSoon):
        minutes.send_for_comments(meeting, in_days(0))
    minutes.send_for_comments(meeting, in_days(10))
    with pytest.raises(minutes.AlreadySent):
        minutes.send_for_comments(meeting, in_days(12))
    with pytest.raises(minutes.NotEarlier):
        minutes.extend(meeting, in_days(9))
    minutes.extend(meeting, in_days(12))
    elsewhere = minutes.on_agenda(held_meeting(ours))[0]
    with pytest.raises(minutes.NotOfThisMeeting):
        minutes.save(meeting, minutes.Draft("", [minutes.PointDraft(elsewhere.pk, "Forkert")]))


def test_where_nobody_came_it_is_published_at_once() -> None:
    meeting = held_meeting()
    write(meeting)
    with pytest.raises(minutes.NobodyCame):
        minutes.send_for_comments(meeting, in_days(10))
    minutes.publish(meeting)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        # Summer time ended on 25 October 2026, and begins on 28 March 2027.
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_the_window_ends_at_midnight_in_copenhagen(day: date, end: datetime) -> None:
    assert minutes.end_of(day) == end
    meeting = Meeting(minutes_state=MinutesState.COMMENTS, comments_until=end)
    assert minutes.last_day(meeting) == day
    assert minutes.window_is_open(meeting, end - timedelta(microseconds=1))
    assert not minutes.window_is_open(meeting, end)


def test_only_members_that_were_there_comment_and_in_time() -> None:
    ours = make_association()
    person = make_representative(ours)
    stranger = make_representative(make_association("Andre"))
    unconfirmed = make_representative(ours, email="ny@forening.example", confirmed=False)
    meeting = sent(ours)
    for outsider in (stranger, unconfirmed):
        with pytest.raises(minutes_comments.NotForYou):
            minutes_comments.comment(outsider, meeting, "Hej", key=uuid4())
        with pytest.raises(minutes_comments.NotForYou):
            minutes_comments.approve(outsider, meeting)
    with pytest.raises(minutes_comments.WindowClosed):
        minutes_comments.comment(person, meeting, "Hej", key=uuid4(), now=later(meeting))
    with pytest.raises(minutes_comments.NoWords):
        minutes_comments.comment(person, meeting, "  ", key=uuid4())
    Association.objects.filter(pk=ours.pk).update(state="lapsed", ended_on=in_days(0))
    with pytest.raises(minutes_comments.NotForYou):  # her own copy of the row is stale
        minutes_comments.comment(person, meeting, "Hej", key=uuid4())
    assert not MinutesComment.objects.exists()


def test_rows_come_once_and_an_empty_text_takes_them_off() -> None:
    meeting = held_meeting()
    rows = [decision("Vi søger om lys."), decision("Vi mødes igen.")]
    write(meeting, decisions=rows)
    write(meeting, decisions=rows)
    assert [row.text for row in Decision.objects.all()] == ["Vi søger om lys.", "Vi mødes igen."]
    write(meeting, decisions=[minutes.DecisionDraft(rows[0].id, "")])
    assert [row.text for row in Decision.objects.all()] == ["Vi mødes igen."]
    with pytest.raises(minutes.DayMissing):
        write(meeting, follow_ups=[minutes.FollowUpDraft(uuid4(), "Søge om lys")])


# --- The mail ----------------------------------------------------------------------------------
def test_confirmed_representatives_of_those_who_were_there_get_a_mail() -> None:
    ours, left = make_association("Nabohjælp"), make_association("Gået")
    make_representative(ours, language="ar")
    make_representative(ours, email="ny@forening.example", confirmed=False)
    make_representative(left, email="left@forening.example")
    make_representative(make_association("Ikke med"), email="andre@forening.example")
    Association.objects.filter(pk=left.pk).update(state="left", ended_on=in_days(0))
    meeting = sent(ours, left)
    assert OutboxMessage.objects.get().params == {"meeting": str(meeting.pk)}
    outbox.deliver_due()
    (letter,) = mail.outbox
    assert letter.to == ["amina@forening.example"]
    assert "/ar/t/forum/" in letter.body
    assert f"/referat/{meeting.pk}/" in letter.body


# --- Follow-ups --------------------------------------------------------------------------------
def test_a_follow_up_is_finished_by_who_is_responsible() -> None:
    ours, others = make_association("Nabohjælp"), make_association("Fodbold")
    manager, stranger = make_representative(ours), make_representative(others)
    helper = make_representative(ours, email="b@forening.example", manages=False)
    meeting = held_meeting()
    row = minutes.FollowUpDraft(uuid4(), "Søge om lys", ours.pk, in_days(-1))
    write(meeting, follow_ups=[row])
    with pytest.raises(follow_ups.NotPublished):
        follow_ups.finish(manager, row.id)
    minutes.publish(meeting)
    for person in (stranger, helper):
        with pytest.raises(follow_ups.NotYours):
            follow_ups.finish(person, row.id)
    stored = FollowUp.objects.get()
    assert follow_ups.status(stored) == "Over tid"
    assert not follow_ups.is_overdue(stored, timezone.now() - timedelta(days=1))
    assert follow_ups.finish(manager, row.id).done_on == in_days(0)
    changed = follow_ups.change(row.id, due=in_days(5), done=False)
    assert (changed.due, changed.done_on) == (in_days(5), None)


def test_a_changed_agenda_is_approved_again() -> None:
    """Its points, words and order are part of what was approved."""
    we = make_representative()
    meeting = sent(we.association)
    minutes_comments.approve(we, meeting)
    agenda.leave_out(minutes.on_agenda(meeting)[0], by=None)
    assert not MinutesComment.objects.filter(approves=True).exists()

"""The agenda: proposed by members while it is time, ordered by staff, told once."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from events import outbox
from events.models import Activity, OutboxMessage
from medborgerforum import agenda
from medborgerforum.enums import PointKind
from medborgerforum.models import AgendaPoint, Meeting, Representative
from tests.factories import UserFactory
from tests.factories.forum import make_association, make_meeting, make_representative
from tests.medborgerforum.meetings import ENDINGS, make_left

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> Representative:
    """Return a member's representative."""
    return make_representative()


@pytest.fixture
def staff() -> Any:
    """Return who runs the forum."""
    return UserFactory(role="Forumkoordinator")


def propose(
    representative: Representative,
    activity: Activity,
    title: str = "Lys i parken",
    key: UUID | None = None,
) -> AgendaPoint:
    """Propose a point."""
    proposal = agenda.Proposal(kind=PointKind.DISCUSSION, title=title)
    return agenda.propose(representative, activity, proposal, idempotency_key=key or uuid4())


def titles(activity: Activity) -> list[str]:
    """Return the agenda in its order."""
    return [point.title for point in agenda.on_agenda(Meeting.objects.get(activity=activity))]


def test_a_double_tap_is_one_point(amina: Representative) -> None:
    """The same form twice; another title is another point, of another association too."""
    meeting, key = make_meeting(), uuid4()
    other = make_representative(make_association("Klub"), email="k@klub.example")
    assert propose(amina, meeting, key=key) == propose(amina, meeting, key=key)
    propose(amina, meeting, "Bænke", key=key)
    propose(other, meeting, key=key)
    assert AgendaPoint.objects.filter(state="proposed").count() == 3


def test_points_come_until_the_day_the_agenda_or_the_meeting(amina: Representative) -> None:
    """Through the last day; then, or once it is published or begun, a sentence says no."""
    today = timezone.localdate()
    shut = [
        {"points_until": today - timedelta(days=1)},
        {"agenda_published_at": timezone.now()},
    ]
    for fields in shut:
        meeting = make_meeting()
        Meeting.objects.filter(activity=meeting).update(**fields)
        with pytest.raises(agenda.TooLateToPropose):
            propose(amina, meeting)
    for begun in (make_meeting(starts_in_days=-1), make_meeting(status="cancelled")):
        with pytest.raises(agenda.TooLateToPropose):
            propose(amina, begun)
    last_day = make_meeting()
    Meeting.objects.filter(activity=last_day).update(points_until=today)
    assert propose(amina, last_day).state == "proposed"


@pytest.mark.parametrize("ending", ENDINGS)
def test_who_may_not_sign_up_proposes_nothing(amina: Representative, ending: str) -> None:
    """The answer says what the association has to do."""
    meeting = make_meeting()
    ENDINGS[ending](amina.association)
    with pytest.raises(agenda.AgendaRefused, match="refused") as refusal:
        propose(amina, meeting)
    assert "Foreningen" in str(refusal.value.message)


def test_an_association_does_not_flood_the_agenda(amina: Representative) -> None:
    """So many at a meeting and no more; one taken back makes room."""
    meeting = make_meeting()
    points = [propose(amina, meeting, f"Punkt {n}") for n in range(agenda.MOST_PROPOSALS)]
    with pytest.raises(agenda.AgendaRefused):
        propose(amina, meeting, "Et til")
    agenda.take_back(amina, meeting, points[0].pk)
    propose(amina, meeting, "Et til")


def test_only_ones_own_unanswered_proposal_is_taken_back(amina: Representative, staff: Any) -> None:
    """Not another's, and not once it stands on the agenda."""
    meeting = make_meeting()
    other = make_representative(make_association("Klub"), email="k@klub.example")
    theirs, ours = propose(other, meeting), propose(amina, meeting)
    agenda.take_back(amina, meeting, theirs.pk)
    agenda.accept(ours, by=staff)
    with pytest.raises(agenda.AgendaRefused):
        agenda.take_back(amina, meeting, ours.pk)
    assert set(AgendaPoint.objects.all()) == {theirs, ours}


def test_staff_order_the_points(amina: Representative, staff: Any) -> None:
    """What is accepted comes last; up and down swap; numbers stay without gaps."""
    meeting = make_meeting()
    for title in ("A", "B"):
        agenda.add(meeting, {"title": title}, by=staff)
    proposed = propose(amina, meeting, "C")
    agenda.accept(proposed, by=staff)
    agenda.accept(proposed, by=staff)
    assert titles(meeting) == ["A", "B", "C"]

    proposed.refresh_from_db()
    agenda.move(proposed, up=True, by=staff)
    agenda.move(proposed, up=True, by=staff)
    agenda.move(proposed, up=True, by=staff)
    assert titles(meeting) == ["C", "A", "B"]
    first = AgendaPoint.objects.get(title="A")
    agenda.move(first, up=False, by=staff)
    assert titles(meeting) == ["C", "B", "A"]

    with pytest.raises(agenda.AgendaRefused):
        agenda.remove(proposed, by=staff)
    agenda.leave_out(proposed, by=staff)
    agenda.remove(first, by=staff)
    assert list(agenda.on_agenda(meeting.forum_meeting).values_list("title", "position")) == [
        ("B", 1)
    ]


def test_publishing_tells_those_who_may_read_once(
    amina: Representative, staff: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Confirmed representatives of members; a second tap sends nothing; asking again does."""
    meeting = make_meeting(title="Møde om parken")
    make_representative(amina.association, email="ny@f.example", confirmed=False)
    gone = make_representative(make_association("Klub"), email="k@klub.example")
    make_left(gone.association)
    with pytest.raises(agenda.AgendaRefused):
        agenda.publish(meeting, by=staff)
    agenda.add(meeting, {"title": "A"}, by=staff)

    assert agenda.publish(meeting, by=staff) == 1
    assert agenda.publish(meeting, by=staff) == 0
    assert OutboxMessage.objects.get().params == {"meeting": str(meeting.pk)}
    outbox.deliver_due(limit=10)
    sent = mail.outbox[0]
    assert sent.to == [amina.email]
    assert "Møde om parken" in sent.subject
    assert f"/t/forum/{amina.pk}/" in str(sent.body)

    assert agenda.tell_again(meeting, by=staff) == 1


def test_a_mail_is_not_sent_to_who_left_meanwhile(amina: Representative, staff: Any) -> None:
    """What was queued is judged again when it is rendered."""
    meeting = make_meeting()
    agenda.add(meeting, {"title": "A"}, by=staff)
    agenda.publish(meeting, by=staff)
    make_left(amina.association)
    outbox.deliver_due(limit=10)
    assert mail.outbox == []


def test_once_minutes_are_out_the_agenda_stays(amina: Representative, staff: Any) -> None:
    """It is neither withdrawn nor changed under the minutes."""
    meeting = make_meeting()
    point = agenda.add(meeting, {"title": "A"}, by=staff)
    agenda.publish(meeting, tell=False, by=staff)
    Meeting.objects.filter(activity=meeting).update(
        minutes_state="published", minutes_published_at=timezone.now()
    )
    for act in (
        lambda: agenda.withdraw(meeting, by=staff),
        lambda: agenda.leave_out(point, by=staff),
        lambda: agenda.add(meeting, {"title": "B"}, by=staff),
    ):
        with pytest.raises(agenda.AgendaRefused):
            act()

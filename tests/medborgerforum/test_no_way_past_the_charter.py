"""Whatever happens in whatever order: only who may, signs up or reads. Against a model.

The model knows nothing of ``membership``: it counts days and versions by itself. Every attempt
goes by a route that somebody could try; what comes of it must be what the model says.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from events import eligibility, holds, offers, participants, redating, waitlist
from events.attendance import DayIsOver, add_walk_in
from events.changes import ChangeRefused
from events.enums import SEATED, ActivityStatus
from events.models import Activity, Registration
from events.registration import Contact, Person, RegistrationRefused, register
from events.teams import substitution
from medborgerforum import charter, leaving, links, membership, renewal, seating
from medborgerforum.enums import MinutesState, PointState
from medborgerforum.models import (
    AgendaPoint,
    Association,
    CharterVersion,
    ForumSeat,
    Paper,
    Representative,
)
from tests.factories import UserFactory, make_document
from tests.factories.forum import (
    make_association,
    make_charter,
    make_meeting,
    make_representative,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STEPS, EXAMPLES = 25, 12
SECRET = "Kun for medlemmer: broen ved Lyngsporet"
ROUTES = ("link", "silent", "page", "staff", "door", "borrowed")
LINE_ROUTES = ("fill", "out_of_turn", "move_up")
REFUSALS = (
    RegistrationRefused,
    ChangeRefused,
    eligibility.NotAdmitted,
    DayIsOver,
    waitlist.NotInLine,
    offers.OfferOver,
    redating.MoveRefused,
    ValueError,  # nobody to try it with
)


@dataclass
class Member:
    """What the model knows of one association."""

    row: Association
    speaker: Representative
    silent: Representative  # invited, and never said that it is she
    accepted: int = 1
    state: str = "member"


@dataclass
class Version:
    """What the model knows of one version."""

    number: int
    material: bool
    accept_by: date | None
    lapse_on: date | None


@dataclass
class Model:
    """Who may do what, by counting."""

    versions: list[Version] = field(default_factory=list)

    def may_sign_up(self, one: Member, day: date) -> bool:
        needed = [v.number for v in self.versions if v.accept_by is None or v.accept_by < day]
        return one.state == "member" and one.accepted >= max(needed)

    def lapses(self, one: Member, day: date) -> bool:
        over = [v.number for v in self.versions if v.lapse_on and v.lapse_on <= day]
        return one.state == "member" and one.accepted < max(over, default=0)


class Forum(RuleBasedStateMachine):
    """Two members, one meeting to come and one held, and a charter that changes."""

    def __init__(self) -> None:
        super().__init__()
        # Each story has the database to itself: what is published can never be taken away.
        self.story = transaction.atomic()
        self.story.__enter__()
        self.now: datetime = timezone.now()
        first = make_charter()
        self.model = Model([Version(first.number, True, None, None)])
        self.members = [self._member(name) for name in ("Broen", "Havnen")]
        self.meeting: Activity = make_meeting(
            starts_in_days=900, capacity=3, seats_per_association=5
        )
        self.other: Activity = make_meeting(
            starts_in_days=900, capacity=50, series=self.meeting.series
        )
        self.staff = UserFactory(role="Forumkoordinator")
        self.paper = self._paper()
        self.held = self._held()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    def _member(self, name: str) -> Member:
        row = make_association(name)
        return Member(
            row=row,
            speaker=make_representative(
                row, email=f"taler@{name.lower()}.example", may_sign_up_others=True
            ),
            silent=make_representative(row, email=f"tavs@{name.lower()}.example", confirmed=False),
        )

    def _paper(self) -> Paper:
        meeting = self.meeting.forum_meeting
        meeting.agenda_published_at = timezone.now()
        meeting.save()
        point = AgendaPoint.objects.create(
            meeting=meeting, title=SECRET, state=PointState.ON_AGENDA
        )
        document = make_document(content=SECRET.encode())
        return Paper.objects.create(point=point, title=SECRET, document=document)

    def _held(self) -> Activity:
        held = make_meeting(starts_in_days=-5, status=ActivityStatus.HELD)
        meeting = held.forum_meeting
        meeting.minutes_state = MinutesState.PUBLISHED
        meeting.minutes_published_at = meeting.agenda_published_at = timezone.now()
        meeting.save()
        AgendaPoint.objects.create(
            meeting=meeting, title="Punkt", minutes=SECRET, state=PointState.ON_AGENDA
        )
        return held

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @rule(index=st.integers(0, 1))
    def crowd_in(self, index: int) -> None:
        """So many sign up for an association that some wait."""
        for _person in range(3):
            self.sign_up(index, "link")

    @rule(index=st.integers(0, 1), route=st.sampled_from(LINE_ROUTES))
    def fall_behind_in_line(self, index: int, route: str) -> None:
        """Some wait, a new version comes, its last day goes by; then a seat becomes free."""
        self.crowd_in(index)
        self.publish(material=True, days=1)
        self.now += timedelta(days=4)  # and the clock has not ticked yet
        self.pass_a_seat_on(route)
        self.days_pass(1)

    def _at(self) -> Any:
        return patch("django.utils.timezone.now", lambda: self.now)

    # --- What happens ---------------------------------------------------------------------------
    @rule(material=st.booleans(), days=st.integers(1, 4))
    def publish(self, material: bool, days: int) -> None:
        """A new version comes, in force since today or to come."""
        number = self.model.versions[-1].number + 1
        newest = CharterVersion.objects.order_by("-number")[0]
        valid = max(newest.valid_from + timedelta(days=1), self.today)
        by = valid + timedelta(days=days) if material else None
        ends = by + timedelta(days=12) if by else None
        with self._at():
            version = make_charter(
                number, valid_from=valid, material=material, accept_by=by, lapse_on=ends,
                publish=False,
            )  # fmt: skip
            charter.publish(version)
        if material:
            self.model.versions.append(Version(number, True, by, ends))
        else:
            # Asks for nothing; its number may be accepted in place of an older one's.
            self.model.versions.append(Version(number, False, date.max, None))

    @rule(days=st.integers(2, 9))
    def days_pass(self, days: int) -> None:
        """Time goes by, and the clock does what is due."""
        self.now += timedelta(days=days)
        for one in self.members:
            if self.model.lapses(one, self.today):
                one.state = "lapsed"
        with self._at():
            renewal.remind_due(self.now)
            renewal.lapse_due(self.now)
            leaving.sweep_sign_ups(self.now)
            seating.move_up_due(self.now)

    @rule(index=st.integers(0, 1), speaker=st.booleans())
    def accept(self, index: int, speaker: bool) -> None:
        """Somebody accepts the newest version: only who speaks for the association can."""
        one = self.members[index]
        versions = charter.published()
        with self._at(), suppress(renewal.AcceptRefused):
            renewal.accept(
                one.speaker if speaker else one.silent,
                charter.text_in(versions[0], "da"),
                signatory_name="Amina Yusuf",
                signatory_role="Formand",
                authority_stated=True,
            )
            assert speaker, "one who never confirmed has accepted"
            assert one.state != "left"
            one.accepted, one.state = max(one.accepted, versions[0].number), "member"

    @rule(index=st.integers(0, 1))
    def leave(self, index: int) -> None:
        """An association leaves."""
        one = self.members[index]
        with self._at():
            leaving.leave(one.row, by_representative=one.speaker)
        one.accepted, one.state = 0, "left"

    # --- Ways in --------------------------------------------------------------------------------
    def _seats(self, one: Member) -> set[uuid.UUID]:
        rows = Registration.objects.filter(forum_seat__association=one.row)
        return set(rows.filter(status__in=SEATED).values_list("pk", flat=True))

    def _rows(self) -> int:
        return Registration.objects.active().count()

    @rule(index=st.integers(0, 1), route=st.sampled_from(ROUTES))
    def sign_up(self, index: int, route: str) -> None:
        """Somebody is signed up for the association, one way or the other."""
        one = self.members[index]
        before, rows = self._seats(one), self._rows()
        with self._at(), suppress(*REFUSALS):
            getattr(self, f"_by_{route}")(one)
        may = self.model.may_sign_up(one, self.today) and route not in {"silent", "borrowed"}
        if not may:
            assert self._seats(one) <= before, route
            assert self._rows() <= rows, route

    def _by_link(self, one: Member, speaker: Representative | None = None) -> None:
        seating.sign_up(
            speaker or one.speaker, self.meeting, name=f"Gæst {uuid.uuid4().hex[:6]}",
            email=f"{uuid.uuid4().hex[:8]}@gaest.example", idempotency_key=uuid.uuid4(),
            language="da",
        )  # fmt: skip

    def _by_silent(self, one: Member) -> None:
        self._by_link(one, one.silent)

    def _by_borrowed(self, one: Member) -> None:
        """The representative of the other association says that she comes for this one."""
        other = next(m for m in self.members if m is not one)
        self._register(one, representative=other.speaker.pk)

    def _by_page(self, one: Member) -> None:
        """The form of the public site, with everything a browser could send."""
        Client().post(
            reverse("events:signup", args=[self.meeting.pk]),
            {"name": "Snu", "email": "snu@x.example", "association": str(one.row.pk),
             "forum-association": str(one.row.pk), "idempotency_key": str(uuid.uuid4())},
        )  # fmt: skip
        raise ValueError

    def _person(self, one: Member, representative: uuid.UUID | None = None) -> Person:
        values = {"association": one.row.pk, "representative": representative}
        return Person(
            name=f"Person {uuid.uuid4().hex[:6]}",
            email=f"{uuid.uuid4().hex[:8]}@x.example",
            extras={seating.EXTRAS: values},
        )

    def _register(self, one: Member, representative: uuid.UUID | None) -> None:
        register(
            activity=self.meeting, people=[self._person(one, representative)],
            contact=Contact(language="da"), idempotency_key=uuid.uuid4(),
        )  # fmt: skip

    def _by_staff(self, one: Member) -> None:
        participants.sign_up(
            self.meeting, self._person(one), idempotency_key=uuid.uuid4(), by=self.staff
        )

    def _by_door(self, one: Member) -> None:
        add_walk_in(
            self.meeting, self.meeting.sessions.get(), self._person(one),
            idempotency_key=uuid.uuid4(), by=self.staff,
        )  # fmt: skip

    @rule(route=st.sampled_from(["nobody", "hold", "substitute", "another_date", "team_page"]))
    def come_without_an_association(self, route: str) -> None:
        """Ways that name no association are shut for everybody, always."""
        rows = self._rows()
        ways: dict[str, Callable[[], object]] = {
            "nobody": lambda: register(
                activity=self.meeting, people=[Person(name="X", email="x@x.example")],
                contact=Contact(language="da"), idempotency_key=uuid.uuid4(), by=self.staff,
            ),
            "hold": lambda: holds.hold(
                activity=self.meeting, number=2, contact=Contact(email="x@x.example"),
                idempotency_key=uuid.uuid4(), until=self.now + timedelta(days=3), by=self.staff,
            ),
            "substitute": lambda: substitution.replace(
                self._someone(), Person(name="Y", email="y@x.example"), by=self.staff
            ),
            "another_date": lambda: redating.stand_in_line(
                self._someone(), self.other, idempotency_key=uuid.uuid4()
            ),
            "team_page": lambda: Client().post(
                f"/tilmelding/{self.meeting.pk}/gruppe/", {"number": "2", "email": "x@x.example"}
            ),
        }  # fmt: skip
        with self._at(), suppress(*REFUSALS):
            ways[route]()
        assert self._rows() == rows, route

    def _someone(self) -> Registration:
        row = Registration.objects.filter(activity=self.meeting).active().first()
        if row is None:
            raise ValueError
        return row

    @rule(route=st.sampled_from(LINE_ROUTES))
    def pass_a_seat_on(self, route: str) -> None:
        """A free seat goes to the line: never to one whose association may not sign up."""
        before = {one.row.pk: self._seats(one) for one in self.members}
        Activity.objects.filter(pk=self.meeting.pk).update(capacity=F("taken") + 2)
        with self._at(), suppress(*REFUSALS):
            if route == "fill":
                waitlist.fill_next(self.meeting, by=self.staff)
            elif route == "out_of_turn":
                row = Registration.objects.filter(activity=self.meeting).in_line().first()
                if row is not None:
                    waitlist.seat_out_of_turn(row, reason="Aftalt", by=self.staff)
            else:
                seating.move_up_due(self.now)
        for one in self.members:
            if not self.model.may_sign_up(one, self.today):
                assert self._seats(one) <= before[one.row.pk], route

    # --- Ways to read ---------------------------------------------------------------------------
    @rule(index=st.integers(0, 1), silent=st.booleans())
    def read(self, index: int, silent: bool) -> None:
        """Somebody opens the pages, files and search of the members."""
        one = self.members[index]
        who = one.silent if silent else one.speaker
        who = Representative.objects.filter(pk=who.pk).first() or who
        for name, args in {
            "own_meeting": (self.meeting.pk,),
            "own_paper": (self.paper.pk,),
            "own_archive": (),
            "own_minutes": (self.held.pk,),
        }.items():
            path = links.own_path(name, links.Purpose.FORUM, who, *args)
            with self._at():
                response = Client().get(path, {"q": "broen"} if name == "own_archive" else {})
            seen = b"".join(response) if response.streaming else response.content
            assert (b"Lyngsporet" in seen) == (one.state == "member" and not silent), name

    @rule(index=st.integers(0, 1))
    def read_elsewhere(self, index: int) -> None:
        """What the whole world can open tells nobody."""
        document = self.paper.document
        for path in (
            reverse("wagtaildocs_serve", args=[document.pk, document.filename]),
            reverse("forum:meeting", args=[self.meeting.pk]),
            reverse("forum:archive"),
            "/kalender.ics",
            "/api/v1/activities",
        ):
            response = Client().get(path)
            seen = b"".join(response) if response.streaming else response.content
            assert b"Lyngsporet" not in seen, path

    # --- What always holds ----------------------------------------------------------------------
    @invariant()
    def the_portal_says_what_the_model_says(self) -> None:
        with self._at():
            for one in self.members:
                row = Association.objects.get(pk=one.row.pk)
                standing = membership.standing(row, self.today)
                assert row.state == one.state
                assert standing.may_sign_up == self.model.may_sign_up(one, self.today)
                assert standing.may_read == (one.state == "member")

    @invariant()
    def who_has_left_or_lapsed_has_no_seat(self) -> None:
        gone = [one.row for one in self.members if one.state != "member"]
        seats = ForumSeat.objects.filter(association__in=gone, registration__activity=self.meeting)
        assert not seats.filter(registration__status__in=["confirmed", "waiting"]).exists()


def test_no_path_leads_past_the_charter() -> None:
    run_state_machine_as_test(
        Forum,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

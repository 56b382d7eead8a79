"""A network: its list, its invitations, its leavers."""

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import admin_network_forms as network_forms
from events import availability, links, networks, outbox, planning, registration, reminders
from events.drafting import Draft
from events.enums import ActivityKind, ActivityStatus, RegistrationSource
from events.models import Activity, Network, NetworkInvitation, NetworkMember, Registration
from portal.privacy import retention
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory, make_person
from tests.factories.events import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(db: None) -> Network:
    row = Network.objects.create(name="Klub og skole", contact_email="net@vink.example")
    lines = "Ane Åberg, ane@klub.example, Klubben\nBo Berg\tbo@skole.example\tSkolen"
    people, problems = networks.parse_lines(lines)
    assert not problems
    networks.add(row, people)
    return row


@pytest.fixture
def meeting(network: Network) -> Activity:
    start = timezone.now() + timedelta(days=20)
    wanted = Draft(
        kind=ActivityKind.NETVAERKSMOEDE,
        title="Næste møde",
        start=start,
        end=start + timedelta(hours=2),
        place="Klubben",
    )
    return networks.plan_meeting(network, wanted)


@pytest.fixture
def ane(network: Network) -> NetworkMember:
    return networks.members(network).get(email="ane@klub.example")


@pytest.fixture
def organiser(client: Client) -> Client:
    client.force_login(UserFactory(role="Arrangør"))
    return client


def own(member: NetworkMember, name: str, *more: Any) -> str:
    token = links.token_for(links.Purpose.NETWORK, member.pk, member.link_version)
    return reverse(f"events:{name}", args=[member.pk, token, *more])


def url(step: str, *args: Any) -> str:
    return reverse(f"network:{step}", args=args)


class TestTheList:
    @pytest.mark.parametrize(
        ("line", "read"),
        [
            ("Eva Ek <eva@x.example>", ("Eva Ek", "eva@x.example", "")),
            (
                "Ek, Eva; eva@x.example; SSP, Nørrebro",
                ("Ek, Eva", "eva@x.example", "SSP, Nørrebro"),
            ),
        ],
    )
    def test_lines_are_read_as_people_write_them(self, line: str, read: tuple[str, ...]) -> None:
        (person,), problems = networks.parse_lines(line)
        assert (person.name, person.email, person.workplace) == read
        assert problems == []

    def test_each_wrong_line_is_named(self, organiser: Client, network: Network) -> None:
        lines = "Eva\n\nIb 010190-1234, ib@x.example\nmig@x.example\nOla, ola@x.example"
        page = organiser.post(url("paste", network.pk), {"lines": lines})
        for sentence in ("Linje 1: Der mangler en mail", "Linje 3: Fjern CPR", "Linje 4: Der mang"):
            assert sentence in page.text
        assert networks.members(network).count() == 2

    def test_pasting_counts_without_naming(
        self, organiser: Client, network: Network, ane: NetworkMember
    ) -> None:
        networks.leave(ane)
        lines = "Ane, ANE@klub.example\nBo, bo@skole.example\nCy, cy@x.example"
        page = organiser.post(url("paste", network.pk), {"lines": lines}, follow=True)
        assert "1 person er skrevet på listen. 1 stod der i forvejen. 1 har selv" in page.text
        assert "Cy" in page.text
        assert not networks.members(network).filter(email="ane@klub.example").exists()

    def test_who_left_comes_back_only_by_her_own_wish(
        self, organiser: Client, network: Network, ane: NetworkMember
    ) -> None:
        old = own(ane, "network_leave")
        networks.leave(ane)
        data = {"name": "Ane", "email": "ane@klub.example"}
        organiser.post(url("add_member", network.pk), data)
        assert networks.members(network).count() == 1
        organiser.post(url("add_member", network.pk), {**data, "asked_herself": "on"})
        assert networks.members(network).count() == 2
        assert Client().get(old).status_code == 404

    def test_the_same_address_is_unlike_in_another_network(self, network: Network) -> None:
        other = Network.objects.create(name="Et andet")
        assert networks.email_hash(network, "a@x.example") != networks.email_hash(
            other, "a@x.example"
        )

    @pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Administrator"])
    def test_only_for_those_who_run_activities(
        self, role: str, client: Client, network: Network, ane: NetworkMember
    ) -> None:
        client.force_login(UserFactory(role=role))
        addresses = [reverse("network:index"), reverse("network:add"), url("edit", network.pk)]
        addresses += [url(step, network.pk) for step in ("members", "add_member", "paste")]
        addresses += [url("meeting", network.pk), url("remove", network.pk, ane.pk)]
        for address in addresses:
            assert client.get(address).status_code in {302, 403}, address
            client.post(address)
        assert networks.members(network).count() == 2

    def test_searching_removing_and_a_constant_number_of_queries(
        self, organiser: Client, network: Network, ane: NetworkMember
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        address = url("members", network.pk)
        assert "Bo Berg" not in organiser.post(address, {"q": "åberg"}).text
        with CaptureQueriesContext(connection) as few:
            organiser.get(address)
        people, _problems = networks.parse_lines(
            "\n".join(f"Ny {n}, ny{n}@x.example" for n in range(20))
        )
        networks.add(network, people)
        with CaptureQueriesContext(connection) as many:
            organiser.get(address)
        assert len(many) == len(few)
        organiser.post(url("remove", network.pk, ane.pk))
        ane.refresh_from_db()
        assert (ane.name, ane.email, ane.left_on is None) == ("", "", False)


class TestInvitations:
    def test_each_member_is_invited_once(
        self, organiser: Client, network: Network, meeting: Activity
    ) -> None:
        address = reverse("activity:invite_members", args=[meeting.pk])
        assert "2 medlemmer får en invitation" in organiser.get(address).text
        organiser.post(address)
        networks.add(network, networks.parse_lines("Cy, cy@x.example")[0])
        assert "1 medlem får en invitation" in organiser.get(address).text
        organiser.post(address)
        outbox.deliver_due()
        assert sorted(m.to[0] for m in mail.outbox) == [
            "ane@klub.example",
            "bo@skole.example",
            "cy@x.example",
        ]
        assert mail.outbox[0].subject == "Invitation: Næste møde"
        assert mail.outbox[0].reply_to == ["net@vink.example"]
        assert "Forlad netværket: http" in mail.outbox[0].body

    def test_one_tap_signs_up_and_getting_the_page_does_not(
        self, client: Client, meeting: Activity, ane: NetworkMember
    ) -> None:
        networks.invite(meeting)
        assert "Ja, jeg kommer" in client.get(own(ane, "invitation", meeting.pk)).text
        assert not meeting.registrations.exists()
        for _tap in range(2):
            client.post(own(ane, "invitation_answer", meeting.pk), {"answer": "yes"})
        row = meeting.registrations.get()
        assert (row.name, row.email, row.status) == ("Ane Åberg", "ane@klub.example", "confirmed")
        assert row.booking.source == RegistrationSource.INVITED
        assert "Du er med" in client.get(own(ane, "invitation", meeting.pk)).text

    def test_not_this_time_and_then_yes_after_all(
        self, client: Client, meeting: Activity, ane: NetworkMember
    ) -> None:
        networks.invite(meeting)
        answer = own(ane, "invitation_answer", meeting.pk)
        client.post(answer, {"answer": "no"})
        assert NetworkInvitation.objects.get(member=ane).declined
        assert "ikke denne gang" in client.get(own(ane, "invitation", meeting.pk)).text
        client.post(answer, {"answer": "yes"})
        assert meeting.registrations.count() == 1

    def test_who_withdrew_can_say_yes_again(self, meeting: Activity, ane: NetworkMember) -> None:
        from events.cancellation import withdraw

        networks.invite(meeting)
        withdraw(networks.accept(ane, meeting))
        again = networks.accept(ane, meeting)
        assert again.is_active
        assert meeting.registrations.count() == 2

    def test_leaving_blanks_and_stands_for_good(
        self, client: Client, network: Network, meeting: Activity, ane: NetworkMember
    ) -> None:
        networks.invite(meeting)
        leave = own(ane, "network_leave")
        assert "Vil du forlade" in client.get(leave).text
        answer = client.post(leave, follow=True)
        assert "Du har forladt netværket" in answer.text
        ane.refresh_from_db()
        assert (ane.name, ane.email, ane.workplace) == ("", "", "")
        assert client.get(leave).status_code == 404
        outbox.deliver_due()
        assert [m.to[0] for m in mail.outbox] == ["bo@skole.example"]
        assert networks.to_invite(meeting).count() == 0
        assert networks.add(network, networks.parse_lines("Ane, ane@klub.example")[0]).left == 1

    def test_the_page_shows_the_next_dates(
        self, client: Client, network: Network, meeting: Activity, ane: NetworkMember
    ) -> None:
        later = ActivityFactory(network=network, title="Endnu et møde", starts_in_days=60)
        networks.invite(meeting)
        networks.invite(later)
        page = client.get(own(ane, "invitation", meeting.pk)).text
        assert "Endnu et møde" in page

    @pytest.mark.parametrize(
        "changes",
        [
            {"status": ActivityStatus.CLOSED},
            {"status": ActivityStatus.CANCELLED},
            {"discreet": True},
            {"network": None},
        ],
    )
    def test_nothing_when_it_is_shut_or_discreet(
        self, changes: dict[str, Any], client: Client, meeting: Activity, ane: NetworkMember
    ) -> None:
        networks.invite(meeting)
        Activity.objects.filter(pk=meeting.pk).update(**changes)
        client.post(own(ane, "invitation_answer", meeting.pk), {"answer": "yes"})
        assert not Registration.objects.exists()
        outbox.deliver_due()
        assert mail.outbox == []
        with pytest.raises(networks.InvitationRefused):
            networks.invite(meeting)

    def test_a_discreet_activity_has_no_invitations(
        self, organiser: Client, meeting: Activity
    ) -> None:
        Activity.objects.filter(pk=meeting.pk).update(discreet=True)
        address = reverse("activity:invite_members", args=[meeting.pk])
        assert organiser.get(address).status_code == 404
        client = Client()
        client.force_login(UserFactory(role="Kursusleder"))
        assert client.get(address).status_code == 404

    def test_who_was_not_invited_does_not_come_in(
        self, meeting: Activity, ane: NetworkMember
    ) -> None:
        with pytest.raises(registration.NotOpen):
            networks.accept(ane, meeting)
        stranger = Network.objects.create(name="Et andet")
        networks.add(stranger, networks.parse_lines("Dag, dag@x.example")[0])
        with pytest.raises(registration.NotOpen):
            networks.accept(networks.members(stranger).get(), meeting)


class TestMembersOnly:
    def sign_up(self, activity: Activity, **kwargs: Any) -> Any:
        return registration.register(
            activity=activity,
            people=[make_person()],
            contact=registration.Contact(),
            idempotency_key=activity.pk,
            **kwargs,
        )

    def test_the_public_form_stays_shut_and_staff_may(self, network: Network) -> None:
        activity = ActivityFactory(network=network, eligibility="network-member")
        assert availability.availability(activity).state == availability.State.MEMBERS
        with pytest.raises(registration.NotEligible):
            self.sign_up(activity)
        with pytest.raises(registration.NotEligible):
            self.sign_up(activity, source=RegistrationSource.STAFF, by=UserFactory())
        staff = UserFactory(role="Arrangør")
        self.sign_up(activity, source=RegistrationSource.STAFF, by=staff)

    @pytest.mark.parametrize("key", ["charter-member", "network-member"])
    def test_an_invitation_opens_nothing_else(self, key: str) -> None:
        activity = ActivityFactory(eligibility=key)
        with pytest.raises(registration.NotEligible):
            self.sign_up(activity, source=RegistrationSource.INVITED)

    def test_set_in_the_activitys_form(self, network: Network) -> None:
        class Form(network_forms.NetworkFormMixin, forms.ModelForm):
            members_only = network_forms.members_only()

            class Meta:
                model = Activity
                fields = ["network"]

        activity = ActivityFactory()
        form = Form({"members_only": "on"}, instance=activity)
        assert form.errors == {"network": [network_forms.NO_NETWORK]}
        Form({"members_only": "on", "network": network.pk}, instance=activity).save()
        assert Activity.objects.get(pk=activity.pk).eligibility == "network-member"
        Form({"network": network.pk}, instance=activity).save()
        assert Activity.objects.get(pk=activity.pk).eligibility == "anyone"
        forum = ActivityFactory(eligibility="charter-member")
        Form({}, instance=forum).save()
        assert Activity.objects.get(pk=forum.pk).eligibility == "charter-member"


def test_members_are_reminded_of_a_meeting_that_is_not_public(meeting: Activity) -> None:
    RegistrationFactory(activity=meeting)
    Registration.objects.update(created_at=timezone.now() - timedelta(days=5))
    assert reminders.remind_due(meeting.first_start - timedelta(hours=12)) == 1  # type: ignore[operator]
    assert not Activity.objects.public().exists()


def test_a_network_with_meetings_is_not_deleted(
    organiser: Client, network: Network, meeting: Activity
) -> None:
    page = organiser.post(url("delete", network.pk), follow=True)
    assert "der er planlagt møder" in page.text
    assert Network.objects.exists()


def test_who_was_invited_is_forgotten_with_the_participants(
    network: Network, meeting: Activity, ane: NetworkMember
) -> None:
    networks.invite(meeting)
    networks.decline(ane, meeting)
    retention.delete_staff_events(timezone.now() + timedelta(days=20 + 364))
    assert NetworkInvitation.objects.count() == 2
    assert retention.delete_staff_events(timezone.now() + timedelta(days=20 + 367)) == 2
    assert not NetworkInvitation.objects.exists()
    assert networks.members(network).count() == 2


@pytest.mark.parametrize("step", [planning.cancel, planning.open_signup])
def test_a_meeting_of_members_stays_out_of_the_calendar_whatever_becomes_of_it(
    client: Client, meeting: Activity, step: Any
) -> None:
    step(meeting)
    assert not Activity.objects.public().exists()
    assert client.get(reverse("events:activity_ics", args=[meeting.pk])).status_code == 404
    make_page(meeting)
    assert Activity.objects.public().exists()


def test_more_members_take_no_more_queries(
    network: Network, meeting: Activity, django_assert_max_num_queries: Any
) -> None:
    lines = "\n".join(f"Medlem {n}, medlem{n}@klub.example" for n in range(60))
    networks.add(network, networks.parse_lines(lines)[0])
    with django_assert_max_num_queries(10):
        assert networks.invite(meeting) == 62

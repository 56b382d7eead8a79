"""Who may do what: every role against every action, through the real addresses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from events.models import Activity, ActivityPage, Registration
from portal.accounts.models import User
from portal.accounts.roles import ROLES, set_up_roles
from tests.factories import (
    ActivityFactory,
    CatalogueFactory,
    RegistrationFactory,
    UserFactory,
    make_page,
)
from tests.reports.makers import make_report
from tests.surveys.makers import answered

pytestmark = pytest.mark.django_db

EDITOR, ORGANISER, COURSE_LEADER = "Redaktør", "Arrangør", "Kursusleder"
FORUM, ANALYST, ADMINISTRATOR = "Forumkoordinator", "Analytiker", "Administrator"
EVERYONE = {EDITOR, ORGANISER, COURSE_LEADER, FORUM, ANALYST, ADMINISTRATOR}
RUNNERS = {ORGANISER, COURSE_LEADER, FORUM}
KEEPERS = {EDITOR, ANALYST}


def of_activity(step: str) -> Callable[[Registration], str]:
    return lambda row: reverse(f"activity:{step}", args=[row.activity_id])


def of_person(step: str) -> Callable[[Registration], str]:
    return lambda row: reverse(f"activity:{step}", args=[row.activity_id, row.pk])


def fixed(name: str, *args: Any) -> Callable[[Registration], str]:
    return lambda row: reverse(name, args=args)


def of_report(step: str) -> Callable[[Registration], str]:
    return lambda row: reverse(f"statusreport:{step}", args=[make_report().pk])


def page_of(row: Registration) -> ActivityPage:
    return row.activity.pages.get()


def empty_activity(row: Registration) -> Activity:
    return ActivityFactory(with_page=False)


# Action → its address for one registration, and who may take it.
ACTIONS: dict[str, tuple[Callable[[Registration], str], set[str]]] = {
    "enter the admin": (fixed("wagtailadmin_home"), EVERYONE),
    "list activities": (fixed("activity:index"), EVERYONE),
    "create an activity": (fixed("activity:add"), RUNNERS),
    "change an activity": (of_activity("edit"), RUNNERS),
    "delete an activity": (
        lambda row: reverse("activity:delete", args=[empty_activity(row).pk]),
        RUNNERS,
    ),
    "read its history": (of_activity("history"), RUNNERS),
    "see participants": (of_activity("participants"), RUNNERS),
    "print the list": (of_activity("participants_pdf"), RUNNERS),
    "sign someone up": (of_activity("sign_up"), RUNNERS),
    "see the queue": (of_activity("queue"), RUNNERS),
    "give the next in line a seat": (of_activity("fill"), RUNNERS),
    "change the number of seats": (of_activity("resize"), RUNNERS),
    "see who waits for approval": (of_activity("pending"), RUNNERS),
    "take the list along": (of_activity("export"), RUNNERS),
    "see how many came": (fixed("turnout_report"), {*RUNNERS, ANALYST, ADMINISTRATOR}),
    "see one participant": (of_person("participant"), RUNNERS),
    "give someone a new link": (of_person("renew_link"), RUNNERS),
    "approve someone": (of_person("approve"), RUNNERS),
    "refuse someone": (of_person("refuse"), RUNNERS),
    "answer an offer for someone": (of_person("accept"), RUNNERS),
    "resend a confirmation": (of_person("resend"), RUNNERS),
    "withdraw someone": (of_person("withdraw"), RUNNERS),
    "ring people": (of_activity("calls"), RUNNERS),
    "write to the participants": (of_activity("group_message"), RUNNERS),
    "print a slip": (of_person("slip"), RUNNERS),
    "change the mails' words": (fixed("mailtexts"), {ORGANISER, ADMINISTRATOR}),
    "see the outbox": (fixed("outbox_report"), {ORGANISER, ADMINISTRATOR}),
    "open sign-up": (of_activity("open"), RUNNERS),
    "close sign-up": (of_activity("close"), RUNNERS),
    "cancel": (of_activity("cancel"), RUNNERS),
    "close the day": (of_activity("hold"), RUNNERS),
    "copy": (of_activity("duplicate"), RUNNERS),
    "lay dates": (of_activity("dates"), RUNNERS),
    "keep school holidays": (
        fixed("schoolholiday:index"),
        {ORGANISER, COURSE_LEADER, ADMINISTRATOR},
    ),
    "add a school holiday": (
        fixed("schoolholiday:add"),
        {ORGANISER, COURSE_LEADER, ADMINISTRATOR},
    ),
    "edit the page": (
        lambda row: reverse("wagtailadmin_pages:edit", args=[page_of(row).pk]),
        {EDITOR, *RUNNERS, ADMINISTRATOR},
    ),
    "delete a page": (
        lambda row: reverse("wagtailadmin_pages:delete", args=[make_page(empty_activity(row)).pk]),
        {EDITOR, *RUNNERS, ADMINISTRATOR},
    ),
    "see results": (fixed("survey_results_report"), {*RUNNERS, ANALYST, ADMINISTRATOR}),
    "read one survey's results": (
        lambda row: reverse("survey_result", args=[answered([5] * 12).pk]),
        {*RUNNERS, ANALYST, ADMINISTRATOR},
    ),
    "plan how many answers": (fixed("planner"), {*RUNNERS, ANALYST, ADMINISTRATOR}),
    "read the question bank": (fixed("bank_sheets"), {ORGANISER, ANALYST, ADMINISTRATOR}),
    "read its questions": (fixed("bank_questions"), {ORGANISER, ANALYST, ADMINISTRATOR}),
    "word a question": (fixed("bank_question_add"), {ANALYST, ADMINISTRATOR}),
    "begin a questionnaire": (fixed("bank_sheet_add"), {ANALYST, ADMINISTRATOR}),
    "fetch the standard questionnaires": (fixed("bank_standard"), {ANALYST, ADMINISTRATOR}),
    "answer hosts": (fixed("hostrequest:index"), {ORGANISER, FORUM, ADMINISTRATOR}),
    "read applications to the forum": (fixed("forum_admin:applications"), {FORUM}),
    "see the forum's members": (fixed("forum_admin:associations"), {FORUM}),
    "see who has not accepted": (fixed("forum_admin:associations_waiting"), {FORUM}),
    "take the forum's history along": (fixed("forum_admin:associations_csv"), {FORUM}),
    "publish a charter": (fixed("forum_admin:charter"), {FORUM}),
    "write the forum's texts": (fixed("forum_admin:texts"), {FORUM}),
    "set an agenda": (fixed("forum_admin:meetings"), {FORUM}),
    "follow up": (fixed("forum_admin:follow_ups"), {FORUM}),
    "read statements": (fixed("forum_admin:hearings"), {FORUM}),
    "see the forum's reach": (fixed("forum_admin:reach"), {FORUM}),
    "keep networks": (fixed("network:index"), RUNNERS),
    "start a network": (fixed("network:add"), RUNNERS),
    "choose how the survey is asked": (of_activity("survey_setup"), RUNNERS),
    "remind those who have not answered": (of_activity("survey_remind"), RUNNERS),
    "make codes": (of_activity("survey_make_codes"), RUNNERS),
    "see the checklist": (of_activity("checklist"), RUNNERS),
    "see the helpers": (of_activity("helpers"), RUNNERS),
    "keep vocabularies": (
        fixed("wagtailsnippets_events_theme:add"),
        {EDITOR, ADMINISTRATOR},
    ),
    "keep plans": (fixed("plan:index"), KEEPERS),
    "set a target": (fixed("target:add"), KEEPERS),
    "publish a figure": (fixed("publishedfigure:add"), KEEPERS),
    "keep status reports": (fixed("statusreport:index"), KEEPERS),
    "begin a status report": (fixed("statusreport:add"), KEEPERS),
    "comment on a status report": (of_report("comments"), KEEPERS),
    "publish a status report": (of_report("publish"), {EDITOR}),
    "throw a status report away": (of_report("delete"), {EDITOR}),
    "keep catalogues": (fixed("catalogue:index"), {EDITOR, ORGANISER, ADMINISTRATOR}),
    "make a catalogue": (fixed("catalogue:add"), {EDITOR, ORGANISER, ADMINISTRATOR}),
    "print a catalogue": (
        lambda row: reverse("catalogue:print", args=[CatalogueFactory().pk]),
        {EDITOR, ORGANISER, ADMINISTRATOR},
    ),
    "add an image": (
        fixed("wagtailimages:add_multiple"),
        {EDITOR, ORGANISER, FORUM, ADMINISTRATOR},
    ),
    "administer users": (fixed("wagtailusers_users:index"), {ADMINISTRATOR}),
    "add a user": (fixed("wagtailusers_users:add"), {ADMINISTRATOR}),
    "administer roles": (fixed("wagtailusers_groups:index"), {ADMINISTRATOR}),
    "administer languages": (fixed("wagtaillocales:index"), {ADMINISTRATOR}),
    "read the proof of deletion": (fixed("retentionrun:index"), {ADMINISTRATOR}),
}


def is_let_in(client: Client, address: str) -> bool:
    """Return whether the page itself came; Wagtail answers a refusal by sending one home."""
    response = client.get(address)
    assert response.status_code in {200, 302, 403}, f"{address}: {response.status_code}"
    return response.status_code == 200


@pytest.fixture
def row() -> Registration:
    return RegistrationFactory()


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_does_its_own_and_no_more(role: str, row: Registration) -> None:
    client = Client()
    client.force_login(UserFactory(role=role))
    wrong = []
    for action, (address, allowed) in ACTIONS.items():
        if is_let_in(client, address(row)) != (role in allowed):
            wrong.append(action)
    assert wrong == []


@pytest.mark.parametrize("step", ["open", "close", "cancel", "hold", "duplicate", "dates"])
def test_nobody_else_acts_by_posting(step: str, row: Registration) -> None:
    for role in sorted(EVERYONE - RUNNERS):
        client = Client()
        client.force_login(UserFactory(role=role))
        client.post(of_activity(step)(row))
    row.activity.refresh_from_db()
    assert row.activity.status == "open"
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("step", ["resend", "withdraw", "renew_link"])
def test_nobody_else_acts_on_people_by_posting(step: str, row: Registration) -> None:
    for role in sorted(EVERYONE - RUNNERS):
        client = Client()
        client.force_login(UserFactory(role=role))
        client.post(of_person(step)(row))
    row.refresh_from_db()
    assert row.is_confirmed
    assert row.link_version == 1


def test_the_table_of_roles_is_the_one_tested() -> None:
    assert set(ROLES) == EVERYONE


def test_no_role_makes_a_superuser() -> None:
    for role in EVERYONE:
        assert not UserFactory(role=role).is_superuser


def test_setting_up_again_takes_back_what_was_added_by_hand() -> None:
    from django.contrib.auth.models import Permission

    set_up_roles()
    group = Group.objects.get(name=ANALYST)
    before = set(group.permissions.values_list("codename", flat=True))
    group.permissions.add(Permission.objects.get(codename="access_discreet"))
    set_up_roles()
    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert Group.objects.filter(name__in=ROLES).count() == len(ROLES)


class TestDiscreet:
    """Discreet activities are not there for anyone without the group."""

    @pytest.fixture
    def hidden(self) -> Registration:
        return RegistrationFactory(activity=ActivityFactory(discreet=True, with_page=False))

    def client_of(self, role: str) -> Client:
        user: User = UserFactory(role=role) if role else UserFactory(is_superuser=True)
        client = Client()
        client.force_login(user)
        return client

    @pytest.mark.parametrize("role", [ORGANISER, FORUM, ""], ids=["organiser", "forum", "super"])
    def test_not_found_by_the_others(self, role: str, hidden: Registration) -> None:
        client = self.client_of(role)
        of_one = ("edit", "delete", "history", "usage", "participants", "participants_pdf")
        steps = (
            "open", "close", "cancel", "hold", "duplicate", "sign_up", "checklist", "helpers",
            "add_helper", "invite_members", "queue", "fill", "resize", "pending", "export", "dates",
        )  # fmt: skip
        addresses = [of_activity(step)(hidden) for step in (*of_one, *steps)]
        of_her = ("participant", "resend", "withdraw", "renew_link", "seat_out_of_turn", "reached")
        decisions = ("approve", "refuse", "accept", "decline")
        addresses += [of_person(step)(hidden) for step in (*of_her, *decisions)]
        found = [a for a in addresses if client.get(a).status_code != 404]
        found += [a for a in addresses if client.post(a).status_code not in {404, 405}]
        assert found == []
        assert hidden.activity.title not in client.get(reverse("activity:index")).text

    def test_found_by_the_group(self, hidden: Registration) -> None:
        client = self.client_of(COURSE_LEADER)
        assert hidden.activity.title in client.get(reverse("activity:index")).text
        assert client.get(of_activity("participants")(hidden)).status_code == 200

    def test_the_site_history_does_not_tell(self, hidden: Registration) -> None:
        self.client_of(COURSE_LEADER).post(of_activity("close")(hidden))
        hidden.activity.refresh_from_db()
        assert hidden.activity.status == "closed"
        report = self.client_of("").get(reverse("wagtailadmin_reports:site_history"))
        assert hidden.activity.title not in report.text


class TestNobodyMakesASuperuser:
    """Wagtail's own form would let whoever may change users do it."""

    @pytest.fixture
    def administrator(self) -> Client:
        client = Client()
        client.force_login(UserFactory(role=ADMINISTRATOR))
        return client

    def test_not_by_creating(self, administrator: Client) -> None:
        assert administrator.get(reverse("wagtailusers_users:add")).status_code == 200
        administrator.post(
            reverse("wagtailusers_users:add"),
            {
                "email": "ny@vink.example",
                "first_name": "Ny",
                "last_name": "Bruger",
                "password1": "",
                "password2": "",
                "is_superuser": "on",
                "groups": [Group.objects.get(name=ORGANISER).pk],
            },
        )
        user = User.objects.get(email="ny@vink.example")
        assert not user.is_superuser
        assert user.groups.get().name == ORGANISER

    def test_not_by_changing(self, administrator: Client) -> None:
        user = UserFactory()
        administrator.post(
            reverse("wagtailusers_users:edit", args=[user.pk]),
            {
                "email": user.email,
                "first_name": "Ny",
                "last_name": "Bruger",
                "is_active": "on",
                "is_superuser": "on",
            },
        )
        user.refresh_from_db()
        assert user.first_name == "Ny"
        assert not user.is_superuser

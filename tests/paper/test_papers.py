"""Sign-in sheets, badges and door signs: the right people, readable, and none too discreet."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from events import papers
from events.enums import ChoiceState, RegistrationStatus
from events.models import Activity, Choice, Registration, RegistrationChoice
from portal.accounts.models import User
from tests.factories import ActivityFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db

PEOPLE = ("Åse Ørum", "Ægidius Lund", "Anna Holm")
OF_PEOPLE = ["underskrifter", "navneskilte"]
ALL = ["deltagerliste", *OF_PEOPLE, "doerskilt"]


@pytest.fixture
def organiser() -> User:
    return UserFactory(role="Arrangør")


@pytest.fixture
def activity() -> Activity:
    made = ActivityFactory(title="Temadag", title_en="Theme day", with_page=False)
    for name in PEOPLE:
        RegistrationFactory(activity=made, name=name, workplace="Tingbjerg Skole")
    RegistrationFactory(activity=made, name="Vera Venter", status=RegistrationStatus.WAITING)
    return made


def read(kind: str, activity: Activity, user: User) -> PdfReader:
    session = activity.sessions.first()
    return PdfReader(BytesIO(papers.make(kind, activity, user=user, session=session)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def elements(reader: PdfReader) -> list[Any]:
    """Return every structure element, in reading order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.parametrize("kind", ALL)
def test_each_is_pdf_ua_with_title_and_language(
    kind: str, activity: Activity, organiser: User
) -> None:
    with translation.override("en"):
        reader = read(kind, activity, organiser)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "Theme day" in str(reader.metadata.title)
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in xmp
    figures = [e for e in elements(reader) if e["/S"] == "/Figure"]
    assert all(figure.get("/Alt") for figure in figures)
    assert "Theme day" in text_of(reader)


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_those_with_a_seat_in_danish_order(kind: str, activity: Activity, organiser: User) -> None:
    text = text_of(read(kind, activity, organiser)).replace("\n", " ")
    places = [text.index(name) for name in ("Anna Holm", "Ægidius Lund", "Åse Ørum")]
    assert places == sorted(places)
    assert "Vera" not in text
    assert "Tingbjerg Skole" in text
    assert "@skole.example" not in text


def test_a_sign_in_sheet_has_a_line_for_everyone_and_its_session(organiser: User) -> None:
    activity = ActivityFactory(days=2, with_page=False)
    first, second = activity.sessions.all()
    second.title = "Anden gang"
    second.save()
    RegistrationFactory(activity=activity)
    document = papers.make("underskrifter", activity, user=organiser, session=second)
    reader = PdfReader(BytesIO(document))
    text = text_of(reader)
    assert "Anden gang" in text
    assert "Underskrift" in text
    assert "makuleres efter brug" in text
    tags = [str(e["/S"]) for e in elements(reader)]
    assert tags.count("/H1") == 1
    assert {"/Table", "/TH", "/TD"} <= set(tags)
    assert first.title not in ("Anden gang",)


def test_ten_badges_to_a_sheet_with_a_code_each(organiser: User) -> None:
    activity = ActivityFactory(capacity=30, with_page=False)
    for _i in range(11):
        RegistrationFactory(activity=activity)
    reader = read("navneskilte", activity, organiser)
    assert len(reader.pages) == 2
    tags = [str(e["/S"]) for e in elements(reader)]
    assert tags.count("/Figure") == 11
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_a_badge_names_the_workshops_she_has_a_seat_in(activity: Activity, organiser: User) -> None:
    person = Registration.objects.get(name="Anna Holm")
    for number, (title, state) in enumerate(
        [("Samtaler", ChoiceState.SEATED), ("Dilemmaer", ChoiceState.WISHED)], start=1
    ):
        workshop = Choice.objects.create(activity=activity, title=title, round=number)
        RegistrationChoice.objects.create(
            registration=person, choice=workshop, round=number, state=state
        )
    text = text_of(read("navneskilte", activity, organiser))
    assert "Samtaler" in text
    assert "Dilemmaer" not in text


@pytest.mark.parametrize(
    ("name", "size", "lines"),
    [
        ("Bo", 26, 1),
        ("Anna Berg", 26, 1),
        ("Frederikke Kjærgaard-Sørensen", 20, 2),
        ("Alexandra-Victoria von Hohenzollern-Sigmaringen Christoffersen", 16, 3),
        ("Æ" * 80, 16, 3),
        ("", 26, 1),
    ],
)
def test_names_shrink_until_they_fit(name: str, size: int, lines: int) -> None:
    assert papers.name_size(name) == (size, lines)


def test_badges_take_as_many_queries_for_many_as_for_few(
    activity: Activity, organiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "pdf", lambda template, context, tell=None: b"")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            # Read anew, as by a request: what a user may see is asked once for each object.
            papers.make("navneskilte", activity, user=User.objects.get(pk=organiser.pk))
        return len(captured)

    few = queries()
    for _i in range(5):
        RegistrationFactory(activity=activity)
    assert queries() == few


def test_a_door_sign_says_what_when_and_where_and_names_nobody(
    activity: Activity, organiser: User
) -> None:
    activity.sessions.update(place="Sal 2")
    reader = read("doerskilt", activity, organiser)
    text = text_of(reader)
    assert "Temadag" in text
    assert "Sal 2" in text
    assert not any(name in text for name in PEOPLE)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert box.width > box.height


@pytest.mark.parametrize("kind", ALL)
def test_a_discreet_activity_has_none(kind: str) -> None:
    activity = ActivityFactory(discreet=True, with_page=False)
    leader = UserFactory(role="Kursusleder")
    with pytest.raises(KeyError):
        papers.make(kind, activity, user=leader, session=activity.sessions.get())
    assert papers.papers_for(activity) == {}


def test_nobody_discreet_stands_on_the_paper_of_one_who_may_not_see_her(organiser: User) -> None:
    hidden = RegistrationFactory(activity=ActivityFactory(discreet=True, with_page=False))
    with pytest.raises(KeyError):
        read("deltagerliste", hidden.activity, organiser)


class TestDoors:
    """The page of papers and its files."""

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(UserFactory(role=role))
        return client

    def addresses(self, activity: Activity) -> list[str]:
        session = activity.sessions.get().pk
        return [reverse("activity:papers", args=[activity.pk])] + [
            reverse("activity:paper", args=[activity.pk, kind]) + f"?moedegang={session}"
            for kind in ALL
        ]

    def test_the_page_offers_every_paper_in_both_languages(self, activity: Activity) -> None:
        page = self.client("Arrangør").get(self.addresses(activity)[0])
        for title in ("Deltagerliste", "Underskriftsliste", "Navneskilte", "Dørskilt"):
            assert f"Dansk: {title}" in page.text
            assert f"Engelsk: {title}" in page.text

    def test_each_is_handed_out_and_kept_nowhere(
        self, activity: Activity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = self.client("Arrangør")
        monkeypatch.setattr(papers, "pdf", lambda template, context, tell=None: b"%PDF")
        for address in self.addresses(activity)[2:]:
            response = client.get(f"{address}&sprog=en")
            assert response["Content-Type"] == "application/pdf"
            assert response["Cache-Control"].startswith("no-store, private")

    @pytest.mark.parametrize("role", ["Redaktør", "Analytiker", "Administrator"])
    def test_only_for_those_who_run_activities(self, activity: Activity, role: str) -> None:
        client = self.client(role)
        for address in self.addresses(activity):
            for ask in (client.get, client.post):
                assert ask(address).status_code in {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN}

    def test_a_discreet_activity_has_no_paper_for_its_leader_either(self) -> None:
        activity = ActivityFactory(discreet=True, with_page=False)
        for client in (self.client("Arrangør"), self.client("Kursusleder")):
            assert client.get(self.addresses(activity)[0]).status_code == HTTPStatus.NOT_FOUND
            for address in self.addresses(activity)[1:]:
                assert client.get(address).status_code == HTTPStatus.NOT_FOUND
                assert client.post(address).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize(
        "of", [lambda a: "underskrifter", lambda a: "doerskilt", lambda a: "findes-ikke"]
    )
    def test_a_paper_of_no_session_is_not_found(
        self, activity: Activity, of: Callable[[Activity], str]
    ) -> None:
        address = reverse("activity:paper", args=[activity.pk, of(activity)])
        assert self.client("Arrangør").get(address).status_code == HTTPStatus.NOT_FOUND

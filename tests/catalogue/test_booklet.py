"""The booklet, read back; made in the background; handed out while it tells the truth."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from events import jobs
from events.enums import ActivityStatus
from events.models import Activity, DocumentJob
from portal.accounts.models import User
from portal.catalogue import files, printing
from portal.catalogue.models import Catalogue, CatalogueFile
from tests.factories import (
    ActivityFactory,
    AudienceFactory,
    CatalogueFactory,
    CourseFactory,
    UserFactory,
)
from tests.knowledge.small_site import make_site

State = DocumentJob.State
LONG = (
    "Samtalen med den unge, når forældrene ikke vil være med, og hvad skolen så kan gøre "
    "sammen med SSP og klubben i det lange løb"
)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, catalogue: Catalogue, language: str = "da") -> Any:
    return client.post(reverse("catalogue:print", args=[catalogue.pk]), {"sprog": language})


def text_of(reader: PdfReader, number: int) -> str:
    """Return a page's text with its line breaks as blanks; ``number`` counts from 1."""
    return re.sub(r"\s+", " ", reader.pages[number - 1].extract_text())


def outline_of(reader: PdfReader) -> list[tuple[int, str]]:
    """Return depth and title of each bookmark."""

    def walk(items: Any, depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                yield depth, item.title

    return list(walk(reader.outline, 1))


def kinds_of(node: Any) -> set[str]:
    """Return the kinds of all structure elements below a node."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*map(kinds_of, node))
    if not isinstance(node, dict):
        return set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | kinds_of(node.get("/K", []))


@pytest.fixture
def catalogue() -> Catalogue:
    make_site()
    staff = AudienceFactory(key="frontpersonale", title="Frontpersonale", position=1)
    leaders = AudienceFactory(key="ledere", title="Ledere", position=2)
    course = CourseFactory(hours=36, activity__title="Mentorernes seks dage", sessions=6)
    activities = [course.activity]
    for number in range(11):
        title = f"Temadag {number:02} om tegn" if number else LONG
        activity = ActivityFactory(title=title, starts_in_days=10 + 9 * number)
        activity.audiences.set([staff, leaders] if number % 3 else [leaders])
        activity.save()
        if number % 2:
            activity.pages.update(summary="")
        activities.append(activity)
    ActivityFactory(title="Onsdagsgruppen", discreet=True)
    ActivityFactory(title="Kun en plan", status=ActivityStatus.PLANNED)
    gone = ActivityFactory(title="Aflyst dag", status=ActivityStatus.CANCELLED)
    hidden = list(Activity.objects.filter(title__in=["Onsdagsgruppen", "Kun en plan"]))
    made: Catalogue = CatalogueFactory(
        title_en="Courses this spring", activities=[*activities, *hidden, gone]
    )
    return made


@pytest.mark.slow
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_pressed_made_in_the_background_and_read_back(
    catalogue: Catalogue, drain_tasks: Callable[[], None]
) -> None:
    client = client_of(UserFactory(role="Redaktør"))
    answer = press(client, catalogue)
    assert DocumentJob.objects.get().state == State.QUEUED
    assert "venter på at blive lavet" in client.get(answer["Location"]).text
    assert not CatalogueFile.objects.exists()
    drain_tasks()
    ready = client.get(answer["Location"]).text
    assert "er klar og gemt" in ready
    public = Client().get(f"/katalog/{catalogue.slug}.pdf")
    assert public["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(public.content))
    kept = CatalogueFile.objects.get()
    assert kept.pages == len(reader.pages)
    shown = Client().get(f"/katalog/{catalogue.slug}/").text
    assert f"/katalog/{catalogue.slug}.pdf" in shown
    assert f"{kept.pages} sider, lavet" in shown
    _is_tagged(reader, "da", "Kurser i foråret")
    _contents_are_right(reader)
    whole = " ".join(text_of(reader, n) for n in range(1, kept.pages + 1))
    assert "Kunne holde en svær samtale" in whole
    assert "36 timer" in whole
    for never in ("Onsdagsgruppen", "Kun en plan", "Aflyst dag"):
        assert never not in whole
    links = {
        str(annotation.get_object()["/A"]["/URI"])
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object() and "/URI" in annotation.get_object()["/A"]
    }
    for activity in Activity.objects.filter(title__startswith="Temadag"):
        assert any(f"a-{str(activity.pk)[:8]}/" in link for link in links)


def _is_tagged(reader: PdfReader, language: str, title: str) -> None:
    root = reader.root_object
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>?=?\"?1", xmp)
    assert {"/H1", "/H2", "/H3", "/H4", "/Art", "/Figure", "/L", "/Link"} <= kinds_of(
        root["/StructTreeRoot"]
    )
    outline = outline_of(reader)
    assert [title for depth, title in outline if depth == 1] == [
        "Indhold", "For alle", "Frontpersonale", "Ledere", "Om kataloget",
    ]  # fmt: skip
    assert (3, LONG) in outline
    assert {depth for depth, _title in outline} == {1, 2, 3}


def _contents_are_right(reader: PdfReader) -> None:
    """Follow every line of the contents to the page it names."""
    first_chapter = next(n for n in range(2, 9) if not text_of(reader, n).startswith("Indhold"))
    contents = " ".join(text_of(reader, n) for n in range(2, first_chapter))
    for title in [
        LONG,
        "Mentorernes seks dage",
        *(f"Temadag {n:02} om tegn" for n in range(1, 11)),
    ]:
        found = re.search(rf"{re.escape(title)}[ .]+(\d+)", contents)
        assert found, title
        number = int(found[1])
        page = text_of(reader, number)
        assert title in page
        assert re.search(rf"\b{number}\b", page)  # printed on the page itself
    for chapter in ("For alle", "Frontpersonale", "Ledere"):
        found = re.search(rf"{chapter}[ .]+(\d+)", contents)
        assert found
        assert text_of(reader, int(found[1])).startswith(chapter)


@pytest.mark.django_db
class TestFiles:
    """Who has them made, who fetches them, and until when."""

    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
        make_site()

        def printed(template: str, context: Any, *, tell: Callable[[int], None]) -> bytes:
            for number in (1, 2, 3, 1, 2):  # laid out twice: at last on two pages
                tell(number)
            return f"%PDF {context['title']}".encode()

        monkeypatch.setattr(printing, "pdf", printed)
        settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}

    @pytest.fixture
    def day(self) -> Activity:
        activity: Activity = ActivityFactory(title="Temadagen")
        return activity

    @pytest.fixture
    def catalogue(self, day: Activity) -> Catalogue:
        made: Catalogue = CatalogueFactory(title_en="Courses", activities=[day])
        return made

    def made(self, catalogue: Catalogue, language: str = "da") -> DocumentJob:
        user = UserFactory(role="Redaktør")
        press(client_of(user), catalogue, language)
        job = DocumentJob.objects.latest("created_at")
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == State.DONE
        return job

    def test_one_for_each_language_and_a_new_one_takes_its_place(
        self, catalogue: Catalogue
    ) -> None:
        self.made(catalogue)
        self.made(catalogue)
        self.made(catalogue, "en")
        assert catalogue.files.count() == 2
        assert {one.pages for one in catalogue.files.all()} == {2}
        assert (
            Client().get(f"/katalog/{catalogue.slug}.pdf").content
            == b"%PDF Kurser i for\xc3\xa5ret"
        )
        assert Client().get(f"/en/katalog/{catalogue.slug}.pdf").content == b"%PDF Courses"

    def test_looking_begins_nothing_and_pressing_twice_is_pressing_once(
        self, catalogue: Catalogue
    ) -> None:
        client = client_of(UserFactory(role="Arrangør"))
        client.get(reverse("catalogue:print", args=[catalogue.pk]))
        assert not DocumentJob.objects.exists()
        assert press(client, catalogue)["Location"] == press(client, catalogue)["Location"]
        press(client, catalogue, "en")
        assert DocumentJob.objects.count() == 2
        assert press(client, catalogue, "xx").status_code == HTTPStatus.NOT_FOUND

    def test_a_draft_is_printed_for_staff_alone(self, catalogue: Catalogue) -> None:
        Catalogue.objects.update(published=False)
        self.made(catalogue)
        assert Client().get(f"/katalog/{catalogue.slug}.pdf").status_code == HTTPStatus.NOT_FOUND
        address = reverse("catalogue:booklet", args=[catalogue.pk, "da"])
        assert client_of(UserFactory(role="Arrangør")).get(address).status_code == HTTPStatus.OK
        Catalogue.objects.update(published=True)
        assert Client().get(f"/katalog/{catalogue.slug}.pdf").status_code == HTTPStatus.OK

    @pytest.mark.parametrize("change", [{"discreet": True}, {"status": ActivityStatus.PLANNED}])
    def test_it_is_taken_back_when_what_it_tells_of_is_no_longer_public(
        self, catalogue: Catalogue, day: Activity, change: dict[str, Any]
    ) -> None:
        self.made(catalogue)
        Activity.objects.filter(pk=day.pk).update(**change)
        assert Client().get(f"/katalog/{catalogue.slug}.pdf").status_code == HTTPStatus.NOT_FOUND
        assert not files.offered(catalogue)
        staff = client_of(UserFactory(role="Redaktør"))
        page = staff.get(reverse("catalogue:print", args=[catalogue.pk])).text
        assert "ikke offentlig mere" in page
        address = reverse("catalogue:booklet", args=[catalogue.pk, "da"])
        assert staff.get(address).status_code == HTTPStatus.NOT_FOUND
        self.made(catalogue)
        assert Client().get(f"/katalog/{catalogue.slug}.pdf").status_code == HTTPStatus.OK

    def test_only_the_asker_sees_the_job_and_only_while_she_may(self, catalogue: Catalogue) -> None:
        job = self.made(catalogue)
        asker = job.asked_by
        assert asker is not None
        address = reverse("catalogue:print_file", args=[catalogue.pk, job.pk])
        assert client_of(asker).get(address).status_code == HTTPStatus.OK
        other = client_of(UserFactory(role="Redaktør"))
        assert other.get(address).status_code == HTTPStatus.NOT_FOUND
        elsewhere = reverse("catalogue:print_file", args=[CatalogueFactory().pk, job.pk])
        assert client_of(asker).get(elsewhere).status_code == HTTPStatus.NOT_FOUND
        asker.groups.clear()
        assert client_of(asker).get(address).status_code == HTTPStatus.FOUND

    def test_nothing_is_made_for_one_who_may_not_or_no_longer(self, catalogue: Catalogue) -> None:
        leader = UserFactory(role="Kursusleder")
        with pytest.raises(PermissionError):
            printing.ask(catalogue, by=leader, language="da")
        press(client_of(leader), catalogue)
        assert not DocumentJob.objects.exists()
        editor = UserFactory(role="Redaktør")
        press(client_of(editor), catalogue)
        editor.groups.clear()
        jobs.run(DocumentJob.objects.get().pk)
        assert DocumentJob.objects.get().state == State.FAILED
        assert not CatalogueFile.objects.exists()

"""Papers of a meeting: for members, by every route, and for nobody else."""

from collections.abc import Callable

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document

from medborgerforum import meeting_feed, papers
from medborgerforum.models import AgendaPoint, Meeting, Paper, Representative
from tests.factories import UserFactory, make_document
from tests.factories.forum import make_association, make_meeting, make_representative
from tests.medborgerforum.meetings import ENDINGS, make_overdue, own_url

pytestmark = pytest.mark.django_db

OK, MISSING = 200, 404


@pytest.fixture
def amina() -> Representative:
    """Return a member's representative."""
    return make_representative()


@pytest.fixture
def paper() -> Paper:
    """Return a paper to a published agenda."""
    meeting = Meeting.objects.get(activity=make_meeting())
    Meeting.objects.filter(pk=meeting.pk).update(agenda_published_at=timezone.now())
    point = AgendaPoint.objects.create(meeting=meeting, state="on_agenda", title="Lys i parken")
    return Paper.objects.create(point=point, title="Plan", document=make_document())


def test_a_member_fetches_it_and_no_cache_keeps_it(
    client: Client, amina: Representative, paper: Paper
) -> None:
    """As a download that runs nothing and that neither caches nor search engines keep."""
    answer = client.get(own_url("own_paper", amina, paper.pk))
    assert answer.status_code == OK
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Disposition"].startswith("attachment")


def _not_published(paper: Paper) -> None:
    Meeting.objects.update(agenda_published_at=None)


def _only_proposed(paper: Paper) -> None:
    AgendaPoint.objects.update(state="proposed")


@pytest.mark.parametrize("change", [_not_published, _only_proposed])
def test_it_waits_for_the_agenda(
    client: Client, amina: Representative, paper: Paper, change: Callable[[Paper], None]
) -> None:
    """Only what is on a published agenda can be had."""
    change(paper)
    assert client.get(own_url("own_paper", amina, paper.pk)).status_code == MISSING


@pytest.mark.parametrize("ending", ["lapsed", "left"])
def test_who_is_member_no_more_reads_nothing(
    client: Client, amina: Representative, paper: Paper, ending: str
) -> None:
    """Neither paper nor agenda nor calendar, by a link that worked a moment ago."""
    page = own_url("own_meeting", amina, paper.point.meeting_id)
    assert "Lys i parken" in client.get(page).text

    ENDINGS[ending](amina.association)

    assert client.get(own_url("own_paper", amina, paper.pk)).status_code == MISSING
    assert client.get(meeting_feed.address(amina)).status_code == MISSING
    assert "Lys i parken" not in client.get(page).text


def test_who_has_still_to_accept_goes_on_reading(
    client: Client, amina: Representative, paper: Paper
) -> None:
    """Sign-up is shut, reading is not."""
    make_overdue(amina.association)
    assert client.get(own_url("own_paper", amina, paper.pk)).status_code == OK
    page = client.get(own_url("own_meeting", amina, paper.point.meeting_id)).text
    assert "Lys i parken" in page
    assert "nye charter" in page
    assert "Tilmeld mig" not in page


def test_without_a_confirmed_link_nothing_is_read(client: Client, paper: Paper) -> None:
    """Neither before she has confirmed, nor with another's or an old token."""
    new = make_representative(confirmed=False, email="ny@forening.example")
    assert papers.document_for(new, paper.pk) is None
    assert client.get(meeting_feed.address(new)).status_code == MISSING
    amina = make_representative(make_association("Klub"), email="a@klub.example")
    old = own_url("own_paper", amina, paper.pk)
    Representative.objects.filter(pk=amina.pk).update(link_version=2)
    assert client.get(old).status_code == MISSING


def test_the_documents_own_address_is_for_staff_who_run_the_forum(
    client: Client, paper: Paper
) -> None:
    """Wagtail hands out any document by its number; not one that is for members."""
    address, other = paper.document.url, make_document("andet.pdf").url
    people = {None: MISSING, "Redaktør": MISSING, "Forumkoordinator": OK}
    for role, status in people.items():
        client.logout()
        if role:
            client.force_login(UserFactory(role=role))
        assert client.get(address).status_code == status, role
        assert client.get(other).status_code == OK


def test_a_document_in_use_is_not_deleted(client: Client, paper: Paper) -> None:
    """The database refuses; before it, Wagtail's page knows where the document is used."""
    with pytest.raises(ProtectedError):
        paper.document.delete()
    assert Document.objects.filter(pk=paper.document_id).exists()
    client.force_login(UserFactory(role="Administrator"))
    page = client.get(reverse("wagtaildocs:delete", args=[paper.document_id]))
    assert page.status_code == OK


def test_a_document_stays_private_when_its_paper_goes(client: Client, paper: Paper) -> None:
    document = make_document(content=b"Kun for medlemmer")
    added = papers.add(paper.point, {"title": "Skitse", "document": document}, by=None)
    papers.remove(added, by=None)
    address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
    assert client.get(address).status_code in {302, 403, 404}
    client.force_login(UserFactory(role="Arrangør"))
    assert client.get(address).status_code in {302, 403, 404}

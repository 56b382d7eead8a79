"""The certificate as PDF, read back: text, tags, language, metadata; and two hundred at once."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from courses import certificate_papers, certificates
from courses.models import Certificate, Course
from courses.views.own_sessions import courses_url
from events import jobs, papers, when
from events.enums import AttendanceState, RegistrationStatus
from events.models import Attendance, Booking, DocumentJob, Registration
from events.papers import Job
from events.when import COPENHAGEN
from tests.completion.courses import course, person, sessions_of
from tests.factories import ActivityFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(pdf))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    return reader, "\n".join(pages)


def job_of(made: Course) -> Job:
    return Job(made.activity, Registration.objects.filter(activity=made.activity), None, None)


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_says_who_what_when_and_how_to_check_it(language: str) -> None:
    made = course(
        sessions_needed=5,
        refresh_months=24,
        hours="36.5",
        aims_en="Know the signs",
        activity__title_en="The mentors' six days",
        activity__place="Rådhuset, 1599 København V",
    )
    registration = person(made, 1, 2, 3, 4, 5, name="Åse Ørum", email="hemmelig@skole.example")
    with translation.override(language):
        reader, text = read(certificate_papers.own_pdf(registration))
        days = [when.plain_day(s.start).rpartition(" ")[0] for s in sessions_of(made)[:5]]
    certificate = Certificate.objects.get()
    danish = language == "da"
    assert len(reader.pages) == 1
    assert "Åse Ørum" in text
    assert ("Mentorernes seks dage" if danish else "The mentors' six days") in text
    assert ("Kende tegn på mistrivsel" if danish else "Know the signs") in text
    assert "Rådhuset, 1599 København V" in text
    assert all(day in text for day in days)
    assert certificates.spaced(certificate.code) in text
    assert certificate.refresh_by
    if danish:
        assert "Deltagerbevis" in text
        assert "36 timer og 30 minutter" in text
        assert "5 af 6 mødegange" in text
        assert f"Opfriskes senest {when.plain_day(certificate.refresh_by)}" in text
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    title = "Mentorernes seks dage" if danish else "The mentors' six days"
    assert title in str(reader.metadata.title)
    hidden = str(dict(reader.metadata)) + (
        reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
        if reader.xmp_metadata
        else ""
    )
    assert "pdfuaid" in hidden
    for personal in ("Åse", "Ørum", "hemmelig", "@"):
        assert personal not in hidden
    assert "hemmelig" not in text


def test_the_qr_leads_to_the_public_page_of_its_code() -> None:
    made = course(sessions=1, over=1)
    certificate = certificates.issue(person(made, 1))
    address = certificate_papers.verify_url(certificate)
    assert address.endswith(f"/bevis/{certificate.code}/")


def test_a_corrected_name_gets_a_paper_that_can_be_checked() -> None:
    made = course(sessions=1, over=1)
    registration = person(made, 1, name="Aase Örum")
    certificate = certificates.issue(registration)
    Registration.objects.update(name="Åse Ørum")
    certificate_papers.own_pdf(Registration.objects.get())
    certificate.refresh_from_db()
    assert certificates.is_named(certificate, "Åse Ørum")
    assert not certificates.is_named(certificate, "Aase Örum")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([(2026, 3, 3)], "3. marts 2026"),
        ([(2026, 3, 3), (2026, 3, 10)], "3. marts og 10. marts 2026"),
        (
            [(2026, 12, 8), (2026, 12, 15), (2027, 1, 5)],
            "8. december, 15. december 2026 og 5. januar 2027",
        ),
        ([(2026, 3, n) for n in range(1, 11)], "10 dage fra 1. marts 2026 til 10. marts 2026"),
    ],
)
def test_dates_in_words(days: Any, said: str) -> None:
    activity = ActivityFactory(with_page=False, days=0)
    sessions = [
        SessionFactory(activity=activity, start=datetime(*day, 9, tzinfo=COPENHAGEN))
        for day in days
    ]
    assert certificate_papers.dates(sessions) == said


def test_fetched_on_her_own_page_and_braked() -> None:
    made = course(sessions=1, over=1)
    client, url = Client(), courses_url("own_certificate_pdf", person(made, 1))
    response = client.get(f"{url}?sprog=en")
    assert response["Content-Type"] == "application/pdf"
    assert "private" in response["Cache-Control"]
    assert PdfReader(BytesIO(response.content)).trailer["/Root"]["/Lang"] == "en"


def test_the_brake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate_papers, "own_pdf", lambda registration: b"%PDF-bevis")
    made = course(sessions=1, over=1)
    client, url = Client(), courses_url("own_certificate_pdf", person(made, 1))
    assert [client.get(url).status_code for _n in range(12)].count(302) == 2


def test_all_of_a_course_and_only_those_who_met_the_rule() -> None:
    made = course(sessions=2, over=2)
    person(made, 1, 2, name="Bo Ærø")
    person(made, 1, name="Halvvejs Hansen")
    person(made, 1, 2, name="Anne Ager")
    everyone = Registration.objects.filter(activity=made.activity)
    reader, text = read(
        certificate_papers.all_of_activity(Job(made.activity, everyone, None, None))
    )
    assert len(reader.pages) == 2
    assert text.index("Anne Ager") < text.index("Bo Ærø")
    assert "Halvvejs" not in text
    assert Certificate.objects.count() == 2


def test_none_yet_is_said_in_words() -> None:
    made = course(sessions=2, over=2)
    person(made, 1)
    everyone = Registration.objects.filter(activity=made.activity)
    _reader, text = read(
        certificate_papers.all_of_activity(Job(made.activity, everyone, None, None))
    )
    assert "Ingen har opfyldt kravet endnu" in text


def test_only_courses_that_give_one_have_the_paper() -> None:
    made = course(sessions=1, over=1)
    assert "beviser" in papers.papers_for(made.activity)
    assert "beviser" not in papers.papers_for(ActivityFactory(with_page=False))
    made.activity.discreet = True
    assert "beviser" not in papers.papers_for(made.activity)
    client = Client()
    client.force_login(UserFactory(role="Arrangør"))
    elsewhere = ActivityFactory(with_page=False)
    url = reverse("activity:paper", args=[elsewhere.pk, "beviser"])
    assert client.get(url).status_code == 404


@pytest.mark.slow
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_in_the_background_with_progress(
    drain_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = course(sessions=1, over=1, activity__capacity=300)
    booking = Booking.objects.create(activity=made.activity, idempotency_key=made.pk)
    rows = [
        Registration(
            activity=made.activity,
            booking=booking,
            name=f"Deltager {i:03} Åkjær",
            sort_key=f"deltager {i:03}",
            status=RegistrationStatus.CONFIRMED,
        )
        for i in range(205)
    ]
    Registration.objects.bulk_create(rows)
    (session,) = sessions_of(made)
    Attendance.objects.bulk_create(
        Attendance(session=session, registration=row, state=AttendanceState.PRESENT)
        for row in rows[:200]
    )
    user = UserFactory()
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["run_activity", "access_admin"])
    )
    client = Client()
    client.force_login(user)
    address = reverse("activity:paper", args=[made.activity.pk, "beviser"])
    answer = client.post(address, {"sprog": "da"})
    said: list[int] = []
    real = jobs._Progress.__call__

    def listening(self: Any, pages: int) -> None:
        said.append(pages)
        self.said -= jobs.EVERY  # as if a second had passed
        real(self, pages)
        if pages == 50:
            assert "Side 50 af omkring 205" in client.get(answer["Location"]).text

    monkeypatch.setattr(jobs._Progress, "__call__", listening)
    drain_tasks()
    job = DocumentJob.objects.get()
    assert job.state == DocumentJob.State.DONE
    assert max(said) == 200
    reader, text = read(bytes(job.file or b""))
    assert len(reader.pages) == 200
    assert all(f"Deltager {i:03} Åkjær" in text for i in range(200))
    assert not any(f"Deltager {i:03}" in text for i in range(200, 205))

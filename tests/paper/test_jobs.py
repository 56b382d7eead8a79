"""Long papers are made by the worker, with progress, for the one who asked, for an hour."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events import jobs, papers
from events.enums import RegistrationStatus
from events.models import Activity, Booking, DocumentJob, Registration
from events.sorting import danish_sort_key
from portal.accounts.models import User
from tests.factories import ActivityFactory, UserFactory

State = DocumentJob.State


def with_people(number: int, **kwargs: Any) -> Activity:
    activity = ActivityFactory(capacity=number, with_page=False, **kwargs)
    booking = Booking.objects.create(activity=activity, idempotency_key=activity.pk)
    names = [f"Deltager {i:03} Åkjær" for i in range(number)]
    Registration.objects.bulk_create(
        Registration(
            activity=activity,
            booking=booking,
            name=name,
            sort_key=danish_sort_key(name),
            workplace="Tingbjerg Skole",
            status=RegistrationStatus.CONFIRMED,
        )
        for name in names
    )
    return activity


def organiser() -> User:
    user = UserFactory(is_active=True)
    own = ("run_activity", "access_admin")
    user.user_permissions.add(*Permission.objects.filter(codename__in=own))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(client: Client, activity: Activity, kind: str = "deltagerliste") -> Any:
    address = reverse("activity:paper", args=[activity.pk, kind])
    return client.post(address, {"sprog": "da"})


@pytest.mark.slow
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_five_hundred_names_are_made_in_the_background_with_progress(
    drain_tasks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    activity, user = with_people(500), organiser()
    client = client_of(user)
    listed = client.get(reverse("activity:participants_pdf", args=[activity.pk]))
    assert listed["Location"] == reverse("activity:papers", args=[activity.pk])
    answer = ask(client, activity)
    job = DocumentJob.objects.get()
    assert job.state == State.QUEUED
    assert "venter på at blive lavet" in client.get(answer["Location"]).text
    said: list[int] = []
    real = jobs._Progress.__call__

    def listening(self: Any, pages: int) -> None:
        said.append(pages)
        self.said -= jobs.EVERY  # as if a second had passed
        real(self, pages)
        if pages == 5:
            page = client.get(answer["Location"]).text
            assert "Side 5 af omkring 17" in page
            assert "data-poll" in page

    monkeypatch.setattr(jobs._Progress, "__call__", listening)
    drain_tasks()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert said == list(range(1, max(said) + 1))
    ready = client.get(answer["Location"])
    assert "Hent PDF" in ready.text
    assert "data-poll" not in ready.text
    file = client.get(reverse("activity:paper_file", args=[activity.pk, job.pk]))
    reader = PdfReader(BytesIO(file.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert all(f"Deltager {i:03} Åkjær" in text for i in range(500))
    assert file["Cache-Control"].startswith("no-store, private")


@pytest.mark.django_db
class TestJobs:
    """Who asks, who fetches, and what becomes of it."""

    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
        monkeypatch.setattr(papers, "participant_list_pdf", lambda *a, **k: b"%PDF-liste")
        monkeypatch.setattr(papers, "pdf", lambda *a, **k: b"%PDF-papir")
        settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
        return

    @pytest.fixture
    def activity(self) -> Activity:
        return with_people(101)

    @pytest.fixture
    def user(self) -> User:
        return UserFactory(role="Arrangør")

    def file(self, client: Client, job: DocumentJob) -> Any:
        return client.get(reverse("activity:paper_file", args=[job.activity_id, job.pk]))

    def test_looking_begins_nothing_and_asking_twice_is_asking_once(
        self, activity: Activity, user: User
    ) -> None:
        client = client_of(user)
        address = reverse("activity:paper", args=[activity.pk, "navneskilte"])
        assert client.get(address).status_code == HTTPStatus.FOUND
        assert not DocumentJob.objects.exists()
        first, second = ask(client, activity), ask(client, activity)
        assert first["Location"] == second["Location"]
        assert DocumentJob.objects.count() == 1
        ask(client, activity, "navneskilte")
        ask(client_of(UserFactory(role="Arrangør")), activity)
        assert DocumentJob.objects.count() == 3

    def test_a_hundred_are_made_at_once(self, user: User) -> None:
        response = client_of(user).get(
            reverse("activity:participants_pdf", args=[with_people(100).pk])
        )
        assert response.content == b"%PDF-liste"

    def test_a_door_sign_is_never_long(self, activity: Activity) -> None:
        assert not jobs.takes_long("doerskilt", activity)
        assert jobs.takes_long("underskrifter", activity)

    def test_only_the_asker_fetches_it_and_only_while_she_may(
        self, activity: Activity, user: User
    ) -> None:
        client = client_of(user)
        ask(client, activity)
        job = DocumentJob.objects.get()
        assert self.file(client, job).status_code == HTTPStatus.NOT_FOUND  # not ready
        assert jobs.run(job.pk) is True
        assert self.file(client, job).content == b"%PDF-liste"
        other = client_of(UserFactory(role="Arrangør"))
        assert self.file(other, job).status_code == HTTPStatus.NOT_FOUND
        shown = other.get(reverse("activity:paper_job", args=[activity.pk, job.pk]))
        assert shown.status_code == HTTPStatus.NOT_FOUND
        elsewhere = reverse("activity:paper_file", args=[with_people(1).pk, job.pk])
        assert client.get(elsewhere).status_code == HTTPStatus.NOT_FOUND
        user.groups.clear()
        assert self.file(client, job).status_code in {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN}

    def test_an_activity_turned_discreet_takes_its_papers_along(
        self, activity: Activity, user: User
    ) -> None:
        client = client_of(user)
        ask(client, activity)
        job = DocumentJob.objects.get()
        jobs.run(job.pk)
        Activity.objects.filter(pk=activity.pk).update(discreet=True)
        assert self.file(client, job).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("lost", ["right", "sight", "discreet"])
    def test_nothing_is_made_for_one_who_may_no_longer(
        self, activity: Activity, user: User, lost: str
    ) -> None:
        ask(client_of(user), activity, "navneskilte")
        job = DocumentJob.objects.get()
        if lost == "right":
            user.groups.clear()
        elif lost == "sight":
            Activity.objects.update(discreet=True)
        else:
            user.groups.set(UserFactory(role="Kursusleder").groups.all())
            Activity.objects.update(discreet=True)
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.file) == (State.FAILED, None)

    def test_two_workers_make_it_once(self, activity: Activity, user: User) -> None:
        ask(client_of(user), activity)
        job = DocumentJob.objects.get()
        assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]

    def test_a_failure_is_told_without_names(
        self,
        activity: Activity,
        user: User,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def fails(*args: Any, **kwargs: Any) -> bytes:
            raise ValueError("Deltager 007 Åkjær")

        monkeypatch.setattr(papers, "participant_list_pdf", fails)
        client = client_of(user)
        answer = ask(client, activity)
        jobs.run(DocumentJob.objects.get().pk)
        assert "Det lykkedes ikke" in client.get(answer["Location"]).text
        assert "ValueError" in caplog.text
        assert "Åkjær" not in caplog.text

    def test_it_is_deleted_an_hour_after_and_a_lost_one_has_failed(
        self, activity: Activity, user: User
    ) -> None:
        client = client_of(user)
        ask(client, activity)
        ask(client, activity, "navneskilte")
        made, lost = DocumentJob.objects.order_by("created_at")
        jobs.run(made.pk)
        now = timezone.now()
        assert jobs.delete_due(now + timedelta(minutes=14)) == 0
        jobs.delete_due(now + timedelta(minutes=16))
        lost.refresh_from_db()
        assert lost.state == State.FAILED
        assert self.file(client, made).status_code == HTTPStatus.OK
        assert jobs.delete_due(now + timedelta(minutes=61)) == 1
        assert not DocumentJob.objects.filter(pk=made.pk).exists()


@pytest.mark.django_db
def test_the_clock_deletes_documents() -> None:
    from events import clock

    assert {"delete_documents", "forget_checkin_taps"} <= set(clock._jobs)

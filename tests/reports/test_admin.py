"""Staff write a report: begin, comment, lay out, publish; and nobody else does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import jobs
from events.models import DocumentJob
from portal.targets import report_pdf, report_xlsx, status_reports
from portal.targets.models import Plan, ReportComment, StatusReport, Target
from tests.factories import UserFactory
from tests.targets.makers import make_plan, make_target

from .makers import make_report

pytestmark = pytest.mark.django_db
State = DocumentJob.State
STEPS = ("report", "comments", "publish", "edit", "delete")


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def address(step: str, report: StatusReport) -> str:
    return reverse(f"statusreport:{step}", args=[report.pk])


@pytest.fixture
def editor() -> Client:
    return client_of("Redaktør")


@pytest.fixture
def plan() -> Plan:
    plan = make_plan(title="Planen")
    make_target(plan=plan, code="T1", title="Første mål")
    make_target(plan=plan, code="T2", title="Andet mål")
    return plan


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let jobs wait for ``jobs.run``, and make papers of a few bytes."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}

    def paper(content: Any, language: str, **kwargs: Any) -> bytes:
        return f"%PDF {language} {content['draft']}".encode()

    monkeypatch.setattr(report_pdf, "make", paper)


def begin(client: Client, plan: Plan, **kwargs: Any) -> Any:
    data = {"plan": plan.pk, "year": timezone.localdate().year, "title": "Status", "foreword": ""}
    return client.post(reverse("statusreport:add"), data | kwargs)


def test_begin_a_draft_and_land_on_its_page(editor: Client, plan: Plan) -> None:
    answer = begin(editor, plan)
    report = StatusReport.objects.get()
    assert answer["Location"] == address("report", report)
    page = editor.get(answer["Location"]).text
    assert "Udkast" in page
    assert "0 af 2 mål" in page
    assert "Udkast" in editor.get(reverse("statusreport:index")).text


def test_without_a_title_it_is_called_after_its_year(editor: Client, plan: Plan) -> None:
    year = timezone.localdate().year
    assert f'value="{year}"' in editor.get(reverse("statusreport:add")).text
    begin(editor, plan, title="")
    assert StatusReport.objects.get().title == f"Statusrapport {year}"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"year": 1990}, "hører til planen"),
        ({"title": "Om 010190-1234"}, "CPR"),
        ({"foreword": "Om 010190-1234"}, "CPR"),
    ],
)
def test_what_cannot_be_begun(editor: Client, plan: Plan, wrong: dict, said: str) -> None:
    assert said in begin(editor, plan, **wrong).text
    assert not StatusReport.objects.exists()


def test_no_second_one_a_year(editor: Client, plan: Plan) -> None:
    begin(editor, plan)
    assert "allerede en rapport" in begin(editor, plan).text
    assert StatusReport.objects.count() == 1


class TestComments:
    """One page, all targets; only what was changed is saved."""

    def field(self, code: str) -> str:
        return f"maal-{Target.objects.get(code=code).pk}"

    def test_each_target_with_its_figure_and_verdict(self, editor: Client, plan: Plan) -> None:
        page = editor.get(address("comments", make_report(plan))).text
        for words in ("Første mål", "Andet mål", "Ikke nået endnu", "mindst 10 stk."):
            assert words in page

    def test_all_are_saved_and_empty_ones_go(self, editor: Client, plan: Plan) -> None:
        report = make_report(plan)
        data = {self.field("T1"): "Et\r\n\r\nTo", self.field("T2"): "Tre"}
        editor.post(address("comments", report), data)
        kept = {c.target.code: c.text for c in ReportComment.objects.all()}
        assert kept == {"T1": "Et\n\nTo", "T2": "Tre"}
        before = {f"initial-{name}": text for name, text in data.items()}
        editor.post(address("comments", report), {**data, **before, self.field("T2"): ""})
        assert [c.target.code for c in ReportComment.objects.all()] == ["T1"]

    def test_a_cpr_number_saves_nothing_and_loses_nothing(self, editor: Client, plan: Plan) -> None:
        report = make_report(plan)
        data = {self.field("T1"): "Langt og godt", self.field("T2"): "Om 010190-1234"}
        page = editor.post(address("comments", report), data).text
        assert "Fjern CPR-nummeret" in page
        assert "Langt og godt" in page
        assert not ReportComment.objects.exists()

    def test_two_editors_do_not_undo_each_other(self, editor: Client, plan: Plan) -> None:
        report = make_report(plan)
        opened = {f"initial-{self.field(code)}": "" for code in ("T1", "T2")}
        first, second = {self.field("T1"): "Min"}, {self.field("T2"): "Din", self.field("T1"): ""}
        editor.post(address("comments", report), opened | first | {self.field("T2"): ""})
        client_of("Analytiker").post(address("comments", report), opened | second)
        assert {c.text for c in ReportComment.objects.all()} == {"Min", "Din"}


class TestInTheBackground:
    """Drafts and publishing are made by the worker."""

    def test_a_draft_is_made_and_handed_to_the_one_who_asked(
        self, editor: Client, plan: Plan, waiting: None
    ) -> None:
        report = make_report(plan)
        data = {"slags": "statusrapport-pdf", "sprog": "en"}
        progress = editor.post(address("make", report), data)["Location"]
        assert "venter på at blive lavet" in editor.get(progress).text
        jobs.run(DocumentJob.objects.get().pk)
        assert "Udkastet er klar" in editor.get(progress).text
        paper = editor.get(f"{progress}fil/")
        assert paper.content == b"%PDF en True"
        assert "no-store" in paper["Cache-Control"]
        assert "udkast" in paper["Content-Disposition"]
        other = client_of("Redaktør")
        assert other.get(progress).status_code == 404
        assert other.get(f"{progress}fil/").status_code == 404

    def test_publishing_asks_first_and_then_freezes(
        self, editor: Client, plan: Plan, waiting: None
    ) -> None:
        report = make_report(plan)
        assert "Rapporten fryses" in editor.get(address("publish", report)).text
        assert not DocumentJob.objects.exists()
        progress = editor.post(address("publish", report))["Location"]
        report.refresh_from_db()
        assert not report.is_published
        jobs.run(DocumentJob.objects.get().pk)
        assert "udgivet og frosset" in editor.get(progress).text
        report.refresh_from_db()
        assert report.is_published
        assert report.published_by is not None
        page = editor.get(address("report", report)).text
        assert f"/statusrapporter/{plan.key}/{report.year}/" in page
        assert bytes(report.files.get(language="da", kind="pdf").content) == b"%PDF da False"

    def test_a_worker_that_fails_publishes_nothing_and_says_so(
        self, editor: Client, plan: Plan, waiting: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(content: Any, language: str) -> bytes:
            raise MemoryError

        monkeypatch.setattr(report_xlsx, "make", dies)
        report = make_report(plan)
        progress = editor.post(address("publish", report))["Location"]
        jobs.run(DocumentJob.objects.get().pk)
        assert "intet er udgivet" in editor.get(progress).text
        report.refresh_from_db()
        assert not report.is_published


@pytest.mark.parametrize("step", ["comments", "edit", "delete", "publish"])
def test_a_published_report_says_why_not(
    editor: Client, plan: Plan, waiting: None, step: str
) -> None:
    report = status_reports.publish(make_report(plan), UserFactory(role="Redaktør"))
    for ask in (editor.get, editor.post):
        answer = ask(address(step, report), follow=True)
        assert answer.redirect_chain[0][0] == address("report", report)
        assert "kan ikke længere rettes eller slettes" in answer.text
    assert StatusReport.objects.get().title == report.title


class TestWhoMay:
    """Redaktør publishes; Analytiker writes; the others are not let in."""

    @pytest.mark.parametrize(
        "role", ["Arrangør", "Kursusleder", "Forumkoordinator", "Administrator"]
    )
    def test_the_others_see_nothing(self, role: str, plan: Plan) -> None:
        report, client = make_report(plan), client_of(role)
        ajax: dict[str, Any] = {"headers": {"x-requested-with": "XMLHttpRequest"}}
        for path in [address(step, report) for step in (*STEPS, "make")]:
            for ask in (client.get, client.post):
                assert ask(path, **ajax).status_code == 403, path
        assert client.get(reverse("statusreport:index"), **ajax).status_code == 403

    def test_an_analyst_writes_and_does_not_publish(self, plan: Plan, waiting: None) -> None:
        report, analyst = make_report(plan), client_of("Analytiker")
        assert "En redaktør udgiver" in analyst.get(address("report", report)).text
        analyst.post(address("publish", report))
        analyst.post(address("delete", report))
        assert not DocumentJob.objects.exists()
        assert StatusReport.objects.exists()

    def test_nothing_is_published_for_one_who_may_no_longer(
        self, plan: Plan, waiting: None
    ) -> None:
        user = UserFactory(role="Redaktør")
        client, report = Client(), make_report(plan)
        client.force_login(user)
        client.post(address("publish", report))
        user.groups.clear()
        jobs.run(DocumentJob.objects.get().pk)
        assert DocumentJob.objects.get().state == State.FAILED
        report.refresh_from_db()
        assert not report.is_published


def test_unknown_papers_are_not_made(editor: Client, plan: Plan) -> None:
    report = make_report(plan)
    for data in ({"slags": "statusrapport-udgiv", "sprog": "da"}, {"slags": "statusrapport-pdf"}):
        assert editor.post(address("make", report), data).status_code == 404

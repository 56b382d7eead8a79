"""What the demo holds when it has been loaded into an empty database."""

from datetime import timedelta

import pytest
from django.db.models import Count, Q
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision, Site

from courses import neutral_texts
from courses.models import Application
from events import seats
from events.enums import ActivityKind, ActivityStatus, AttendanceState, SurveyStatus
from events.models import (
    Activity,
    ActivityPage,
    Attendance,
    InstrumentQuestion,
    OutboxMessage,
    Registration,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    WorkplaceKind,
)
from portal.accounts.models import User
from portal.demo.content import entries
from portal.demo.staff import ACCOUNTS, PASSWORD
from portal.knowledge.models import ArticlePage, FundingCallPage, InitiativePage, StandardPage
from portal.targets.models import Plan, Target

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.slow]


def test_the_site_begins_at_the_front_page_in_both_languages() -> None:
    home = Site.objects.get(is_default_site=True).root_page
    assert home.live
    assert {p.locale.language_code for p in home.get_translations(inclusive=True).live()} == {
        "da",
        "en",
    }
    assert not Page.objects.filter(depth=2, slug="home").exists()


def test_every_published_target_is_there() -> None:
    codes = {entry["code"] for entry in entries("plans", "targets")}
    assert len(codes) == 27
    assert codes <= set(Target.objects.values_list("code", flat=True))
    assert Plan.objects.filter(key__in=["2014", "2016-17"]).count() == 2


def test_a_figure_lost_in_the_source_stays_empty() -> None:
    lost = Target.objects.get(code="T1")
    assert lost.threshold_numerator is None
    assert lost.threshold_note


def test_a_share_is_kept_as_a_fraction() -> None:
    target = Target.objects.get(code="T4")
    assert (target.threshold_numerator, target.threshold_denominator) == (80, 100)
    assert target.question_keys == ["able_to_help"]
    asked = Survey.objects.filter(activity__kind__in=target.activity_kinds)
    assert target.population in asked.values_list("population", flat=True)


def test_every_kind_of_activity_is_there_and_there_is_something_to_come() -> None:
    assert set(Activity.objects.values_list("kind", flat=True)) == set(ActivityKind.values)
    coming = Activity.objects.filter(sessions__start__gt=timezone.now(), status="open").distinct()
    assert coming.count() >= 6
    assert Activity.objects.filter(status=ActivityStatus.CANCELLED).count() == 1


def test_what_is_discreet_is_told_of_in_approved_neutral_words_alone() -> None:
    opened = Activity.objects.filter(discreet=True, status=ActivityStatus.OPEN)
    assert opened.count() == 2
    for activity in opened:
        assert neutral_texts.missing(activity) == []
        assert activity.registrations.exists()
    assert not ActivityPage.objects.filter(activity__discreet=True).exists()
    over = Registration.objects.filter(activity__discreet=True, activity__status="held")
    assert not over.exists()


def test_two_people_may_see_what_is_discreet() -> None:
    assert User.objects.filter(groups__name="Kursusleder", is_active=True).count() == 2


def test_trainings_have_applicants_and_people_with_and_without_a_certificate() -> None:
    assert Application.objects.filter(answered_at=None).count() == 12
    assert Application.objects.exclude(verdict="").count() == 4
    held = Activity.objects.get(course__isnull=False, status=ActivityStatus.HELD)
    certificates = held.certificates.count()
    assert 0 < certificates < held.taken


def test_the_seats_agree_with_the_rows() -> None:
    assert seats.find_discrepancies() == []
    full = Activity.objects.annotate(
        waiting=Count("registrations", filter=Q(registrations__status="waiting"))
    ).get(title="Den svære samtale")
    assert full.free_seats == 0
    assert full.waiting == 13


def test_people_are_kept_no_longer_than_promised() -> None:
    assert Registration.objects.count() > 300
    too_old = timezone.now() - timedelta(days=365)
    old = Registration.objects.exclude(activity__sessions__end__gte=too_old)
    assert not old.exists()


def test_all_addresses_are_reserved_ones() -> None:
    real = Registration.objects.filter(email__isnull=False).exclude(email__endswith=".example")
    assert not real.exists()
    assert not User.objects.exclude(email__endswith=".example").exists()


def test_those_who_came_and_those_who_did_not_are_noted() -> None:
    held = Activity.objects.filter(
        status=ActivityStatus.HELD, registrations__status="confirmed"
    ).distinct()
    assert held.count() >= 6
    for activity in held:
        noted = Attendance.objects.filter(session__activity=activity)
        assert noted.count() == activity.taken * activity.sessions.count()
        assert noted.filter(state=AttendanceState.ABSENT).exists()


def test_surveys_that_are_over_are_sealed_and_the_latest_is_open() -> None:
    sealed = Survey.objects.filter(status=SurveyStatus.SEALED)
    assert sealed.count() >= 4
    links = SurveyInvitation.objects.filter(survey__in=sealed)
    assert not links.exclude(spent__isnull=True, token_hash="").exists()
    assert Survey.objects.filter(status=SurveyStatus.OPEN, activity__isnull=False).count() == 1
    for latest in Survey.objects.filter(status=SurveyStatus.OPEN):
        assert latest.closes_at > timezone.now()
        spent = latest.invitations.filter(spent=True).count()
        assert spent == latest.responses.count() > 0


def test_no_survey_has_more_answers_than_people_asked() -> None:
    for survey in Survey.objects.annotate(answered=Count("responses")):
        assert 0 < survey.answered <= survey.eligible


def test_answers_are_those_of_the_questionnaire() -> None:
    given = SurveyAnswer.objects.values_list("response__survey__instrument", "question").distinct()
    assert set(given) <= set(InstrumentQuestion.objects.values_list("instrument", "question"))
    scales = {q["key"] for q in entries("survey", "questions") if q["kind"] == "scale"}
    assert scales <= set(SurveyAnswer.objects.values_list("question__key", flat=True))


def test_no_mail_is_left_to_send() -> None:
    assert not OutboxMessage.objects.exists()


def test_the_knowledge_is_there() -> None:
    danish = Q(locale__language_code="da", live=True)
    assert ArticlePage.objects.filter(danish).count() >= 12
    assert InitiativePage.objects.filter(danish).count() == 6
    assert FundingCallPage.objects.filter(danish).count() == 1
    purposes = set(StandardPage.objects.filter(danish).values_list("purpose", flat=True))
    assert purposes == set(StandardPage.Purpose.values) - {""}


def test_every_link_in_the_text_leads_to_a_page() -> None:
    for page in [*ArticlePage.objects.all(), *StandardPage.objects.all()]:
        html = str(page.body)
        assert "page:" not in html
        assert "article:" not in html
        assert "<a>" not in html


def test_draft_wording_is_marked_as_such() -> None:
    for purpose in ("privacy", "worried", "accessibility"):
        for page in StandardPage.objects.filter(purpose=purpose):
            kinds = [b.value["kind"] for b in page.body if b.block_type == "notice"]
            assert "draft" in kinds, page.slug


def test_every_page_has_a_history_to_go_back_to() -> None:
    for page in Page.objects.filter(depth__gt=1):
        assert Revision.objects.for_instance(page).exists(), page.slug


def test_shared_words_are_there_in_both_languages() -> None:
    for entry in entries("vocabulary", "workplace_kinds"):
        rows = WorkplaceKind.objects.filter(key=entry["key"])
        assert rows.count() == 2
        assert rows.values("translation_key").distinct().count() == 1


def test_each_role_can_sign_in_and_none_is_a_superuser(client: Client) -> None:
    assert not User.objects.filter(is_superuser=True).exists()
    for account in ACCOUNTS:
        assert client.login(email=account.email, password=PASSWORD)
        assert client.get("/admin/").status_code == (200 if account.role else 302)
        client.logout()


def test_every_live_page_opens(client: Client) -> None:
    pages = Page.objects.live().filter(depth__gt=1).specific()
    assert pages.count() > 60
    for page in pages:
        response = client.get(page.get_url())
        assert response.status_code == 200, page.get_url()

"""Preview, scheduled publishing and workflow work as Wagtail's users know them."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from events.models import ActivityPage
from portal.accounts.roles import set_up_roles
from tests.factories import ActivityFactory, AudienceFactory, UserFactory, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> ActivityPage:
    """A page that is not published yet."""
    return make_page(ActivityFactory(with_page=False), live=False)


def form_data(page: Page, **changes: str) -> dict[str, str]:
    """Return the page editor's form as it stands."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": "Forhåndsvist resumé",
        "body-count": "0",
        "image": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comment_notifications": "",
    }
    return {**data, **changes}


def test_an_unsaved_change_can_be_previewed(organiser: Client, draft: ActivityPage) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    answer = organiser.post(address, form_data(draft))
    assert answer.json()["is_valid"], answer.json()
    preview = organiser.get(address)
    assert preview.status_code == 200
    assert "Forhåndsvist resumé" in preview.text


def test_a_page_scheduled_for_tomorrow_goes_live_tomorrow(
    organiser: Client, draft: ActivityPage
) -> None:
    tomorrow = timezone.localtime() + timedelta(days=1)
    organiser.post(
        reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        form_data(draft, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}", **{"action-publish": "1"}),
    )
    draft.refresh_from_db()
    assert not draft.live
    call_command("publish_scheduled")
    draft.refresh_from_db()
    assert not draft.live
    with patch("django.utils.timezone.now", return_value=tomorrow + timedelta(minutes=1)):
        call_command("publish_scheduled")
    draft.refresh_from_db()
    assert draft.live


def test_a_page_goes_through_a_workflow(organiser: Client, draft: ActivityPage) -> None:
    task = GroupApprovalTask.objects.create(name="Godkendelse")
    approver = UserFactory(role="Redaktør")
    task.groups.add(approver.groups.get())
    workflow = Workflow.objects.create(name="Redaktionen")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=draft.get_parent())

    organiser.post(
        reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        form_data(draft, **{"action-submit": "1"}),
    )
    state = draft.current_workflow_state
    assert state is not None
    state.current_task_state.approve(user=approver)
    draft.refresh_from_db()
    assert draft.live


def test_the_ready_made_workflow_ends_with_the_editors() -> None:
    """Wagtail's own asks a group that has nobody in it."""
    set_up_roles()
    set_up_roles()
    workflow = Workflow.objects.get()
    assert workflow.name == "godkendelse"
    task = workflow.tasks.get().specific
    assert [group.name for group in task.groups.all()] == ["Redaktør"]


def test_a_page_is_made_with_its_activity_or_not_at_all(organiser: Client) -> None:
    """A page without a row cannot be published: neither adding nor copying makes one."""
    page = make_page(ActivityFactory(with_page=False))
    parent = page.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["events", "activitypage", parent.pk])
    answer = organiser.post(address, form_data(page, slug="ny", **{"action-publish": "1"}))
    assert answer["Location"] == reverse("activity:add")
    answer = organiser.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "Kopi",
            "new_slug": "kopi",
            "new_parent_page": str(parent.pk),
            "publish_copies": "on",
        },
        follow=True,
    )
    assert "Kopiér selve aktiviteten" in answer.text
    assert ActivityPage.objects.get() == page


def test_a_cpr_number_is_refused_on_a_page(organiser: Client, draft: ActivityPage) -> None:
    answer = organiser.post(
        reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        form_data(
            draft,
            summary="Ring om 010190-1234",
            **{
                "body-count": "1",
                "body-0-type": "programme",
                "body-0-deleted": "",
                "body-0-order": "0",
                "body-0-id": "",
                "body-0-value-items-count": "1",
                "body-0-value-items-0-deleted": "",
                "body-0-value-items-0-order": "0",
                "body-0-value-items-0-id": "",
                "body-0-value-items-0-value-time": "9.30",
                "body-0-value-items-0-value-title": "Om 010190 1234",
                "body-0-value-items-0-value-speaker": "",
                "body-0-value-items-0-value-text": "",
                "action-publish": "1",
            },
        ),
    )
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert "CPR-nummer" in errors["summary"][0]
    assert "CPR-nummer" in str(errors["body"])
    draft.refresh_from_db()
    assert not draft.live


def test_a_key_that_is_taken_is_refused_with_a_sentence(as_role: Callable[[str], Client]) -> None:
    AudienceFactory(key="frontpersonale")
    answer = as_role("Redaktør").post(
        reverse("wagtailsnippets_events_audience:add"),
        {"title": "Igen", "key": "frontpersonale", "position": "0"},
    )
    assert "Nøglen er i brug" in answer.text

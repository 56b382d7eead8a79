"""Preview, scheduled publishing and workflow work as Wagtail's users know them."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from events.models import ActivityPage
from tests.factories import ActivityFactory, UserFactory, make_page

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

"""From an idea to a page: one form makes the row that decides and a draft page that tells."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug
from wagtail.images.models import AbstractImage
from wagtail.log_actions import log
from wagtail.models import Locale

from events import planning
from events.models import Activity, ActivityIndexPage, ActivityPage
from events.permissions import Viewer

DANISH_IN_ASCII = {ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"}


class NoCalendar(Exception):
    """There is no calendar page in the default language to put the page under."""

    message = _("Der er ingen kalenderside endnu. Opret den under Sider, og prøv igen.")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the page says besides the title."""

    summary: str = ""
    image: AbstractImage | None = None
    body: Any = ()


def calendar_page() -> ActivityIndexPage:
    """Return the parent of the activities' pages in the default language; raises NoCalendar."""
    calendar = ActivityIndexPage.objects.filter(locale=Locale.get_default()).first()
    if calendar is None:
        raise NoCalendar
    return calendar


@transaction.atomic
def create_with_page(
    activity: Activity, words: Words, *, open_now: bool = True, by: Viewer = None
) -> ActivityPage | None:
    """Save a new activity with its sessions, and a draft page for it in the calendar.

    ``open_now`` opens sign-up, which begins when the page is published. A discreet activity
    stays planned and gets no page: in the page tree its title would be open to every editor.

    Raises NoCalendar, or StepRefused where sign-up cannot open.
    """
    activity.save()
    log(activity, "wagtail.create", user=by)
    if activity.discreet:
        return None
    page = _draft_page(activity, words, by)
    if open_now:
        planning.open_signup(activity, by=by)
    return page


def _draft_page(activity: Activity, words: Words, by: Any) -> ActivityPage:
    calendar = calendar_page()
    page = ActivityPage(
        activity=activity,
        title=activity.title,
        slug=_free_slug(calendar, activity),
        locale=calendar.locale,
        summary=words.summary,
        image=words.image,
        body=words.body,
        owner=by,
        responsible=by,
        live=False,
        has_unpublished_changes=True,
    )
    calendar.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create")
    return page


def _free_slug(calendar: ActivityIndexPage, activity: Activity) -> str:
    """Return the title as a slug that no other page of the calendar has."""
    slug = slugify(activity.title.lower().translate(DANISH_IN_ASCII))[:80].strip("-") or "aktivitet"
    return find_available_slug(calendar, slug)

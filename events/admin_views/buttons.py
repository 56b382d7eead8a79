"""Which buttons an activity offers, in one place for the list, the form and the participants."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button, HeaderButton

from events import addons, rhythm
from events.enums import ActivityStatus, SurveyStatus
from events.models import Activity, Survey
from events.permissions import Viewer, may_run
from events.workshops import has_workshops

# Which steps can be taken in which status; ``planning.NEXT`` decides, this only shows.
RUNNING = {ActivityStatus.PLANNED, ActivityStatus.OPEN, ActivityStatus.CLOSED}


def step_url(activity: Activity, step: str) -> str:
    """Return the address of one step or list of the activity."""
    return reverse(f"activity:{step}", args=[activity.pk])


def activity_buttons(activity: Activity, user: Viewer) -> Iterator[Button]:
    """Yield what staff can do with the activity in its present status."""
    if not may_run(user):
        return
    yield Button(_("Deltagere"), step_url(activity, "participants"), icon_name="group", priority=40)
    yield Button(_("Køen"), step_url(activity, "queue"), icon_name="list-ol", priority=40)
    if activity.needs_approval:
        yield Button(
            _("Afventer godkendelse"),
            step_url(activity, "pending"),
            icon_name="clipboard-list",
            priority=40,
        )
    if has_workshops(activity):
        yield Button(
            _("Workshops"), step_url(activity, "workshops"), icon_name="group", priority=42
        )
    yield Button(_("Ring til"), step_url(activity, "calls"), icon_name="mobile-alt", priority=43)
    if not activity.discreet:
        yield Button(
            _("Skriv til deltagerne"),
            step_url(activity, "group_message"),
            icon_name="mail",
            priority=44,
        )
    if activity.status != ActivityStatus.CANCELLED:
        if not activity.discreet:  # nothing with names on it lies about
            papers = step_url(activity, "papers")
            yield Button(_("Papir"), papers, icon_name="doc-full", priority=42)
        yield Button(
            _("Tjek ind"),
            reverse("events:checkin", args=[activity.pk]),
            icon_name="check",
            priority=41,
        )
    yield from addons.buttons(activity, user)
    yield from _work(activity)
    if activity.status in RUNNING:
        yield from _steps(activity)
    if activity.status in rhythm.TAKES_DATES:
        yield Button(_("Læg datoer"), step_url(activity, "dates"), icon_name="date", priority=55)
    yield Button(_("Kopiér"), step_url(activity, "duplicate"), icon_name="copy", priority=60)


def _work(activity: Activity) -> Iterator[Button]:
    """Yield the organiser's own lists. Nothing here costs a query."""
    yield Button(
        _("Svar og mad"), step_url(activity, "answers"), icon_name="clipboard-list", priority=42
    )
    yield Button(_("Huskeliste"), step_url(activity, "checklist"), icon_name="list-ul", priority=43)
    if activity.discreet:
        return
    yield Button(_("Medvirkende"), step_url(activity, "helpers"), icon_name="user", priority=44)
    yield Button(
        _("Spørgeskema"),
        step_url(activity, "survey_setup"),
        icon_name="clipboard-list",
        priority=44,
    )
    if activity.network_id and activity.status in RUNNING:
        url = step_url(activity, "invite_members")
        yield Button(_("Invitér medlemmerne"), url, icon_name="mail", priority=45)


def _steps(activity: Activity) -> Iterator[Button]:
    if activity.status == ActivityStatus.OPEN:
        yield Button(
            _("Luk tilmelding"), step_url(activity, "close"), icon_name="lock", priority=50
        )
    else:
        yield Button(
            _("Åbn tilmelding"), step_url(activity, "open"), icon_name="lock-open", priority=50
        )
    yield Button(_("Afslut dagen"), step_url(activity, "hold"), icon_name="tick", priority=51)
    yield Button(_("Aflys"), step_url(activity, "cancel"), icon_name="cross", priority=70)


def survey_code_buttons(activity: Activity) -> Iterator[Button]:
    """Yield a button to the printed codes of each open survey that has some. One query.

    A discreet activity's are reached by a button of its own (``addons``).
    """
    if activity.discreet:
        return
    printed = Survey.objects.filter(
        activity=activity, status=SurveyStatus.OPEN, invitations__registration__isnull=True
    )
    for survey in printed.distinct().order_by("population"):
        yield Button(
            _("Koder til spørgeskemaet (PDF)"),
            reverse("activity:survey_codes", args=[activity.pk, survey.pk]),
            icon_name="doc-full-inverse",
            priority=45,
        )


def page_button(activity: Activity) -> HeaderButton | None:
    """Return a button to the activity's page in the editor; None where it has no page."""
    page = activity.pages.order_by("-live", "pk").values_list("pk", flat=True).first()
    if page is None:
        return None
    return HeaderButton(
        _("Rediger siden"), reverse("wagtailadmin_pages:edit", args=[page]), icon_name="doc-empty"
    )

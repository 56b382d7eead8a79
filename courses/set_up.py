"""Setting a course up: what its form may change, and how that keeps step with the activity.

Admission by application rests on the activity's approval (``Activity.needs_approval``): nobody
has a seat before a member of staff has said yes. The two are only ever changed together here.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.models import Course
from events import seats
from events.enums import ActivityKind, RegistrationStatus
from events.models import Activity, Registration
from events.permissions import Viewer
from events.planning import StepRefused


class AdmissionRefused(Exception):
    """How people are admitted cannot be changed now; ``message`` says why."""

    message: Any = ""


class PeopleHaveSignedUp(AdmissionRefused):
    """Some have a seat or a place in line without ever having applied."""

    message = _(
        "Nogen er allerede tilmeldt eller på venteliste uden at have søgt. Slå ansøgning til, "
        "før tilmeldingen åbner, eller meld dem fra først."
    )


class ApplicationsWait(AdmissionRefused):
    """Someone waits for an answer to an application, and would wait for ever."""

    message = _("Nogen har søgt og ikke fået svar. Svar dem, før du slår ansøgning fra.")


class ApprovalMissing(StepRefused):
    """A course by application, whose activity lets people in without asking anybody."""

    message = _(
        "Kurset har optagelse efter ansøgning, men «Tilmeldinger skal godkendes» er slået fra på "
        "aktiviteten. Gem siden «Kursus» igen, så passer det."
    )


def is_course(activity: Activity) -> bool:
    """Whether the activity can be set up as a course. No query; discreet ones never are."""
    return activity.kind == ActivityKind.KURSUS and not activity.discreet


@transaction.atomic
def save(course: Course, write: Callable[[], object], *, by: Viewer = None) -> None:
    """Save a course's form and set the activity's approval to match, in one transaction.

    ``course`` holds what is to be stored, ``write`` stores it with its rows. Turned off,
    applications leave the activity open to everyone; an approval that was never about
    applications is left as it is. Raises AdmissionRefused.
    """
    activity = seats.lock(course.activity_id)
    stored = Course.objects.filter(pk=activity.pk)
    before = stored.values_list("takes_applications", flat=True).first() or False
    wanted = course.takes_applications
    if wanted != before:
        _check_admission(activity, wanted=wanted)
    if wanted != before or (wanted and not activity.needs_approval):
        activity.needs_approval = wanted
        activity.save(update_fields=["needs_approval"])
    write()
    log(activity, "wagtail.edit", user=by)


def _check_admission(activity: Activity, *, wanted: bool) -> None:
    people = Registration.objects.filter(activity=activity).active()
    if wanted and people.filter(application__isnull=True).exists():
        raise PeopleHaveSignedUp
    if not wanted and people.filter(status=RegistrationStatus.PENDING).exists():
        raise ApplicationsWait


def check_opening(activity: Activity) -> None:
    """Refuse to open a course by application that asks nobody's approval.

    Raises ApprovalMissing: someone has changed the activity's own form meanwhile.
    """
    if not is_course(activity) or activity.needs_approval:
        return
    if Course.objects.filter(pk=activity.pk, takes_applications=True).exists():
        raise ApprovalMissing

"""Those who help at an activity: asked by mail, free to say no, told when the day changes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import notifications
from events.enums import ActivityStatus
from events.models import Activity, ActivityHelper

Answer = ActivityHelper.Answer


class HelperRefused(Exception):
    """It cannot be done; ``message`` says why."""

    message = _("Det kan ikke lade sig gøre nu.")


class NoAddress(HelperRefused):
    """There is no e-mail to ask by."""

    message = _("Der er ingen e-mail. Ring, og skriv svaret her.")


class NotAsked(HelperRefused):
    """The activity is over, called off, or discreet: nobody is asked and nobody answers."""

    message = _("Aktiviteten er afholdt eller aflyst, så der er ikke noget at svare på.")


def is_open(activity: Activity, now: datetime | None = None) -> bool:
    """Whether helpers may be asked and may answer: not discreet, not over, not called off."""
    end = activity.last_end
    over = end is not None and end < (now or timezone.now())
    ended = activity.status in {ActivityStatus.HELD, ActivityStatus.CANCELLED}
    return not (activity.discreet or ended or over)


@transaction.atomic
def ask(helper: ActivityHelper) -> ActivityHelper:
    """Mail someone the private page; an answer that was given stands. Raises HelperRefused."""
    row = _locked(helper)
    if not is_open(row.activity):
        raise NotAsked
    if not row.email:
        raise NoAddress
    if row.answer == Answer.NOT_ASKED:
        row.answer = Answer.ASKED
        row.save(update_fields=["answer"])
    notifications.enqueue_letter(notifications.Mail.HELPER_ASKED, helper=row)
    return row


@transaction.atomic
def answer(helper: ActivityHelper, *, yes: bool) -> ActivityHelper:
    """Note yes or no, as often as she changes her mind until the day. Raises NotAsked."""
    row = _locked(helper)
    if not is_open(row.activity):
        raise NotAsked
    row.answer = Answer.YES if yes else Answer.NO
    row.answered_at = timezone.now()
    row.save(update_fields=["answer", "answered_at"])
    return row


def tell_of_change(activity: Activity) -> int:
    """Tell who was asked or said yes that time, place or status changed; return how many.

    Must be called inside the transaction of the change.
    """
    if activity.discreet:
        return 0
    told = ActivityHelper.objects.filter(activity=activity, answer__in=[Answer.ASKED, Answer.YES])
    return sum(
        notifications.enqueue_letter(notifications.Mail.HELPER_CHANGED, helper=helper)
        for helper in told.exclude(email="")
    )


def delete_due(ended_before: datetime) -> int:
    """Delete the helpers of what ended before an aware moment; return how many.

    An activity without a date counts from the day it was made.
    """
    last = Activity.objects.annotate(last_end=Max("sessions__end"))
    over = last.filter(Q(last_end__lt=ended_before) | Q(last_end=None, created_at__lt=ended_before))
    due = ActivityHelper.objects.filter(activity__in=over.values("pk"))
    return due.delete()[1].get(ActivityHelper._meta.label, 0)


def revoke_link(helper: ActivityHelper) -> None:
    """Let the link sent to an address that is no longer hers stop working; not saved."""
    helper.link_version += 1


def _locked(helper: ActivityHelper) -> ActivityHelper:
    """Lock a helper, but neither her activity nor against mails that point at her.

    Whoever changes the activity holds that row and then queues mails to its helpers.
    """
    rows = ActivityHelper.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("activity").get(pk=helper.pk)

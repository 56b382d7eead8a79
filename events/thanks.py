"""Thank those who came and are asked nothing: the mail with the survey thanks the others."""

from django.db.models import Exists, OuterRef

from events import calls, notifications
from events.enums import AttendanceState
from events.models import Activity, Attendance, Registration, SurveyInvitation


def thank_attenders(activity: Activity) -> int:
    """Thank whoever was present and has no survey link of her own; return how many mails.

    Inside the transaction that closes the day, after the surveys have opened. Nobody is
    written to about a discreet activity.
    """
    if activity.discreet:
        return 0
    noted = Attendance.objects.filter(
        registration=OuterRef("pk"), state=AttendanceState.PRESENT, session__activity=activity
    )
    invited = SurveyInvitation.objects.filter(registration=OuterRef("pk"))
    people = (
        Registration.objects.filter(Exists(noted), ~Exists(invited), activity=activity)
        .confirmed()
        .select_related("booking")
    )
    # Nobody looks for a number only to say thank you.
    reachable = [p for p in people if notifications.mailbox_of(p) or calls.phone_of(p)]
    return notifications.enqueue(notifications.Mail.THANKS, reachable)

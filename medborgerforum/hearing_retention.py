"""What of hearings is deleted, and when.

Names and addresses of those who signed up go the day after (Copenhagen) the last session: the
rule ``hearing-names`` of ``portal.privacy.retention``, which deletes people of every activity.
Here it is the statements'.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from medborgerforum.enums import StatementState
from medborgerforum.models import Hearing, Statement
from medborgerforum.statements import empty

AFTER_REPORT = timedelta(days=180)
"""Promised is six months: never later, whatever the months."""

AFTER_CLOSING = timedelta(days=365)
"""From the end of the window, or from the last session where there is none."""

NEVER_PUBLISHED = (StatementState.RECEIVED, StatementState.NOT_PUBLISHED)


@transaction.atomic
def delete_due(now: datetime) -> int:
    """Empty the addresses of old statements, and the texts never published; return how many.

    Rows stay, so that a hearing still says how many answered. Due six months after the report
    was published, or twelve after statements closed, whichever comes first.
    """
    due = Statement.objects.filter(hearing__in=_over(now))
    texts = due.filter(state__in=NEVER_PUBLISHED).exclude(body="", reply="", email="")
    number = 0
    for row in texts.select_for_update(of=("self",)):
        empty(row)
        row.save()
        number += 1
    return number + due.exclude(email="").update(email="")


def _over(now: datetime) -> list:
    rows = Hearing.objects.annotate(
        ended=Coalesce("statements_until", Max("activity__sessions__end"))
    ).filter(Q(report_published_at__lt=now - AFTER_REPORT) | Q(ended__lt=now - AFTER_CLOSING))
    return list(rows.values_list("pk", flat=True))

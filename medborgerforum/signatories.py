"""Who signed for an association: apart from the acceptance, correctable, blanked in time."""

import calendar
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events.one_by_one import one_by_one
from events.permissions import Viewer
from events.when import today
from medborgerforum.locking import lock
from medborgerforum.models import Association, Representative, Signatory

YEARS_KEPT = 2  # after the membership ended


class CorrectionRefused(Exception):
    """Nothing was corrected; ``message`` says why."""

    message: str | Promise = _("Kun den, der styrer medlemskabet, kan rette det.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("correction refused")
        if message is not None:
            self.message = message


@transaction.atomic
def correct(
    signatory: Signatory,
    *,
    name: str,
    role: str,
    by_representative: Representative | None = None,
    by: Viewer = None,
) -> Signatory:
    """Correct who signed: by a managing representative of hers, or by staff (``by``).

    What was accepted, and when, stays as it is. Raises CorrectionRefused.
    """
    row = Signatory.objects.select_for_update().select_related("event").get(pk=signatory.pk)
    if by_representative is None and by is None:
        raise CorrectionRefused
    if by_representative is not None and not _may(by_representative, row):
        raise CorrectionRefused
    if row.blanked_on is not None:
        raise CorrectionRefused(_("Navnet er slettet, fordi medlemskabet er slut."))
    row.name, row.role = name.strip(), role.strip()
    row.save(update_fields=["name", "role"])
    if by_representative is None:
        log(row, "wagtail.edit", user=by)
    return row


def _may(representative: Representative, row: Signatory) -> bool:
    return Representative.objects.filter(
        pk=representative.pk,
        association=row.event.association_id,
        manages=True,
        confirmed_at__isnull=False,
    ).exists()


def blank_from(ended_on: date) -> date:
    """Return the day from which a signatory is blank: two years later, by the calendar.

    After 29 February that is 28 February.
    """
    year = ended_on.year + YEARS_KEPT
    last = calendar.monthrange(year, ended_on.month)[1]
    return date(year, ended_on.month, min(ended_on.day, last))


def blank_due(now: datetime) -> int:
    """Blank the signatories of memberships that ended two years ago; return how many rows.

    For retention (aware ``now``).
    """
    day = today(now)
    named = Signatory.objects.filter(blanked_on__isnull=True)
    ended = Association.objects.filter(
        ended_on__lte=day, pk__in=named.values("event__association")
    ).values_list("pk", "ended_on")
    due = [key for key, on in ended if on is not None and blank_from(on) <= day]
    return one_by_one(due, lambda key: _blank(key, day))


@transaction.atomic
def _blank(key: UUID, day: date) -> int:
    association = lock(key)
    if association.ended_on is None or blank_from(association.ended_on) > day:
        return 0
    rows = Signatory.objects.filter(event__association=association, blanked_on__isnull=True)
    return rows.update(name="", role="", blanked_on=day)

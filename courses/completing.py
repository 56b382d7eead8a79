"""What attendance, certificates and refreshers add to the floor."""

from django.utils.translation import gettext_lazy as _

from courses import certificate_papers, certificates, makeup, refreshers
from courses.admin_views import attendance
from courses.views import guests, own_sessions
from events import (
    addons,
    certificate_of_attendance,
    clock,
    editing,
    letters,
    messages,
    papers,
    planning,
)
from events.notifications import Mail

ALL_CERTIFICATES = "beviser"


def join_the_floor() -> None:
    """Register the sections, the mails, the paper, and what the clock does."""
    addons.register(addons.Place.SELF_SERVICE, own_sessions.section)
    addons.register(addons.Place.CHECK_IN, guests.section)
    addons.register_buttons(attendance.buttons)
    certificate_of_attendance.register_own(certificates.with_own)
    editing.register_in_use(makeup.settled)  # a guest's tick goes with the session otherwise
    planning.register_closer(certificates.issue_when_held)
    clock.register_job("issue_certificates", certificates.issue_due)
    clock.register_job("remind_refreshers", refreshers.remind_due)
    messages.only_when(Mail.CERTIFICATE, lambda r: certificates.current(r) is not None)
    letters.register(Mail.REFRESH, refreshers.letter())
    papers.PAPERS[ALL_CERTIFICATES] = papers.Paper(
        title=_("Alle beviser"),
        filename="deltagerbeviser.pdf",
        icon="clipboard-list",
        make=certificate_papers.all_of_activity,
        fits=certificate_papers.gives_any,
    )

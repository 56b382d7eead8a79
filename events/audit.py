"""Names of what the audit log keeps about activities: numbers and reasons, never people."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from events.enums import ActivityStatus, StaffChannel
from events.models import HostRequest, OrganiserMessage


class _StatusFormatter(LogFormatter):
    label = gettext_lazy("Skift status")

    def format_message(self, log_entry: Any) -> str:
        labels = dict(ActivityStatus.choices)
        steps = {key: labels.get(value, value) for key, value in log_entry.data.items()}
        return _("Status ændret fra %(from)s til %(to)s") % steps


class _ResizeFormatter(LogFormatter):
    label = gettext_lazy("Ændr antal pladser")

    def format_message(self, log_entry: Any) -> str:
        return _("Antal pladser ændret fra %(from)s til %(to)s") % log_entry.data


class _OverbookFormatter(LogFormatter):
    label = gettext_lazy("Giv plads ved undtagelse")

    def format_message(self, log_entry: Any) -> str:
        return _("Plads givet ved undtagelse (%(seats)s): %(reason)s") % log_entry.data


class _ResizeWorkshopFormatter(LogFormatter):
    label = gettext_lazy("Ændr antal pladser på en workshop")

    def format_message(self, log_entry: Any) -> str:
        return _("Antal pladser på «%(workshop)s» ændret fra %(from)s til %(to)s") % log_entry.data


class _OverbookWorkshopFormatter(LogFormatter):
    label = gettext_lazy("Giv plads på en workshop ved undtagelse")

    def format_message(self, log_entry: Any) -> str:
        return _("Plads på «%(workshop)s» givet ved undtagelse: %(reason)s") % log_entry.data


class _DayPassFormatter(LogFormatter):
    label = gettext_lazy("Lav dagspas")

    def format_message(self, log_entry: Any) -> str:
        return _("Dagspas lavet til %(day)s") % log_entry.data


class _DayPassEndedFormatter(LogFormatter):
    label = gettext_lazy("Træk dagspas tilbage")
    message = gettext_lazy("Dagspas trukket tilbage")


class _RequestFormatter(LogFormatter):
    label = gettext_lazy("Behandl forespørgsel")

    def format_message(self, log_entry: Any) -> str:
        labels = dict(HostRequest.Status.choices)
        status = log_entry.data.get("status", "")
        return _("Forespørgslen er nu: %(status)s") % {"status": labels.get(status, status)}


class _ExportFormatter(LogFormatter):
    label = gettext_lazy("Hent regneark")

    def format_message(self, log_entry: Any) -> str:
        data = {**log_entry.data, "columns": ", ".join(log_entry.data.get("columns", []))}
        return _("Regneark hentet (%(file)s): %(rows)s personer; kolonner: %(columns)s") % data


class _SignedUpFormatter(LogFormatter):
    label = gettext_lazy("Tilmeld en person")

    def format_message(self, log_entry: Any) -> str:
        channels = dict(StaffChannel.choices)
        channel = log_entry.data.get("channel", "")
        return _("En person tilmeldt af medarbejder (%(channel)s)") % {
            "channel": channels.get(channel, channel)
        }


class _DatesFormatter(LogFormatter):
    label = gettext_lazy("Læg datoer")

    def format_message(self, log_entry: Any) -> str:
        return _("Nye mødegange: %(number)s") % log_entry.data


class _MessageFormatter(LogFormatter):
    label = gettext_lazy("Skriv til deltagerne")

    def format_message(self, log_entry: Any) -> str:
        groups = dict(OrganiserMessage.Group.choices)
        group = log_entry.data.get("group", "")
        return _("Besked sendt til %(number)s: %(group)s") % {
            "number": log_entry.data.get("number", 0),
            "group": groups.get(group, group),
        }


def register_actions(actions: LogActionRegistry) -> None:
    """Tell Wagtail's log about the floor's own actions."""
    actions.register_action("events.status")(_StatusFormatter)
    actions.register_action("events.resize")(_ResizeFormatter)
    actions.register_action("events.overbook")(_OverbookFormatter)
    actions.register_action("events.dates")(_DatesFormatter)
    actions.register_action("events.message")(_MessageFormatter)
    actions.register_action("events.resize_workshop")(_ResizeWorkshopFormatter)
    actions.register_action("events.overbook_workshop")(_OverbookWorkshopFormatter)
    actions.register_action("events.request")(_RequestFormatter)
    actions.register_action("events.day_pass")(_DayPassFormatter)
    actions.register_action("events.day_pass_ended")(_DayPassEndedFormatter)
    actions.register_action("events.export")(_ExportFormatter)
    actions.register_action("events.signed_up")(_SignedUpFormatter)

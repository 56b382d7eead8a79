"""Names of what the audit log keeps about activities: numbers and reasons, never people."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from events.enums import ActivityStatus


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


def register_actions(actions: LogActionRegistry) -> None:
    """Tell Wagtail's log about the floor's own actions."""
    actions.register_action("events.status")(_StatusFormatter)
    actions.register_action("events.resize")(_ResizeFormatter)
    actions.register_action("events.overbook")(_OverbookFormatter)

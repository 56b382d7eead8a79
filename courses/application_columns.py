"""What of an application may leave the house in a spreadsheet: two closed lists, no words."""

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from django.utils.translation import gettext as _

from courses.applications import are_taken
from courses.enums import Experience, Profession
from courses.models import Application
from events.exports import Column
from events.models import Activity


def columns(activity: Activity) -> Iterator[Column]:
    """Yield profession and experience; none where nobody applies."""
    if not are_taken(activity):
        return

    @cache
    def said() -> dict[UUID, tuple[str, str]]:
        professions, experiences = dict(Profession.choices), dict(Experience.choices)
        rows = Application.objects.filter(registration__activity=activity)
        return {
            key: (str(professions[profession]), str(experiences[experience]))
            for key, profession, experience in rows.values_list("pk", "profession", "experience")
        }

    nothing = ("", "")
    yield Column("profession", _("Faggruppe"), lambda r: said().get(r.pk, nothing)[0])
    yield Column("experience", _("Erfaring med unge"), lambda r: said().get(r.pk, nothing)[1])

"""What an association tells of itself, and who finds it in the directory."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.sorting import danish_sort_key
from medborgerforum import representatives
from medborgerforum.enums import MembershipState
from medborgerforum.locking import lock
from medborgerforum.models import Association, Representative

FIELDS = (
    "name",
    "kind",
    "cvr",
    "works_in",
    "about",
    "email",
    "phone",
    "website",
    "visibility",
    "show_email",
    "show_phone",
)


class EntryRefused(Exception):
    """Nothing was changed; ``message`` says why, ``field`` which field it is about."""

    message: str | Promise = _("Kun den, der styrer medlemskabet, kan rette det.")
    field: str | None = None


class HasLeft(EntryRefused):
    """The association is no longer a member."""

    message = _("Foreningen er meldt ud. Søg om medlemskab igen.")


class CvrTaken(EntryRefused):
    """Another association has the number."""

    message = _("En anden forening er med under det CVR-nummer. Ring til os, hvis det er forkert.")
    field = "cvr"


@transaction.atomic
def change(association: Association, data: Mapping[str, Any], *, by: Representative) -> Association:
    """Change what stands about an association, by one who manages it. Raises EntryRefused."""
    row = lock(association.pk)
    if not representatives.managers(row).filter(pk=by.pk).exists():
        raise EntryRefused
    if row.state == MembershipState.LEFT:
        raise HasLeft
    for name in FIELDS:
        setattr(row, name, data[name])
    row.sort_key = danish_sort_key(row.name)
    try:
        with transaction.atomic():
            row.save(update_fields=[*FIELDS, "sort_key"])
    except IntegrityError as error:
        raise CvrTaken from error
    row.districts.set(data["districts"])
    row.themes.set(data["themes"])
    return row

"""What other apps ask and keep at sign-up: fields of the form, rows beside the registration.

``courses`` asks an applicant for her background, a parent whether she needs an interpreter.
The floor knows neither: it shows the fields, carries the values along, and stores them in the
transaction of the sign-up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms

from events.models import Activity, Registration

type Values = Mapping[str, Any]
type Fields = Callable[[Activity], Mapping[str, forms.Field]]
type Store = Callable[[Activity, Sequence[tuple[Registration, Values]]], None]

_fields: dict[str, Fields] = {}
_staff_fields: dict[str, Fields] = {}
_stores: dict[str, Store] = {}


def register(
    key: str, store: Store, fields: Fields | None = None, *, staff_fields: Fields | None = None
) -> None:
    """Say how the values under ``key`` are kept, and which fields the public form shows.

    ``store`` runs inside the sign-up's transaction, with those people alone who gave any
    values. ``fields`` returns an empty mapping where nothing is asked; looking that up may
    cost no query where the kind of activity tells already. ``staff_fields`` are those of the
    staff's own forms (sign-up, the door). The last word under a key counts.
    """
    _stores[key] = store
    if fields is not None:
        _fields[key] = fields
    if staff_fields is not None:
        _staff_fields[key] = staff_fields


def fields_for(activity: Activity) -> dict[str, dict[str, forms.Field]]:
    """Return the fields to be shown for an activity, under the key of whoever asks them."""
    return _asked(_fields, activity)


def staff_fields_for(activity: Activity) -> dict[str, dict[str, forms.Field]]:
    """Return the fields to be shown to staff who enter someone, as ``fields_for`` does."""
    return _asked(_staff_fields, activity)


def _asked(askers: Mapping[str, Fields], activity: Activity) -> dict[str, dict[str, forms.Field]]:
    asked = {key: dict(fields(activity)) for key, fields in askers.items()}
    return {key: found for key, found in asked.items() if found}


def store(activity: Activity, given: Sequence[tuple[Registration, Mapping[str, Values]]]) -> None:
    """Hand each key's values to whoever keeps them; no query where nobody gave any."""
    for key, keep in _stores.items():
        rows = [(registration, values[key]) for registration, values in given if key in values]
        if rows:
            keep(activity, rows)


# --- People who come with someone ---------------------------------------------------------

type Companions = Callable[[Sequence[Registration]], Sequence[Registration]]
_companions: list[Companions] = []


def register_companions(find: Companions) -> None:
    """Say who comes along with whom at discreet activities; the last word counts.

    ``find`` returns those who come with any of the given people, in one query. They hear by
    whom they come with, and leave with her.
    """
    _companions[:] = [find]


def companions(activity: Activity, rows: Sequence[Registration]) -> list[Registration]:
    """Return the active companions of people at a locked activity, but none of ``rows``.

    No query unless the activity is discreet.
    """
    if not activity.discreet or not rows:
        return []
    known = {row.pk for row in rows}
    found = [row for find in _companions for row in find(rows)]
    return [row for row in found if row.is_active and row.pk not in known]

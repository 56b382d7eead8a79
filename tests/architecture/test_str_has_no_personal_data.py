"""Audit logs and error pages keep ``str(instance)``: it must not say who the person is."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.own import is_own

NAME = "Navnløse Navnesen"
EMAIL = "navnloes@navnesen.example"
PHONE = "+4512345678"

# Held to the rule though their fields do not give them away.
PERSONAL = {"events.Registration", "events.Booking", "accounts.User"}
# These have such a field and are public: label → why.
PUBLIC: dict[str, str] = {
    "events.Activity": "the organiser's published contact",
    "events.Network": "a network's name, and the shared mailbox it writes from",
    "knowledge.DirectoryEntry": "the published contact of an initiative",
}
CONTACT_FIELDS = {"phone", "email", "contact_email", "contact_phone", "recipient"}


def is_personal(model: type[models.Model]) -> bool:
    """Return whether rows of the model are about a person, by label or by their fields."""
    if model._meta.label in PUBLIC or model._meta.abstract:
        return False
    return model._meta.label in PERSONAL or any(
        isinstance(field, models.EmailField) or field.name in CONTACT_FIELDS
        for field in model._meta.concrete_fields
    )


def sample(model: type[models.Model], *, person: bool = True, depth: int = 2) -> models.Model:
    """Return an unsaved row whose texts are a person's, with the rows it must point at.

    The texts of those other rows stay neutral: an activity's title says nothing of anyone.
    """
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type):
            if depth and not field.null:
                values[field.name] = sample(target, person=False, depth=depth - 1)
        elif isinstance(field, models.EmailField) or "email" in field.name:
            values[field.name] = EMAIL if person else "x@vink.example"
        elif "phone" in field.name:
            values[field.name] = PHONE if person else ""
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            values[field.name] = NAME if person else "x"
    return model(**values)


def tells_who(text: str) -> bool:
    """Return whether a text holds the sample person's name, address or number."""
    return any(secret.casefold() in text.casefold() for secret in (*NAME.split(), EMAIL, PHONE))


OWN_PERSONAL = [model for model in apps.get_models() if is_own(model) and is_personal(model)]


@pytest.mark.parametrize("model", OWN_PERSONAL, ids=lambda model: model._meta.label)
def test_str_and_repr_do_not_tell_who(model: type[models.Model]) -> None:
    row = sample(model)
    assert not tells_who(str(row))
    assert not tells_who(repr(row))


def test_the_rows_about_people_are_known() -> None:
    """Guard against an empty parametrisation, should a model be renamed."""
    assert {model._meta.label for model in OWN_PERSONAL} >= PERSONAL


def test_a_telling_str_is_found() -> None:
    assert tells_who(f"tilmelding: {NAME}")
    assert tells_who(f"tilmelding: {EMAIL.upper()}")
    assert not tells_who("tilmelding 3f2a")

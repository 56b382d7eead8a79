"""Factories of the test suite: believable rows with as little as possible said."""

from .accounts import UserFactory
from .events import (
    ActivityFactory,
    AudienceFactory,
    RegistrationFactory,
    SessionFactory,
    WorkplaceKindFactory,
    make_page,
    make_person,
)

__all__ = [
    "ActivityFactory",
    "AudienceFactory",
    "RegistrationFactory",
    "SessionFactory",
    "UserFactory",
    "WorkplaceKindFactory",
    "make_page",
    "make_person",
]

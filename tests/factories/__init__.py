"""Factories of the test suite: believable rows with as little as possible said."""

from .accounts import UserFactory
from .catalogue import CatalogueFactory
from .courses import CourseFactory, CoursePartFactory, make_discreet, make_document
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
    "CatalogueFactory",
    "CourseFactory",
    "CoursePartFactory",
    "RegistrationFactory",
    "SessionFactory",
    "UserFactory",
    "WorkplaceKindFactory",
    "make_discreet",
    "make_document",
    "make_page",
    "make_person",
]

"""Catalogues."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from portal.catalogue.models import Catalogue


class CatalogueFactory(factory.django.DjangoModelFactory):
    """A published catalogue of the next half year; ``activities`` are those chosen."""

    class Meta:
        model = Catalogue
        skip_postgeneration_save = True

    title = "Kurser i foråret"
    slug = factory.Sequence(lambda n: f"katalog-{n}")
    introduction = "Her er det, du kan tilmelde dig."
    period_start = factory.LazyFunction(timezone.localdate)
    period_end = factory.LazyAttribute(lambda c: c.period_start + timedelta(days=180))
    published = True

    @factory.post_generation
    def activities(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.activities.set(extracted)

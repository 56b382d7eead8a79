"""Users, with or without a role."""

from typing import Any

import factory
from django.contrib.auth.models import Group

from portal.accounts.models import User
from tests.factories.site import restore_migrated_rows


class UserFactory(factory.django.DjangoModelFactory):
    """A user; ``role="Arrangør"`` puts her into that group (set up first where a flush took it)."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"bruger{n}@vink.example")
    first_name = "Bodil"
    last_name = "Bruger"

    @factory.post_generation
    def role(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        if create and extracted:
            if not Group.objects.filter(name=extracted).exists():
                from portal.accounts.roles import set_up_roles

                restore_migrated_rows()
                set_up_roles()
            self.groups.add(Group.objects.get(name=extracted))
            self.is_staff = True
            self.save()

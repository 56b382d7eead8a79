"""Rows point downwards, and never at something that publishing a draft can delete."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin

from tests.architecture.own import LAYERS, is_own, package_of

type Model = type[models.Model]


def relations(of: Iterable[Model]) -> Iterator[tuple[models.Field, Model]]:
    """Yield each relation declared on the models with the model it points at."""
    for model in of:
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            target = field.related_model
            if isinstance(target, type) and issubclass(target, models.Model):
                yield field, target


def upward_relations(of: Iterable[Model]) -> list[str]:
    """Return the relations that leave a package for one that is not below it.

    The user model is exempt, and so are Django's and Wagtail's own models.
    """
    user = get_user_model()
    return [
        f"{field} → {target._meta.label}"
        for field, target in relations(of)
        if is_own(field.model)
        and is_own(target)
        and target is not user
        and package_of(field.model) != package_of(target)
        and LAYERS[package_of(field.model)] <= LAYERS[package_of(target)]
    ]


def is_draft_child(model: Model) -> bool:
    """Return whether rows of the model are deleted when an older draft is published.

    That is so for children, by ParentalKey, of a page or another draftable model, and for
    their children in turn.
    """
    return any(
        issubclass(parent, DraftStateMixin) or is_draft_child(parent)
        for field in model._meta.get_fields()
        if isinstance(field, ParentalKey)
        and isinstance(parent := field.related_model, type)
        and parent is not model
    )


def relations_to_draft_children(of: Iterable[Model]) -> list[str]:
    """Return the relations from outside at one of our own draft children."""
    return [
        f"{field} → {target._meta.label}"
        for field, target in relations(of)
        if is_own(target) and is_draft_child(target) and not isinstance(field, ParentalKey)
    ]


def test_no_row_points_upwards() -> None:
    assert upward_relations(apps.get_models(include_auto_created=True)) == []


def test_no_row_points_at_what_publishing_can_delete() -> None:
    assert relations_to_draft_children(apps.get_models(include_auto_created=True)) == []


@isolate_apps("events")
def test_a_row_that_points_upwards_is_found() -> None:
    class Plan(models.Model):
        __module__ = "portal.targets.models"

        class Meta:
            app_label = "targets"

    class Planned(models.Model):
        __module__ = "events.models.planted"
        plan = models.ForeignKey(Plan, on_delete=models.CASCADE)
        user = models.ForeignKey(get_user_model(), on_delete=models.CASCADE)

        class Meta:
            app_label = "events"

    assert upward_relations([Plan, Planned]) == ["events.Planned.plan → targets.Plan"]


@isolate_apps("events")
def test_a_row_that_points_at_a_draft_child_is_found() -> None:
    class Folder(DraftStateMixin, ClusterableModel):
        __module__ = "events.models.planted"

        class Meta:
            app_label = "events"

    class Leaf(models.Model):
        __module__ = "events.models.planted"
        folder = ParentalKey(Folder, on_delete=models.CASCADE, related_name="leaves")

        class Meta:
            app_label = "events"

    class Outside(models.Model):
        __module__ = "events.models.planted"
        leaf = models.ForeignKey(Leaf, on_delete=models.CASCADE)
        folder = models.ForeignKey(Folder, on_delete=models.CASCADE)

        class Meta:
            app_label = "events"

    found = relations_to_draft_children([Folder, Leaf, Outside])
    assert found == ["events.Outside.leaf → events.Leaf"]

"""Load in peace: no mail leaves, no task is queued for each row; the indexes are built once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.models.signals import post_save
from django.tasks import task_backends
from django.tasks.backends.dummy import DummyBackend
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler, register_signal_handlers
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

ALIAS = "default"


@contextmanager
def quiet() -> Iterator[None]:
    """Hold back Wagtail's two indexes and our own tasks while the body runs.

    Hundreds of tasks would otherwise be queued for rows that one command indexes faster.
    """
    backend = task_backends[ALIAS]
    task_backends[ALIAS] = DummyBackend(alias=ALIAS, params={})
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        register_signal_handlers()
        task_backends[ALIAS] = backend


def build_indexes() -> None:
    """Index everything for search, and the pages' references to one another, now."""
    call_command("update_index", verbosity=0)
    for page in Page.objects.filter(depth__gt=1).specific():
        ReferenceIndex.create_or_update_for_object(page)

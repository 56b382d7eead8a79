"""Papers of a meeting: for members alone, by their personal link, once the agenda is published."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max
from wagtail.documents.models import AbstractDocument
from wagtail.log_actions import log
from wagtail.models import Collection, CollectionViewRestriction

from events.permissions import Viewer
from medborgerforum import membership
from medborgerforum.enums import PointState
from medborgerforum.models import AgendaPoint, Paper, Representative

FOLDER = "Medborgerforum: bilag"  # a name in the database, which staff see


def is_paper(document: AbstractDocument) -> bool:
    """Whether a document is for members, and so not for the whole world. One query."""
    return Paper.objects.filter(document=document.pk).exists()


def folder() -> Collection:
    """Return the folder of papers, which only those who run the forum may read; made once."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=FOLDER).first()
    if found is None:
        found = root.add_child(name=FOLDER)
        restriction = CollectionViewRestriction.objects.create(
            collection=found, restriction_type=CollectionViewRestriction.GROUPS
        )
        restriction.groups.set(Group.objects.filter(permissions__codename="run_forum"))
    return found


def document_for(representative: Representative, paper_id: UUID) -> AbstractDocument | None:
    """Return the document of a paper that this representative may read; None for any other."""
    if not membership.may_read(representative):
        return None
    paper = (
        Paper.objects.filter(
            pk=paper_id,
            point__state=PointState.ON_AGENDA,
            point__meeting__agenda_published_at__isnull=False,
        )
        .select_related("document")
        .first()
    )
    return paper.document if paper else None


@transaction.atomic
def add(point: AgendaPoint, fields: Mapping[str, Any], *, by: Viewer) -> Paper:
    """Put a paper last under a point; its document can be had by nobody else from now on.

    It moves into the papers' own folder, so that it stays private when the paper goes.
    """
    last = Paper.objects.filter(point=point).aggregate(last=Max("position"))["last"] or 0
    paper = Paper.objects.create(point=point, position=last + 1, **fields)
    paper.document.collection = folder()
    paper.document.save(update_fields=["collection"])
    log(point.meeting, "wagtail.edit", user=by, data={"step": "add_paper"})
    return paper


@transaction.atomic
def remove(paper: Paper, *, by: Viewer) -> None:
    """Take a paper away from its point; the document stays in the papers' folder."""
    log(paper.point.meeting, "wagtail.edit", user=by, data={"step": "remove_paper"})
    paper.delete()

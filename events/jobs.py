"""Long documents are made in the background; a row says how far it is and keeps the file.

Only the one who asked can fetch it, while she may still run the activity, and for an hour.
Documents about no single activity have a ``Maker``, which other apps ``register``: it says
who may have the document, and makes it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from events import papers
from events.documents import Tell
from events.models import Activity, DocumentJob, Session
from events.permissions import Viewer, may_run, storable

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100  # people; a longer paper takes more time than a page may
KEPT = timedelta(hours=1)
LOST = timedelta(minutes=15)  # a worker that has said nothing for so long is dead
EVERY = timedelta(seconds=1)  # between two words on how far it is

State = DocumentJob.State


@dataclass(frozen=True)
class Maker:
    """How a kind of document about no single activity comes to be.

    ``may`` is asked when it is made and when it is fetched. ``make`` gets what was asked for,
    in the language that was asked for, and tells how many pages are laid out; outside any
    transaction. What it raises means that the document failed.
    """

    may: Callable[[Viewer], bool]
    make: Callable[[Mapping[str, Any], Tell], bytes]


_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> Maker:
    """Let documents of a kind be asked for with ``ask_for``."""
    _makers[kind] = maker
    return maker


def takes_long(kind: str, activity: Activity) -> bool:
    """Whether the paper had better be made in the background."""
    return papers.PAPERS[kind].about_people and papers.number_of_people(activity) > MOST_AT_ONCE


def ask(
    kind: str, activity: Activity, *, by: Viewer, session: Session | None, language: str
) -> DocumentJob:
    """Have a paper made; return its row. Asking twice while it is being made is asking once."""
    paper = papers.papers_for(activity)[kind]
    return _ask(
        kind,
        activity,
        {"language": language, "session": str(session.pk) if session else ""},
        by,
        lambda: (max(1, papers.number_of_people(activity) // paper.a_page), paper.filename),
    )


def ask_for(
    kind: str, *, by: Viewer, language: str, pages: int, filename: str, **params: Any
) -> DocumentJob:
    """Have a document with a maker made, as ``ask`` does; ``pages`` is about how many.

    Raises KeyError for a kind that nobody registered, PermissionError for one she may not have.
    """
    if not _makers[kind].may(by):
        raise PermissionError
    return _ask(kind, None, {"language": language, **params}, by, lambda: (pages, filename))


def _ask(
    kind: str,
    activity: Activity | None,
    params: dict[str, Any],
    by: Viewer,
    about: Callable[[], tuple[int, str]],
) -> DocumentJob:
    from events.tasks import make_document

    with transaction.atomic():
        mine = DocumentJob.objects.filter(activity=activity, kind=kind, params=params)
        unfinished = mine.filter(state__in=[State.QUEUED, State.RUNNING])
        waiting = unfinished.filter(asked_by=storable(by)).first()
        if waiting:
            return waiting
        total, filename = about()
        job = DocumentJob.objects.create(
            activity=activity,
            kind=kind,
            params=params,
            asked_by=storable(by),
            total=total,
            filename=filename,
        )
        transaction.on_commit(lambda: make_document.enqueue(str(job.pk)))
    return job


def run(job_id: UUID | str) -> bool:
    """Make one document; return whether this call did. A second worker finds it taken."""
    queued = DocumentJob.objects.filter(pk=job_id, state=State.QUEUED)
    if not queued.update(state=State.RUNNING):
        return False
    job = DocumentJob.objects.select_related("activity", "asked_by").get(pk=job_id)
    try:
        job.file = _make(job)
        job.state = State.DONE
    except Exception as error:  # noqa: BLE001 - whoever waits must be told
        # The class alone: an error's text may hold personal data.
        logger.error("document %s failed: %s", job.kind, type(error).__name__)  # noqa: TRY400
        job.state = State.FAILED
    job.finished_at = timezone.now()
    DocumentJob.objects.filter(pk=job.pk, state=State.RUNNING).update(
        state=job.state, file=job.file, finished_at=job.finished_at
    )
    return True


def _make(job: DocumentJob) -> bytes:
    if job.activity_id is None:
        return _make_other(job)
    if not may_run(job.asked_by):
        raise PermissionError
    activity = Activity.objects.visible_to(job.asked_by).get(pk=job.activity_id)
    key = job.params["session"]
    session = activity.sessions.get(pk=key) if key else None
    with translation.override(job.params["language"]):
        return papers.make(
            job.kind, activity, user=job.asked_by, session=session, tell=_Progress(job)
        )


def _make_other(job: DocumentJob) -> bytes:
    maker = _makers[job.kind]
    if not maker.may(job.asked_by):
        raise PermissionError
    with translation.override(job.params["language"]):
        return maker.make(job.params, _Progress(job))


class _Progress:
    """Writes down how many pages are laid out, now and then."""

    def __init__(self, job: DocumentJob) -> None:
        self.job, self.said = job, timezone.now()

    def __call__(self, pages: int) -> None:
        now = timezone.now()
        if pages <= self.job.done or now - self.said < EVERY:
            return
        self.said, self.job.done = now, pages
        DocumentJob.objects.filter(pk=self.job.pk).update(
            done=pages, total=max(self.job.total, pages)
        )


def own(user: Viewer, activity: Activity, pk: UUID) -> DocumentJob | None:
    """Return the user's own document of an activity she may run; None for any other."""
    if user is None or not may_run(user):
        return None
    jobs = DocumentJob.objects.filter(
        activity__in=Activity.objects.visible_to(user).filter(pk=activity.pk)
    )
    return jobs.filter(pk=pk, asked_by=storable(user)).defer("file").first()


def own_other(user: Viewer, kind: str, pk: UUID) -> DocumentJob | None:
    """Return the user's own document of a kind with a maker; None for any other."""
    if user is None or not user.is_authenticated or not _makers[kind].may(user):
        return None
    jobs = DocumentJob.objects.filter(activity=None, kind=kind, asked_by=storable(user))
    return jobs.filter(pk=pk).defer("file").first()


def delete_due(now: datetime | None = None) -> int:
    """Delete documents an hour after they are ready, and say of lost ones that they failed.

    Returns how many were deleted; the clock calls it.
    """
    now = now or timezone.now()
    lost = DocumentJob.objects.filter(
        state__in=[State.QUEUED, State.RUNNING], created_at__lt=now - LOST
    )
    lost.update(state=State.FAILED, finished_at=now)
    number, _by_model = DocumentJob.objects.filter(finished_at__lt=now - KEPT).delete()
    return number

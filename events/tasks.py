"""Work for a background worker. Each task only starts what a plain module does."""

from django.tasks import task

from events import jobs, outbox


@task()
def deliver_outbox() -> int:
    """Empty the outbox; return how many mails went out.

    Lost tasks do no harm: the clock looks at the outbox itself.
    """
    return outbox.deliver_due()


@task()
def make_document(job_id: str) -> bool:
    """Make one long document; return whether it was still to be made."""
    return jobs.run(job_id)

"""The lock under which an association changes. Where both are locked, the activity comes first."""

from uuid import UUID

from medborgerforum.models import Association


def lock(key: UUID) -> Association:
    """Return an association, freshly read and locked until the transaction ends.

    Rows that merely point at it may still be written meanwhile.
    """
    return Association.objects.select_for_update(no_key=True).get(pk=key)

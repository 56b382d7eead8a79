"""Who runs the forum."""

from typing import Any

from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from events.permissions import Viewer

RUN_FORUM = "medborgerforum.run_forum"


def may_run_forum(user: Viewer) -> bool:
    """Whether the user may see applications and members, and run meetings and hearings."""
    return user is not None and user.is_authenticated and _permitted(user).has_perm(RUN_FORUM)


def _permitted(user: Any) -> PermissionsMixin:
    return user


class ForumStaffOnly:
    """Mixin, first among the bases of an admin view: refuse before anything is looked up."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Let in who may run the forum."""
        if not may_run_forum(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

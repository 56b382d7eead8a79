"""Who may see and run what. Superusers get no way round the discreet activities."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group, PermissionsMixin

type Viewer = AbstractBaseUser | AnonymousUser | None

DISCREET = "access_discreet"
KEPT = "_sees_discreet"
RUN = "events.run_activity"
HANDLE_REQUESTS = "events.handle_requests"


def may_see_discreet(user: Viewer) -> bool:
    """Whether one of the user's groups holds the discreet permission.

    Asked of the groups directly, because ``user.has_perm`` says yes to every superuser; once for
    each user object, as Django's own permissions are.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    kept: dict[str, bool] = user.__dict__
    if KEPT not in kept:
        kept[KEPT] = Group.objects.filter(
            user=user.pk,
            permissions__codename=DISCREET,
            permissions__content_type__app_label="events",
        ).exists()
    return kept[KEPT]


def may_run(user: Viewer) -> bool:
    """Whether the user may see participants, check people in and cancel activities."""
    return user is not None and user.is_authenticated and _with_permissions(user).has_perm(RUN)


def may_handle_requests(user: Viewer) -> bool:
    """Whether the user may see what hosts ask for, and answer them."""
    allowed = user is not None and user.is_authenticated
    return allowed and _with_permissions(user).has_perm(HANDLE_REQUESTS)


def storable(user: Viewer) -> Any:
    """Return the user to note on a row as the one who did it; None for nobody signed in."""
    return user if user is not None and user.is_authenticated else None


def _with_permissions(user: Any) -> PermissionsMixin:
    # The project's user has both mixins; the floor does not know its class.
    return user

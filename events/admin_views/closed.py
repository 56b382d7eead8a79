"""Who comes in: permission before lookup, and discreet activities for the few."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from events.models import Activity, Registration
from events.permissions import Viewer, may_run


class PermissionFirst(PermissionCheckedMixin):
    """Check the permission before a row is looked up.

    Some of Wagtail's generic views fetch their object in ``setup()``, so that "not found"
    would tell a user without permission which rows exist.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is read."""
        self.request, self.args, self.kwargs = request, args, kwargs
        required = getattr(self, "permission_required", None)
        if required is not None and not self.user_has_permission(required):
            raise PermissionDenied
        any_of = getattr(self, "any_permission_required", None)
        if any_of is not None and not self.user_has_any_permission(any_of):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class ClosedViewSetMixin(ViewSet):
    """Mixin for viewsets: every view checks the permission before it looks a row up."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        """Put the check in front of Wagtail's own steps."""
        if hasattr(view_class, "user_has_permission"):
            view_class = type(view_class.__name__, (PermissionFirst, view_class), {})
        return super().construct_view(view_class, **kwargs)


class _ModelPermissionFirst(View):
    """Let in whoever holds some permission on the model, the right to view it included."""

    model_class: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse before anything is read."""
        policy = policy_registry.get_by_type(self.model_class)
        if not policy.user_has_any_permission(request.user, ("view", "add", "change")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ClosedChooserViewSet(SnippetChooserViewSet):
    """A chooser that opens only for those who may use what is chosen."""

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        """Put the check in front of Wagtail's own steps, of which choosing has none."""
        closed = type(view_class.__name__, (_ModelPermissionFirst, view_class), {})
        return super().construct_view(closed, **kwargs)


class ActivityPolicy(ModelPermissionPolicy):
    """Model permissions, and for discreet activities the group, superusers included."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Activity) -> bool:
        """Whether the user may do this to this activity."""
        return self.user_has_permission(user, action) and (
            Activity.objects.visible_to(user).filter(pk=instance.pk).exists()
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: list[str]) -> Any:
        """Return the activities on which the user may do any of this."""
        return super().instances_user_has_any_permission_for(user, actions).visible_to(user)


def activity_to_run(user: Viewer, pk: Any) -> Activity:
    """Return the activity for someone who may run it.

    Raises PermissionDenied, or Http404 for one that is missing or hidden from the user.
    """
    if not may_run(user):
        raise PermissionDenied
    return get_object_or_404(Activity.objects.visible_to(user).with_times(), pk=pk)


def registration_to_run(user: Viewer, activity: Activity, pk: Any) -> Registration:
    """Return one registration of the activity; raises Http404 for any other."""
    rows = Registration.objects.visible_to(user).filter(activity=activity)
    try:
        return rows.select_related("booking", "workplace_kind").get(pk=pk)
    except Registration.DoesNotExist:
        raise Http404 from None


class RunActivityMixin(PermissionCheckedMixin):
    """For views of one activity under ``activity_pk``: only for those who may run it."""

    activity: Activity

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the activity up for this user, or refuse."""
        self.activity = activity_to_run(request.user, kwargs["activity_pk"])
        super().setup(request, *args, **kwargs)

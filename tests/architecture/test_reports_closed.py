"""No report and no view of our own in the admin opens for a user without the right role.

Wagtail's ``ReportView`` without ``model`` lets in whoever may enter the admin at all, so the
user that is tried here has that one permission and no other.
"""

import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import models
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter
from wagtail.admin.views.generic import EditView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets import viewsets
from wagtail.permission_policies import ModelPermissionPolicy

from tests.architecture.own import is_own

# Wagtail lets all of its staff open a chooser. These list words that the public site shows too.
OPEN_TO_STAFF = {
    f"wagtailsnippetchoosers_events_{vocabulary}"
    for vocabulary in ("theme", "audience", "district", "workplacekind")
}


def is_own_view(callback: Callable[..., Any]) -> bool:
    """Return whether a view function, or a class in a view's ancestry, was written here."""
    view_class = getattr(callback, "view_class", None)
    return any(is_own(kind) for kind in view_class.__mro__) if view_class else is_own(callback)


def own_viewsets() -> dict[str, type[models.Model] | None]:
    """Return namespace → model of the viewsets that are ours or show our models."""
    return {
        viewset.url_namespace: getattr(viewset, "model", None)
        for viewset in viewsets.viewsets
        if is_own(type(viewset)) or is_own(getattr(viewset, "model", None))
    }


def made_up(converter: object, model: type[models.Model] | None) -> object:
    """Return an argument that fits the path's converter and the model's kind of key."""
    has_uuid = model is not None and isinstance(model._meta.pk, models.UUIDField)
    if isinstance(converter, UUIDConverter):
        return uuid.UUID(int=1)
    return uuid.UUID(int=1) if has_uuid and not isinstance(converter, IntConverter) else 1


def views(
    resolver: URLResolver, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every view below the resolver with its full name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            below = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from views(pattern, below)
        elif pattern.name:
            yield ":".join((*namespaces, pattern.name)), pattern


def own_admin_views() -> dict[str, tuple[str, Callable[..., Any]]]:
    """Return name → address and view of what is ours in the admin, with made-up arguments."""
    home, ours, found = reverse("wagtailadmin_home"), own_viewsets(), {}
    for name, pattern in views(get_resolver()):
        namespace = name.rpartition(":")[0]
        if namespace in OPEN_TO_STAFF or not (is_own_view(pattern.callback) or namespace in ours):
            continue
        arguments = {
            key: made_up(converter, ours.get(namespace))
            for key, converter in pattern.pattern.converters.items()
        }
        address = reverse(name, kwargs=arguments)
        if address.startswith(home):
            found[name] = address, pattern.callback
    return found


def is_closed(response: HttpResponse) -> bool:
    """Return whether a response shows nothing: forbidden, or sent away.

    "Not found" does not count: the row may have been looked up before the permission.
    """
    return response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}


def policy_refuses(view: Callable[..., Any], user: Any) -> bool:
    """Return whether one of Wagtail's generic views would turn the user away from a real row.

    They look the row up first, so a made-up key cannot tell; what they ask next can.
    """
    view_class = getattr(view, "view_class", None)
    if not (view_class and issubclass(view_class, PermissionCheckedMixin)):
        return False
    asked = view_class(**view.view_initkwargs)
    wanted = [asked.permission_required, *(asked.any_permission_required or ())]
    return (
        asked.permission_policy is not None
        and any(wanted)
        and not asked.permission_policy.user_has_any_permission(user, [w for w in wanted if w])
    )


@pytest.fixture
def mere_staff(db: None) -> object:
    """Return a user who may enter the admin and nothing else."""
    user = get_user_model().objects.create_user("nobody@vink.example")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.mark.parametrize("may_enter", [False, True], ids=["plain user", "mere staff"])
def test_no_admin_view_of_ours_opens(may_enter: bool, mere_staff: Any, client: Client) -> None:
    if not may_enter:
        mere_staff.user_permissions.clear()
    client.force_login(mere_staff)
    client.raise_request_exception = False
    found = own_admin_views()
    assert found, "none of our admin views was found: the test looks in the wrong place"
    opened = []
    for name, (address, view) in found.items():
        response = client.get(address)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = client.post(address)
        missed = response.status_code == HTTPStatus.NOT_FOUND
        if not (is_closed(response) or (missed and policy_refuses(view, mere_staff))):
            opened.append(f"{name} ({address}): {response.status_code}")
    assert opened == []


def test_an_open_report_is_found(mere_staff: Any, rf: RequestFactory) -> None:
    class Planted(ReportView):
        __module__ = "events.reports"
        page_title = "Planted"
        index_url_name = index_results_url_name = "wagtailadmin_home"

        def get_queryset(self) -> Any:
            return get_user_model().objects.none()

    request = rf.get("/")
    request.user = mere_staff
    assert is_own_view(Planted.as_view())
    assert not is_closed(Planted.as_view()(request))


def test_an_open_generic_view_is_found(mere_staff: Any) -> None:
    policy = ModelPermissionPolicy(get_user_model())
    asking = EditView.as_view(permission_policy=policy, permission_required="change")
    silent = EditView.as_view(permission_policy=policy, permission_required=None)
    assert policy_refuses(asking, mere_staff)
    assert not policy_refuses(silent, mere_staff)

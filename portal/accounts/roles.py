"""The roles of the staff, as a table: each is a group, none is a superuser.

``set_up_roles`` makes the groups say what the table says, no more and no less; what an
administrator changes by hand stands until it runs again.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)

ENTER = "wagtailadmin.access_admin"
# The workflow and task that Wagtail's migrations make for its own group of that name.
STOCK_APPROVAL = "Moderators approval"


def _all(app: str, *models: str) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{m}" for m in models for verb in ("add", "change", "delete"))


def _keep(app: str, *models: str) -> tuple[str, ...]:
    """Add and change, but not delete: for words that other rows lean on."""
    return tuple(f"{app}.{verb}_{m}" for m in models for verb in ("add", "change"))


TERMS = ("theme", "audience", "district", "workplacekind")
VOCABULARY = _keep("events", *TERMS)
USE_TERMS = tuple(f"events.view_{term}" for term in TERMS)
PLANS = (*_keep("targets", "plan", "target"), *_all("targets", "publishedfigure"))
# Who may throw a status report away may also publish it (``portal.targets.status_reports``).
WRITE_REPORTS = _keep("targets", "statusreport")
PUBLISH_REPORTS = _all("targets", "statusreport")
PLAN_ACTIVITIES = (
    "events.view_activity",
    "events.add_activity",
    "events.change_activity",
    "events.delete_activity",
    "events.run_activity",
    *USE_TERMS,
)
SCHOOL_HOLIDAYS = _all("events", "schoolholiday")
# The words of the mails, and what became of the mails; neither shows a name.
MAIL = ("events.change_mailtext", "events.view_outboxmessage", "events.change_outboxmessage")
# Questions and questionnaires, which hold nobody's answers.
READ_BANK = ("events.view_question",)
KEEP_BANK = (*READ_BANK, "events.change_question")
CATALOGUES = _all("catalogue", "catalogue")
TRANSLATE = ("wagtail_localize.submit_translation",)
USERS = (*_all("accounts", "user"), *_all("auth", "group"))
HOUSE = (
    *_all("wagtailcore", "site", "locale", "workflow", "task"),
    *_all("wagtailredirects", "redirect"),
    "privacy.view_retentionrun",
    *_all("events", "webhook"),
    *_all("wagtailcore", "apitoken"),
)

PUBLISH_PAGES = ("add", "change", "publish")
RUN_PAGES = ("add", "change", "publish", "bulk_delete", "lock", "unlock")

USE_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
FILL_FILES = (
    *USE_FILES,
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
)
RUN_COLLECTIONS = (
    *FILL_FILES,
    "wagtailcore.add_collection",
    "wagtailcore.change_collection",
    "wagtailcore.delete_collection",
)


@dataclass(frozen=True)
class RoleGrants:
    """What one role may do: model permissions, and those given on the root page and folder."""

    models: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=USE_FILES)


ROLES: dict[str, RoleGrants] = {
    # Writes and publishes; sees which activities there are, but nobody's name.
    "Redaktør": RoleGrants(
        models=(
            "events.view_activity",
            *VOCABULARY,
            *PLANS,
            *PUBLISH_REPORTS,
            *CATALOGUES,
            *TRANSLATE,
        ),
        pages=RUN_PAGES,
        files=FILL_FILES,
    ),
    # Plans and runs activities from sign-up to survey.
    "Arrangør": RoleGrants(
        models=(
            *PLAN_ACTIVITIES,
            "events.view_results",
            "events.handle_requests",
            *MAIL,
            *CATALOGUES,
            *SCHOOL_HOLIDAYS,
            *READ_BANK,
        ),
        pages=PUBLISH_PAGES,
        files=FILL_FILES,
    ),
    # The only role that sees discreet activities and who comes to them.
    "Kursusleder": RoleGrants(
        models=(
            *PLAN_ACTIVITIES,
            "events.view_results",
            "events.access_discreet",
            *SCHOOL_HOLIDAYS,
        ),
        pages=PUBLISH_PAGES,
    ),
    # Runs the medborgerforum: the only role that sees who applies, and who its members are.
    "Forumkoordinator": RoleGrants(
        models=(
            *PLAN_ACTIVITIES,
            "events.view_results",
            "medborgerforum.run_forum",
            "events.handle_requests",
        ),
        pages=PUBLISH_PAGES,
        files=FILL_FILES,
    ),
    # Reads figures, keeps the plans; sees no participants and writes no pages.
    "Analytiker": RoleGrants(
        models=("events.view_activity", "events.view_results", *PLANS, *WRITE_REPORTS, *KEEP_BANK)
    ),
    # Runs the house: users, roles, structure. Not a participant's name by default.
    "Administrator": RoleGrants(
        models=(
            "events.view_activity",
            "events.view_results",
            "events.handle_requests",
            *VOCABULARY,
            *USERS,
            *HOUSE,
            *MAIL,
            *CATALOGUES,
            *TRANSLATE,
            *SCHOOL_HOLIDAYS,
            *KEEP_BANK,
        ),
        pages=RUN_PAGES,
        files=RUN_COLLECTIONS,
    ),
}


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    """Return the permissions named ``app.codename``; raises LookupError for a missing one."""
    wanted = set(names)
    condition = Q()
    for name in wanted:
        app, codename = name.split(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(condition).select_related("content_type"))
    missing = wanted - {f"{p.content_type.app_label}.{p.codename}" for p in found}
    if missing:
        raise LookupError(f"Unknown permissions: {', '.join(sorted(missing))}")
    return found


@transaction.atomic
def set_up_roles() -> list[Group]:
    """Create the groups where they are missing and give each what the table says."""
    root_page = Page.objects.get(depth=1)
    root_folder = Collection.objects.get(depth=1)
    groups = []
    for name, grants in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions((ENTER, *grants.models)))
        pages = tuple(f"wagtailcore.{verb}_page" for verb in grants.pages)
        _grant(GroupPagePermission, group, _permissions(pages) if pages else [], page=root_page)
        _grant(GroupCollectionPermission, group, _permissions(grants.files), collection=root_folder)
        groups.append(group)
    _let_editors_approve()
    return groups


def _let_editors_approve() -> None:
    """Hand Wagtail's ready-made workflow to a group that has people in it, named in Danish."""
    for task in GroupApprovalTask.objects.filter(name=STOCK_APPROVAL):
        task.name = "Redaktøren godkender"
        task.save()
        task.groups.set(Group.objects.filter(name="Redaktør"))
    Workflow.objects.filter(name=STOCK_APPROVAL).update(name="godkendelse")


def _grant(
    model: type[GroupPagePermission] | type[GroupCollectionPermission],
    group: Group,
    permissions: list[Permission],
    **where: Page | Collection,
) -> None:
    """Leave exactly these permissions on one node of the tree."""
    rows = model.objects.filter(group=group, **where)
    rows.exclude(permission__in=permissions).delete()
    present = set(rows.values_list("permission_id", flat=True))
    for permission in permissions:
        if permission.pk not in present:
            model.objects.create(group=group, permission=permission, **where)

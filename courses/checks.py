"""What the system checks say of discreet activities."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from courses import discretion


@register(Tags.database)
def check_leaders(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Say that fewer than two people may see discreet activities.

    Only where the database is looked at (``check --database default``), and has its tables:
    ``migrate`` asks, too, before there are any.
    """
    if "default" not in (databases or []):
        return []
    tables = set(connections["default"].introspection.table_names())
    if not {"auth_group_permissions", "accounts_user_groups"} <= tables or not discretion.too_few():
        return []
    return [
        Warning(
            "Fewer than two people may see discreet activities.",
            hint="Give a second member of staff the role Kursusleder.",
            id="courses.W001",
        )
    ]

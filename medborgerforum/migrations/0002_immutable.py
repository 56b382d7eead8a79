"""Let the database itself keep acceptances, history and the published charter."""

from typing import Any

from django.db import migrations

from medborgerforum import immutable


def install(apps: Any, schema_editor: Any) -> None:
    immutable.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    immutable.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("medborgerforum", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]

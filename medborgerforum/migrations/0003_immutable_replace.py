"""Make the triggers anew: on SQLite they refuse ``REPLACE`` of a kept row as well."""

from typing import Any

from django.db import migrations

from medborgerforum import immutable


def install(apps: Any, schema_editor: Any) -> None:
    immutable.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("medborgerforum", "0002_immutable")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]

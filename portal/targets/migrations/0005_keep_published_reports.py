"""Keep published status reports and their files as they are."""

from django.db import migrations

from events import immutable
from portal.targets.immutable import REPORTS


def keep(apps, schema_editor):
    immutable.install(schema_editor.connection, REPORTS)


def let_go(apps, schema_editor):
    immutable.remove(schema_editor.connection, REPORTS)


class Migration(migrations.Migration):
    # On PostgreSQL a table cannot get triggers while updates of it wait for their checks.
    atomic = False

    dependencies = [("targets", "0004_readings_and_reports")]

    operations = [migrations.RunPython(keep, let_go)]

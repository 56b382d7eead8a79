"""Give each activity a series of its own: copies made from now on share it."""

import uuid

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def own_series(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The column came with one default for all rows that were there."""
    activity = apps.get_model("events", "Activity")
    for row in activity.objects.only("pk").iterator():
        activity.objects.filter(pk=row.pk).update(series=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("events", "0007_registration_in_full")]
    operations = [migrations.RunPython(own_series, migrations.RunPython.noop)]

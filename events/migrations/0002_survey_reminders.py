from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="questiontext",
            name="help",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="survey",
            name="reminders_sent",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]

"""Mark what has been asked, say which kinds the old questionnaires follow, and keep the wording."""

from django.db import migrations

from events import immutable

KINDS = {"temadag": ["temadag"], "foraeldrekursus": ["foraeldrekursus"]}


def mark(apps, schema_editor):
    Instrument = apps.get_model("events", "Instrument")
    Question = apps.get_model("events", "Question")
    Survey = apps.get_model("events", "Survey")
    for key, kinds in KINDS.items():
        Instrument.objects.filter(key=key).update(activity_kinds=kinds)
    asked = set(Survey.objects.values_list("instrument", flat=True))
    Instrument.objects.filter(pk__in=asked).update(in_use=True)
    items = apps.get_model("events", "InstrumentQuestion").objects.filter(instrument__in=asked)
    questions = set(items.values_list("question", flat=True))
    items.update(in_use=True)
    Question.objects.filter(pk__in=questions).update(in_use=True)
    apps.get_model("events", "QuestionText").objects.filter(question__in=questions).update(
        in_use=True
    )


def keep(apps, schema_editor):
    immutable.install(schema_editor.connection, immutable.ASKED)


def let_go(apps, schema_editor):
    immutable.remove(schema_editor.connection, immutable.ASKED)


class Migration(migrations.Migration):
    # On PostgreSQL a table cannot get triggers while updates of it wait for their checks.
    atomic = False

    dependencies = [("events", "0011_survey_bank")]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.RunPython(keep, let_go),
    ]

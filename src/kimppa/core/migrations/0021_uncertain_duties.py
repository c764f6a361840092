"""A duty keeps in mind what of it nobody has settled yet: at first, a topic that is missing."""

from django.db import migrations, models


def ask_missing_topics(apps, schema_editor):
    apps.get_model("core", "Duty").objects.filter(topic="").update(asks_topic=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0020_called_off")]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="asks_topic",
            field=models.BooleanField(default=False, verbose_name="topic is uncertain"),
        ),
        migrations.AddField(
            model_name="duty",
            name="asks_due",
            field=models.BooleanField(default=False, verbose_name="due is uncertain"),
        ),
        migrations.RunPython(ask_missing_topics, migrations.RunPython.noop, elidable=True),
    ]

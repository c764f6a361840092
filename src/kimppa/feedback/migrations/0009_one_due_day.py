"""Feedback on accessibility that waits for its answer is due on its statutory day alone."""

from django.db import migrations
from django.db.models import F


def set_due_days(apps, schema_editor):
    tickets = apps.get_model("feedback", "Ticket").objects.using(schema_editor.connection.alias)
    tickets.filter(answered_at=None, answer_by__isnull=False).update(due_on=F("answer_by"))


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0008_connections'),
    ]

    operations = [migrations.RunPython(set_due_days, migrations.RunPython.noop)]

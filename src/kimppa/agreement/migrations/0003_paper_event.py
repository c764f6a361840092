"""A paper knows the write that made it a draft's new text, so that an undo opens it again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreement", "0002_papers_and_notes"), ("core", "0021_uncertain_duties")]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.auditevent",
            ),
        ),
    ]

"""A letter may carry a calendar: an invitation to a meeting, its update or its cancellation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0022_publishes")]

    operations = [
        migrations.AddField(
            "outgoingmail",
            "calendar",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        )
    ]

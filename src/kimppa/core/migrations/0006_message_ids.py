"""Letters get Message-IDs that are kept; those that wait to be sent keep the ones they had."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_ids(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """An attempt may have reached its receiver: the next one has to say the same Message-ID."""
    letters = apps.get_model("core", "OutgoingMail").objects.using(schema_editor.connection.alias)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    for letter in letters.exclude(state="sent").iterator():
        letter.message_id = f"<kimppa-{letter.pk}-{letter.queued_at:%Y%m%d%H%M%S}@{domain}>"
        letter.save(update_fields=["message_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_grants"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="message_id",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.RunPython(keep_ids, migrations.RunPython.noop),
    ]

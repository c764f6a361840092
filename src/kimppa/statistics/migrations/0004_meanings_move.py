"""What names and codes in files mean is remembered for every room: the rows move to the core."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every meaning under its own key."""
    alias = schema_editor.connection.alias
    learned = apps.get_model("statistics", "Learned").objects.using(alias)
    meaning = apps.get_model("core", "Meaning")
    rows = (meaning(key=row.key, target=row.target) for row in learned.order_by("pk").iterator())
    meaning.objects.using(alias).bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_imports"),
        ("statistics", "0003_connections"),
    ]

    operations = [
        migrations.RunPython(move),
        migrations.DeleteModel(name="Learned"),
    ]

"""A report tells what it counts: names in it are remembered with that."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def as_taken_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the reports in use count, by the figures that were taken from them."""
    alias = schema_editor.connection.alias
    figures = apps.get_model("core", "Figure").objects.using(alias)
    reports = apps.get_model("statistics", "Take").objects.using(alias).filter(kind="report")
    for take in reports:
        codes = figures.filter(pk__in=take.recorded).values_list("variable__code", flat=True)
        take.measure = "+".join(sorted({code[:3] for code in codes} & {"KOK", "HAN", "LAI"}))
        take.save(update_fields=["measure"])


class Migration(migrations.Migration):
    dependencies = [("statistics", "0004_meanings_move")]

    operations = [
        migrations.AddField(
            model_name="take",
            name="measure",
            field=models.CharField(blank=True, max_length=20, verbose_name="what the table counts"),
        ),
        migrations.RunPython(as_taken_in, migrations.RunPython.noop),
    ]

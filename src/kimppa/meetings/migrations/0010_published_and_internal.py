"""Minutes that are published; what came of internal items before now is internal too."""

from typing import Any

from django.db import migrations, models


def mark_internal(apps: Any, _schema: Any) -> None:
    items = apps.get_model("meetings", "Item").objects.filter(internal=True)
    decisions = apps.get_model("core", "Decision").objects.filter(
        pk__in=items.exclude(decision=None).values("decision")
    )
    names = [f"decision-{pk}" for pk in decisions.values_list("pk", flat=True)]
    tasks = apps.get_model("core", "Task").objects
    tasks.filter(pk__in=items.exclude(task=None).values("task")).update(internal=True)
    tasks.filter(area="desk", object_id__in=names).update(internal=True)
    questions = decisions.exclude(ratification=None).values("ratification")
    apps.get_model("core", "Ratification").objects.filter(pk__in=questions).update(internal=True)
    decisions.update(internal=True)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0025_internal_decisions"),
        ("meetings", "0009_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="minutes published"),
        ),
        migrations.RunPython(mark_internal, migrations.RunPython.noop),
    ]

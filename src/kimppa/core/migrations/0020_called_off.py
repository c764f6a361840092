"""What people logged as called off or moved is no work done."""

from django.db import migrations, models

from kimppa.core.words.calling_off import is_called_off

KINDS = [
    ("work", "Work done"),
    ("no-need", "No need arose"),
    ("delivery", "Delivered"),
    ("provisional", "Delivered as provisional"),
    ("called-off", "Called off or moved"),
]


def call_off(apps, schema_editor):
    Evidence = apps.get_model("core", "Evidence")
    rows = Evidence.objects.filter(area="", kind="work").values_list("pk", "title")
    called_off = [pk for pk, title in rows.iterator() if is_called_off(title)]
    for start in range(0, len(called_off), 500):
        Evidence.objects.filter(pk__in=called_off[start : start + 500]).update(kind="called-off")


class Migration(migrations.Migration):
    dependencies = [("core", "0019_said_no")]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=KINDS, default="work", max_length=20, verbose_name="kind"
            ),
        ),
        migrations.RunPython(call_off, migrations.RunPython.noop, elidable=True),
    ]

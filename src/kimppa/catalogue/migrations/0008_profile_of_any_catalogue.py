"""The daily check's rules bore one consortium's name."""

from django.db import migrations, models

PROFILES = [
    ("shared", "The shared catalogue"),
    ("pre-migration", "Before the library system is changed"),
    ("strict", "Every rule"),
]


def rename(apps, _schema):
    for model in ("snapshot", "check", "origin"):
        rows = apps.get_model("catalogue", model).objects.filter(profile="louna")
        rows.update(profile="shared")


def profile(**default):
    return models.CharField(
        choices=PROFILES, max_length=40, verbose_name="checked by", **default
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_answered")]

    operations = [
        migrations.AlterField("check", "profile", profile()),
        migrations.AlterField("origin", "profile", profile(default="shared")),
        migrations.AlterField("snapshot", "profile", profile(default="shared")),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]

"""Rows of lists that are taken as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0006_derivations")]

    operations = [
        migrations.AddField(
            model_name="take",
            name="accepted",
            field=models.JSONField(blank=True, default=list, verbose_name="accepted as it is"),
        ),
    ]

"""On which line of each year's money an agreement's costs are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eresources", "0006_usage_owners")]

    operations = [
        migrations.AddField(
            model_name="licence",
            name="line",
            field=models.CharField(
                blank=True,
                help_text="The line of each year on which its costs are counted, by its name.",
                max_length=100,
                verbose_name="budget line",
            ),
        )
    ]

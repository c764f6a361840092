"""Whose the records are that are made here."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0030_answer_links")]

    operations = [
        migrations.AddField(
            model_name="consortium",
            name="isil",
            field=models.CharField(
                blank=True,
                help_text="The organisation's code in records that are made here, such as FI-XX.",
                max_length=16,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Za-z0-9]{1,4}-[A-Za-z0-9:/-]{1,11}\\Z",
                        "Write the code as FI-XX: the country, a hyphen, then letters and digits.",
                    )
                ],
                verbose_name="ISIL of the records",
            ),
        )
    ]

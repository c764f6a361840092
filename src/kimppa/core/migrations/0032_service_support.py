"""Where feedback on a service is passed on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0031_consortium_isil")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="support",
            field=models.EmailField(
                blank=True, default="", max_length=254, verbose_name="address of the support"
            ),
            preserve_default=False,
        )
    ]

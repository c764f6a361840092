"""When a card was made: what fell due before it is nobody's delay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eresources", "0007_licence_line")]

    operations = [
        migrations.AddField(
            model_name="licence",
            name="added_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="added"),
        )
    ]

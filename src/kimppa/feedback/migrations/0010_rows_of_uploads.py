"""Each row of a table also points at the file among all that are brought in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0032_service_support'),
        ('feedback', '0009_one_due_day'),
    ]

    operations = [
        migrations.AlterModelOptions(name='broughtrow', options={}),
        migrations.AddField(
            model_name='broughtrow',
            name='upload',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.import'),
        ),
    ]

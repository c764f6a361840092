"""Room for due rules of several days."""

import kimppa.core.duties.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0009_checklists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='duty',
            name='due',
            field=models.CharField(default='continuous', max_length=200, validators=[kimppa.core.duties.models.check_due_rule], verbose_name='due'),
        ),
    ]

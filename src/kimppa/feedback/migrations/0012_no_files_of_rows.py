"""What stands among all files that are brought in stands here no more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0011_files_move'),
    ]

    operations = [
        migrations.RemoveField(model_name='broughtrow', name='file'),
        migrations.AlterField(
            model_name='broughtrow',
            name='upload',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.import'),
        ),
        migrations.AlterModelOptions(name='broughtrow', options={'ordering': ['upload', 'line']}),
        migrations.DeleteModel(name='RowBytes'),
        migrations.DeleteModel(name='RowFile'),
    ]

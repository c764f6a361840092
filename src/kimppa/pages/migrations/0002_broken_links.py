from django.db import migrations, models
from django.db.models import F


def since_the_last_try(apps, schema_editor):
    """What is broken has been so at least since it was last tried."""
    links = apps.get_model("pages", "Link").objects
    links.filter(state="broken").update(broken_since=F("asked_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='link',
            name='broken_since',
            field=models.DateTimeField(blank=True, null=True, verbose_name='broken since'),
        ),
        migrations.AddField(
            model_name='link',
            name='mended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='works again since'),
        ),
        migrations.RunPython(since_the_last_try, migrations.RunPython.noop, elidable=True),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0006_letters_that_wait'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='digest',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]

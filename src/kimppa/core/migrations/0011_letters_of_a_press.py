"""Letters know the press that wrote them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0010_duty_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='batch',
            field=models.CharField(blank=True, default='', max_length=32),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('batch', ''), _negated=True), fields=['batch'], name='core_mail_batch'),
        ),
    ]

"""Checklists with steps that each municipality marks by itself."""

import django.db.models.deletion
import kimppa.core.topics
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_services_offers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checklist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('example', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, max_length=500)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('kind', models.CharField(choices=[('introduction', 'Introduction'), ('retirement', 'Taking out of use'), ('acceptance', 'Acceptance')], default='introduction', max_length=20, verbose_name='kind')),
                ('topic', models.CharField(choices=kimppa.core.topics.choices, max_length=40, verbose_name='topic')),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('area', models.CharField(blank=True, max_length=40)),
                ('object_id', models.CharField(blank=True, max_length=60)),
                ('created_at', models.DateTimeField()),
                ('municipalities', models.ManyToManyField(related_name='+', to='core.municipality', verbose_name='municipalities')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checklists', to='core.service', verbose_name='service')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('due'), nulls_last=True), '-created_at'],
            },
        ),
        migrations.CreateModel(
            name='ChecklistStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('example', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, max_length=500)),
                ('title', models.CharField(max_length=200, verbose_name='step')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('common', models.BooleanField(default=False, verbose_name='once for all')),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='core.checklist', verbose_name='checklist')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StepMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('done', 'Done'), ('no-need', 'Not needed'), ('refused', 'Not accepted')], max_length=10, verbose_name='state')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='evidence or reason')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.municipality')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='core.checkliststep', verbose_name='step')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'municipality'), name='core_mark_once'), models.UniqueConstraint(condition=models.Q(('municipality__isnull', True)), fields=('step',), name='core_mark_common_once'), models.CheckConstraint(condition=models.Q(('state', 'done'), models.Q(('note', ''), _negated=True), _connector='OR'), name='core_mark_has_reason', violation_error_message='Write the reason.')],
            },
        ),
    ]

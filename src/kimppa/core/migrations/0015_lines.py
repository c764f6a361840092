"""The duty that each piece of work counts for, and what was chosen before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0014_incomplete'),
    ]

    operations = [
        migrations.CreateModel(
            name='LineChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=40)),
                ('like', models.CharField(max_length=120)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='evidence',
            name='core_evidence_matrix',
        ),
        migrations.RemoveIndex(
            model_name='evidence',
            name='core_evidence_newest',
        ),
        migrations.AddField(
            model_name='evidence',
            name='apart',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='evidence',
            name='duty',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.duty', verbose_name='line'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='period',
            field=models.CharField(blank=True, editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='evidence',
            name='placing',
            field=models.CharField(choices=[('only', 'the only line of its topic'), ('kind', 'by its kind and period'), ('plan', 'as the programme says'), ('choice', 'as was chosen before'), ('person', 'chosen'), ('open', 'the line has to be chosen'), ('outside', 'no line of the agreement asks for it')], default='outside', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='evidence',
            name='same_as',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='again', to='core.evidence'),
        ),
        migrations.AddField(
            model_name='release',
            name='period',
            field=models.CharField(blank=True, editable=False, max_length=10),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='kind',
            field=models.CharField(choices=[('work', 'Work done'), ('no-need', 'No need arose'), ('delivery', 'Delivered'), ('provisional', 'Delivered as provisional')], default='work', max_length=20, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(condition=models.Q(('undone_at__isnull', True)), fields=['agreement_year', 'duty', 'slot', 'kind', 'area', 'for_all', 'placing', 'same_as'], name='core_evidence_by_duty'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(fields=['agreement_year', 'topic'], name='core_evidence_topic'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(condition=models.Q(('undone_at__isnull', True)), fields=['agreement_year', 'duty', '-date', '-id', 'area', 'for_all'], name='core_evidence_newest'),
        ),
        migrations.AddField(
            model_name='linechoice',
            name='duty',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.duty'),
        ),
        migrations.AddField(
            model_name='linechoice',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.service'),
        ),
    ]

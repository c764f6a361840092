"""Integrations of services become rows, cards of services get what they lacked, and what people
answered to the rooms' offers is remembered."""

import django.db.models.deletion
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LONGEST = 200


def lines_to_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each line of the free text is a row; a long one stands whole in its note."""
    alias = schema_editor.connection.alias
    integrations = apps.get_model("core", "Integration").objects.using(alias)
    services = apps.get_model("core", "Service").objects.using(alias)
    for service in services.exclude(integrations_text=""):
        lines = dict.fromkeys(line.strip() for line in service.integrations_text.splitlines())
        for line in filter(None, lines):
            integrations.get_or_create(
                service_id=service.pk,
                system=line[:LONGEST],
                kind="other",
                defaults={
                    "note": line if len(line) > LONGEST else "",
                    "example": service.example,
                    "source": service.source,
                },
            )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_imports'),
    ]

    operations = [
        # The rows take the name of the text, and both are there for a moment.
        migrations.RenameField(
            model_name="service", old_name="integrations", new_name="integrations_text"
        ),
        migrations.AddField(
            model_name='service',
            name='contacts',
            field=models.TextField(blank=True, verbose_name='contacts'),
        ),
        migrations.AddField(
            model_name='service',
            name='privacy_notice',
            field=models.URLField(blank=True, verbose_name='privacy notice'),
        ),
        migrations.AddField(
            model_name='service',
            name='sign_in',
            field=models.CharField(blank=True, max_length=300, verbose_name='sign-in'),
        ),
        migrations.CreateModel(
            name='Integration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('example', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, max_length=500)),
                ('system', models.CharField(blank=True, help_text='When it is no service of the register.', max_length=200, verbose_name='other system')),
                ('kind', models.CharField(choices=[('records', 'Records'), ('availability', 'Availability and loans'), ('patrons', 'Patron data'), ('sign-in', 'Sign-in'), ('statistics', 'Statistics'), ('content', 'Events and other content'), ('payment', 'Payments'), ('other', 'Other')], default='other', max_length=20, verbose_name='kind')),
                ('direction', models.CharField(choices=[('out', 'From the service'), ('in', 'To the service'), ('both', 'Both ways')], default='both', max_length=10, verbose_name='direction')),
                ('standard', models.CharField(blank=True, help_text='For example OAI-PMH, SIP2, COUNTER.', max_length=200, verbose_name='standard or interface')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('in-use', 'In use'), ('ended', 'Ended')], default='in-use', max_length=10, verbose_name='state')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='integrations', to='core.service', verbose_name='service')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='integrations_from', to='core.service', verbose_name='to which service')),
            ],
            options={
                'ordering': ['service__name_fi', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('system', ''), ('target__isnull', False)), models.Q(('target__isnull', True), models.Q(('system', ''), _negated=True)), _connector='OR'), name='core_integration_one_target', violation_error_message='Choose a service or write another system, not both.'), models.CheckConstraint(condition=models.Q(('target__isnull', True), models.Q(('target', models.F('service')), _negated=True), _connector='OR'), name='core_integration_not_itself', violation_error_message='A service is not integrated with itself.'), models.UniqueConstraint(condition=models.Q(('target__isnull', False)), fields=('service', 'target', 'kind'), name='core_integration_once'), models.UniqueConstraint(condition=models.Q(('target__isnull', True)), fields=('service', 'system', 'kind'), name='core_integration_outside_once')],
            },
        ),
        migrations.RunPython(lines_to_rows, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='service',
            name='integrations_text',
        ),
        migrations.CreateModel(
            name='OfferChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('verb', models.CharField(max_length=20, verbose_name='what was chosen')),
                ('weight', models.PositiveIntegerField(default=1, verbose_name='weight')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('area', 'key'), name='core_offer_once')],
            },
        ),
    ]

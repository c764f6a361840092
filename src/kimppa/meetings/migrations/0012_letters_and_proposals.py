import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0011_directors_at_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="file_name",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="invitee",
            name="answered_by",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="item",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="continued_by",
                to="meetings.item",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="left_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="why it was left"),
        ),
        migrations.AddField(
            model_name="item",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposer",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="proposals_due",
            field=models.DateField(
                blank=True,
                help_text="Items for the agenda are proposed until then. Empty: a week before.",
                null=True,
                verbose_name="last day for proposals",
            ),
        ),
        migrations.CreateModel(
            name="CalendarLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("sender", "came from another address than the invitation went to"),
                            ("stranger", "is about somebody who has not been invited"),
                            ("proposal", "proposes another time"),
                            ("newer", "answers to an invitation that was never sent"),
                            ("unclear", "could not be read as an answer"),
                            ("other", "is about no meeting of ours"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sender", models.EmailField(blank=True, max_length=254)),
                ("attendee", models.EmailField(blank=True, max_length=254)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Comes"),
                            ("tentative", "Perhaps"),
                            ("declined", "Does not come"),
                            ("delegated", "Sends somebody else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sequence", models.PositiveIntegerField(blank=True, null=True)),
                ("stamp", models.DateTimeField(blank=True, null=True)),
                ("start", models.DateTimeField(blank=True, null=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("arrived_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invitee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="meetings.invitee",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
    ]

"""A director may be given the right to publish the own library's events and news."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0021_uncertain_duties")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="publishes",
            field=models.BooleanField(
                default=False,
                help_text="Of a library director; what is joint is published by the coordinator.",
                verbose_name="publishes the own library's events and news",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(publishes=False) | models.Q(role="director"),
                name="core_membership_director_publishes",
                violation_error_message=(
                    "Only a library director may be given the right to publish."
                ),
            ),
        ),
    ]

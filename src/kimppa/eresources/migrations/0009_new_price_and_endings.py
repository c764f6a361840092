"""What a renewal would cost, by which decision a principle ended, and which decisions may be named."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def decision(**more: object) -> models.ForeignKey:
    """A decision that others than directors may read."""
    terms = {"limit_choices_to": {"internal": False}, "related_name": "+", "to": "core.decision"}
    return models.ForeignKey(**terms | {"verbose_name": "decision"} | more)


class Migration(migrations.Migration):
    dependencies = [("core", "0031_consortium_isil"), ("eresources", "0008_licence_added_on")]

    operations = [
        migrations.AddField(
            model_name="period",
            name="offer",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                editable=False,
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="new price, €",
            ),
        ),
        migrations.AddField(
            model_name="principle",
            name="ended_by",
            field=decision(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                verbose_name="ended by the decision",
            ),
        ),
        *(
            migrations.AlterField(
                model_name=name,
                name="decision",
                field=decision(on_delete=django.db.models.deletion.PROTECT),
            )
            for name in ("budgetline", "cap", "move", "principle")
        ),
        migrations.AlterField(
            model_name="period",
            name="decision",
            field=decision(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL),
        ),
    ]

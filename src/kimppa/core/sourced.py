"""Where a row came from: a named source, or the mark "Esimerkki" of made-up demo data."""

from django.apps import apps
from django.db import models, transaction


class Sourced(models.Model):
    """A row that says whether it is an example and, if it is real, what it is based on.

    What people enter in use is neither: it is their own work, told by the audit log.
    """

    example = models.BooleanField(default=False)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


def sourced_models() -> list[type[Sourced]]:
    """Every concrete model that carries the mark."""
    return [model for model in apps.get_models() if issubclass(model, Sourced)]


def count_examples() -> int:
    """How many rows carry the example mark."""
    return sum(model._default_manager.filter(example=True).count() for model in sourced_models())


@transaction.atomic
def remove_examples() -> int:
    """Delete every row with the example mark, and what hangs from it; the number deleted."""
    return sum(
        model._default_manager.filter(example=True).delete()[0] for model in sourced_models()
    )

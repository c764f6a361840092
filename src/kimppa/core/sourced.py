"""Where a row came from: a named source, or the mark "Esimerkki" of made-up demo data."""

from collections.abc import Sequence
from graphlib import TopologicalSorter

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
    """Delete every row with the example mark, and what hangs from it; the number deleted.

    What refers to others goes first. An example on which something real has come to rest stays.
    """
    return sum(_remove_from(model) for model in _referring_first(sourced_models()))


def _referring_first(found: Sequence[type[Sourced]]) -> list[type[Sourced]]:
    """The models in an order in which each stands before those that it refers to."""
    order: TopologicalSorter[type[Sourced]] = TopologicalSorter(dict.fromkeys(found, ()))
    for model in found:
        for field in model._meta.concrete_fields:
            for target in found:
                if target is field.related_model and target is not model:
                    order.add(target, model)
    return list(order.static_order())


def _remove_from(model: type[Sourced]) -> int:
    rows = model._default_manager.filter(example=True)
    try:
        with transaction.atomic():
            return rows.delete()[0]
    except models.ProtectedError:
        return sum(_remove_row(row) for row in rows)


def _remove_row(row: Sourced) -> int:
    try:
        with transaction.atomic():
            return row.delete()[0]
    except models.ProtectedError:
        return 0

"""Where a row came from: a named source, or the mark "Esimerkki" of made-up demo data."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext


class Sourced(models.Model):
    """A row that says whether it is an example and, if it is real, what it is based on.

    What people enter in use is neither: it is their own work, told by the audit log.
    """

    example = models.BooleanField(default=False)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    def unique_error_message(
        self, model_class: type[models.Model], unique_check: Sequence[str]
    ) -> ValidationError:
        """Django's own names the model, which has an English name in every language."""
        error = super().unique_error_message(model_class, unique_check)
        if error.code == "unique_together":
            error.message = gettext("%(field_labels)s: there is another with the same.")
        elif error.message == models.Field.default_error_messages["unique"]:
            error.message = gettext("%(field_label)s: another has the same.")
        return error


def sourced_models() -> list[type[Sourced]]:
    """Every concrete model that carries the mark."""
    return [model for model in apps.get_models() if issubclass(model, Sourced)]


def count_examples() -> int:
    """How many rows carry the example mark."""
    return sum(model._default_manager.filter(example=True).count() for model in sourced_models())


@transaction.atomic
def remove_examples() -> int:
    """Delete example rows with their dependents; the number deleted.

    An example that a real row points at stays, with its mark.
    """
    order, referenced_ids = _children_first(), _referenced_ids()
    return sum(
        model._default_manager.filter(example=True)
        .exclude(pk__in=referenced_ids[model])
        .delete()[0]
        for model in order
    )


def _referenced_ids() -> dict[type[Sourced], set[int]]:
    """Examples that real rows point at, or other examples that stay, by model."""
    ids_by_model: dict[type[Sourced], set[int]] = defaultdict(set)
    for model in _children_first():
        staying_rows = model._default_manager.filter(
            Q(example=False) | Q(pk__in=ids_by_model[model])
        )
        for field, target in _foreign_keys(model):
            pointers = staying_rows.filter(**{f"{field.name}__example": True})
            ids_by_model[target].update(pointers.values_list(field.attname, flat=True))
    return ids_by_model


def _children_first() -> list[type[Sourced]]:
    """Models in the order in which their rows can be deleted: those that point before the rest."""
    parents = {
        m: {target for _f, target in _foreign_keys(m) if target is not m} for m in sourced_models()
    }
    return list(TopologicalSorter(parents).static_order())[::-1]


def _foreign_keys(
    model: type[Sourced],
) -> Iterator[tuple[models.ForeignKey[Any, Any], type[Sourced]]]:
    """Foreign keys to models with the mark that stand or fall with what they point at."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.related_model
        if issubclass(target, Sourced) and field.remote_field.on_delete is not models.SET_NULL:
            yield field, target

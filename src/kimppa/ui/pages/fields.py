"""Columns, filters and facts by the model's own fields: a thing has one name on every page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kimppa.ui import numbers
from kimppa.ui.tables import ChoiceFilter, Column

type Text = str | Promise
type Kind = Literal["text", "date", "integer", "decimal"]
_KINDS: dict[type[models.Field[Any, Any]], Kind] = {
    models.DateField: "date",
    models.DecimalField: "decimal",
    models.IntegerField: "integer",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a row's facts; one without text is not shown. `mark` is a status's key."""

    label: Text
    text: str
    url: str = ""
    mark: str = ""


def facts(instance: models.Model, *names: str) -> list[Fact]:
    """The row's fields by name, in words; related rows and choices by what they are called."""
    return [Fact(label(instance._meta.model, name), in_words(instance, name)) for name in names]


def columns(
    model: type[models.Model],
    *names: str,
    link: str = "",
    url: Callable[[Any], str] | None = None,
) -> list[Column]:
    """A column for each named field; that of `link` leads to `url(row)`."""
    return [_column(model, name, url if name == link else None) for name in names]


def filters(model: type[models.Model], *names: str) -> list[ChoiceFilter]:
    """A filter for each named field: by its choices, or by the rows that it may point at."""
    return [ChoiceFilter(name, label(model, name), _choices(model, name)) for name in names]


def label(model: type[models.Model], name: str) -> str:
    return str(capfirst(_field(model, name).verbose_name))


def in_words(instance: models.Model, name: str) -> str:
    """A field's value as people read it; empty when it holds nothing."""
    value = getattr(instance, name)
    if value is None or value == "":
        return ""
    if _field(instance._meta.model, name).choices:
        return str(getattr(instance, f"get_{name}_display")())
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return numbers.number(value)
    return numbers.day(value) if isinstance(value, dt.date) else str(value)


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), f"{model._meta.label}.{name} is no column"
    return field


def _column(model: type[models.Model], name: str, url: Callable[[Any], str] | None) -> Column:
    field, title = _field(model, name), label(model, name)
    if url:
        return Column(name, title, url=url)
    if field.choices:
        return Column(name, title, value=lambda instance: in_words(instance, name))
    if isinstance(field, models.ForeignKey):
        order = next(iter(field.related_model._meta.ordering or ()), "pk")
        by = f"{name}__{order}" if isinstance(order, str) and not order.startswith("-") else name
        return Column(name, title, value=lambda instance: in_words(instance, name), order_by=by)
    kind: Kind = next((kind for of, kind in _KINDS.items() if isinstance(field, of)), "text")
    return Column(name, title, kind=kind)


def _choices(model: type[models.Model], name: str) -> list[tuple[str, Text]]:
    field = _field(model, name)
    if isinstance(field, models.ForeignKey):
        return [
            (str(instance.pk), str(instance))
            for instance in field.related_model._default_manager.all()
        ]
    return [(str(key), words) for key, words in field.flatchoices]

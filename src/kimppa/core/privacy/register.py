"""The register of personal data: every column that could hold any, with what it holds.

Each room writes its own `privacy.toml`; this one's also tells of tables that come from libraries.
A column that nobody has classified fails a test, so that a new one cannot be forgotten.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

FILE = "privacy.toml"
CAN_HOLD = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
    models.FileField,
)


class Kind(StrEnum):
    """What a column holds."""

    NONE = "none"  # nothing personal
    PERSON = "person"  # points at somebody who signs in
    NAME = "name"  # a name copied as text; `name:column` says which column points at its bearer
    ADDRESS = "address"  # an e-mail address
    TEXT = "text"  # words or values that people write or that tell of writes
    DATA = "data"  # what is about the person of the row by itself: a device, a network
    SECRET = "secret"  # a token or a key; never given out
    FROZEN = "frozen"  # part of a delivered document, which is never changed


class Erase(StrEnum):
    """What an erasure does to a table's rows."""

    DELETE = "delete"  # the person's rows go
    REPLACE = "replace"  # the rows stay, a pseudonym stands for name and address
    STAY = "stay"  # nothing: docs/operations/privacy.md says why


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns by what they hold, why it is kept and how long."""

    model: type[models.Model]
    fields: dict[str, Kind]
    bearers: dict[str, str] = field(default_factory=dict)
    why: str = ""
    keeps: str = ""
    erase: Erase = Erase.STAY

    @property
    def is_personal(self) -> bool:
        """Whether anything in it is about a person."""
        return any(kind is not Kind.NONE for kind in self.fields.values())

    def of(self, *kinds: Kind) -> list[str]:
        """Names of the columns of these kinds."""
        return [name for name, kind in self.fields.items() if kind in kinds]


def columns(model: type[models.Model]) -> list[str]:
    """The columns that could hold personal data: texts, JSON, files, and who signs in.

    Words that the program chooses (choices) cannot.
    """
    person = apps.get_model("core", "Person")
    return [
        field.name
        for field in model._meta.concrete_fields
        if (field.is_relation and field.related_model is person and model is not person)
        or (isinstance(field, CAN_HOLD) and not field.choices)
    ]


@cache
def tables() -> tuple[Table, ...]:
    """Every table that a room has declared, by name.

    Raises LookupError for a table, ValueError for a word, that does not exist.
    """
    all_tables = [_table(name, declaration) for name, declaration in sorted(_declarations())]
    return tuple(all_tables)


def personal() -> tuple[Table, ...]:
    """The tables with personal data."""
    return tuple(table for table in tables() if table.is_personal)


def unclassified() -> list[str]:
    """`app.Model.column` of each column that no register classifies."""
    fields_by_model = {table.model._meta.label: table.fields for table in tables()}
    return [
        f"{model._meta.label}.{column}"
        for model in apps.get_models(include_auto_created=True)
        for column in columns(model)
        if column not in fields_by_model.get(model._meta.label, {})
    ]


def _declarations() -> Iterator[tuple[str, dict[str, Any]]]:
    """(table's name, its declaration) from every room's file."""
    for config in apps.get_app_configs():
        file = Path(config.path) / FILE
        if config.name.startswith("kimppa.") and file.is_file():
            yield from tomllib.loads(file.read_text(encoding="utf-8")).items()


def _table(name: str, declaration: dict[str, Any]) -> Table:
    model = apps.get_model(name)
    fields, bearers = dict.fromkeys(declaration.get("none", ()), Kind.NONE), {}
    for column, words in declaration.get("fields", {}).items():
        kind, _colon, bearer = words.partition(":")
        fields[column] = Kind(kind)
        if bearer:
            bearers[column] = bearer
    for column in (*fields, *bearers.values()):
        model._meta.get_field(column)
    return Table(
        model=model,
        fields=fields,
        bearers=bearers,
        why=declaration.get("why", ""),
        keeps=declaration.get("keeps", ""),
        erase=Erase(declaration.get("erase", "stay")),
    )

"""The tables that are carried, and reading and writing their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from kimppa.operations.move.values import Row

CHUNK = 500
# Made anew on the other side: the list of migrations by migrating, the index by the first search.
MADE_ANEW = ("django_migrations", "core_search")
_SQLITE_OWN = "sqlite_"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one model, and its columns in order."""

    model: type[Model]

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.model._meta.concrete_fields]

    @property
    def place_of_key(self) -> int:
        return self.columns.index(str(self.model._meta.pk.column))

    def count(self, alias: str) -> int:
        return self.model._base_manager.using(alias).count()

    def rows(self, alias: str, keys: Sequence[Any] | None = None) -> Iterator[Row]:
        """Rows as Python values, all in the order of the key or those of some keys."""
        rows = self.model._base_manager.using(alias).order_by("pk")
        if keys is not None:
            rows = rows.filter(pk__in=keys)
        names = [field.attname for field in self.model._meta.concrete_fields]
        yield from rows.values_list(*names).iterator(chunk_size=CHUNK)

    def chunks(self, alias: str) -> Iterator[list[Row]]:
        """All rows, some at a time."""
        chunk: list[Row] = []
        for row in self.rows(alias):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def prepare(self, row: Row, connection: BaseDatabaseWrapper) -> list[Any]:
        """A row's values as the database's driver takes them."""
        fields = self.model._meta.concrete_fields
        pairs = zip(fields, row, strict=True)
        return [field.get_db_prep_save(value, connection) for field, value in pairs]


def tables() -> list[Table]:
    """Every table that is carried, by name."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    candidates = [Table(model) for model in models]
    return sorted((t for t in candidates if not t.name.startswith(MADE_ANEW)), key=lambda t: t.name)


def unknown(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of a database that no model answers for."""
    names = {table.name for table in tables()}
    return [
        name
        for name in connection.introspection.table_names()
        if name not in names and not name.startswith((*MADE_ANEW, _SQLITE_OWN))
    ]

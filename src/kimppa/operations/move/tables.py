"""The tables that are carried: their rows, and values of both databases in one form."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

type Row = tuple[Any, ...]


def comparable_text(value: Any) -> str:
    """A value as text that is equal exactly when the values are equal; its kind stands first.

    Decimals lose zeros that say nothing, moments are told in UTC, JSON has its keys in order.
    Raises TypeError for a kind that no field of ours gives.
    """
    if value is None:
        return "none"
    for kinds, name, write in _KINDS:
        if isinstance(value, kinds):
            return f"{name}:{write(value)}"
    raise TypeError(f"{type(value).__name__} is not compared: {value!r}")


def _moment(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        return f"naive {moment.isoformat(timespec='microseconds')}"
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _decimal(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _json(node: Any) -> str:
    return json.dumps(_numbers(node), sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _numbers(node: Any) -> Any:
    """JSON knows one kind of number: PostgreSQL keeps the digits of 4.9e16 and writes them out."""
    if isinstance(node, float):
        return int(Decimal(repr(node))) if node.is_integer() else node
    if isinstance(node, Mapping):
        return {key: _numbers(part) for key, part in node.items()}
    return [_numbers(part) for part in node] if isinstance(node, list | tuple) else node


# In order: True is an int too, and a moment is a date too.
_KINDS: tuple[tuple[Any, str, Any], ...] = (
    (bool, "bool", str),
    (int, "int", str),
    (str, "text", str),
    (Decimal, "decimal", _decimal),
    (float, "float", repr),
    (dt.datetime, "moment", _moment),
    (dt.date, "date", dt.date.isoformat),
    (dt.time, "time", dt.time.isoformat),
    (dt.timedelta, "span", lambda span: str(span // dt.timedelta(microseconds=1))),
    (uuid.UUID, "uuid", str),
    ((bytes, bytearray, memoryview), "bytes", lambda data: bytes(data).hex()),
    ((Mapping, list, tuple), "json", _json),
)


def row_digest(row: Sequence[Any]) -> bytes:
    """The sha256 of a row's values in order."""
    digest = hashlib.sha256()
    for cell in row:
        text = comparable_text(cell).encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8))
        digest.update(text)
    return digest.digest()


def difference(columns: Sequence[str], source: Row, target: Row) -> tuple[str, Any, Any] | None:
    """The first column whose values differ, with both values."""
    for column, source_cell, target_cell in zip(columns, source, target, strict=True):
        if comparable_text(source_cell) != comparable_text(target_cell):
            return column, source_cell, target_cell
    return None


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
        queryset = self.model._base_manager.using(alias).order_by("pk")
        if keys is not None:
            queryset = queryset.filter(pk__in=keys)
        names = [field.attname for field in self.model._meta.concrete_fields]
        yield from queryset.values_list(*names).iterator(chunk_size=CHUNK)

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
        return [field.get_db_prep_save(cell, connection) for field, cell in pairs]


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

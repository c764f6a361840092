"""Values of both databases in one form, so that they can be compared and summed up."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

type Row = tuple[Any, ...]


def plain(value: Any) -> str:
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


def _moment(value: dt.datetime) -> str:
    if value.tzinfo is None:
        return f"naive {value.isoformat(timespec='microseconds')}"
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _json(value: Any) -> str:
    return json.dumps(_numbers(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _numbers(value: Any) -> Any:
    """JSON knows one kind of number: PostgreSQL keeps the digits of 4.9e16 and writes them out."""
    if isinstance(value, float):
        return int(Decimal(repr(value))) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {key: _numbers(part) for key, part in value.items()}
    return [_numbers(part) for part in value] if isinstance(value, list | tuple) else value


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
    for value in row:
        text = plain(value).encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8))
        digest.update(text)
    return digest.digest()


def difference(columns: Sequence[str], old: Row, new: Row) -> tuple[str, Any, Any] | None:
    """The first column whose values differ, with both values."""
    for column, before, after in zip(columns, old, new, strict=True):
        if plain(before) != plain(after):
            return column, before, after
    return None

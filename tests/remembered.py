"""Rows that many tests start from: made once in a process by the real code, then put back.

Making the demo takes a second or more, putting its rows back some hundredths. What is put back
is what was made: rows with their keys, and the files of the instance folder.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from kimppa.core.signin.models import OpenSession

type Row = tuple[Any, ...]

SIGNED_IN = (Session, OpenSession)


@dataclass(frozen=True)
class Table:
    """What a making did to one table; a changed row is both gone and new."""

    columns: list[str]
    gone: list[Any]
    new: list[Row]


@dataclass(frozen=True)
class Made:
    """What a making did to the instance, and how many rows each table had before it."""

    before: dict[str, int]
    tables: dict[type[Model], Table]
    files: dict[Path, bytes]


_kept: dict[str, Made] = {}


def remembered(name: str, home: Path, make: Callable[[], object]) -> None:
    """Have `make` done to the database and the instance folder; the name says what it makes.

    The first time it is called; after that what it made is put back. Fails when the tables hold
    more or fewer rows than they held then, since it would make something else of them.
    """
    made = _kept.get(name)
    if made is None:
        _kept[name] = _watched(home, make)
        return
    differing = _counts().items() ^ made.before.items()
    assert not differing, f"{name} starts from other rows than the first time: {differing}"
    with connection.cursor() as cursor:
        for model, table in made.tables.items():
            _put_back(cursor, model, table)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(made.tables)):
            cursor.execute(statement)
    for path, data in made.files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)


def _watched(home: Path, make: Callable[[], object]) -> Made:
    counts, files = _counts(), _files(home)
    rows = {model: _rows(model)[1] for model in _models()}
    make()
    tables = {}
    for model, earlier in rows.items():
        columns, later = _rows(model)
        gone = [key for key, row in earlier.items() if later.get(key) != row]
        new = [row for key, row in later.items() if earlier.get(key) != row]
        if gone or new:
            tables[model] = Table(columns, gone, new)
    changed = {path: data for path, data in _files(home).items() if files.get(path) != data}
    return Made(counts, tables, changed)


def _put_back(cursor: Any, model: type[Model], table: Table) -> None:
    name, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    if table.gone:
        cursor.executemany(f"DELETE FROM {name} WHERE {key} = %s", [[k] for k in table.gone])
    if table.new:
        columns = ", ".join(map(_quoted, table.columns))
        places = ", ".join(["%s"] * len(table.columns))
        cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", table.new)


def _models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def _rows(model: type[Model]) -> tuple[list[str], dict[Any, Row]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_quoted(model._meta.db_table)}")
        columns = [column[0] for column in cursor.description]
        key = columns.index(model._meta.pk.column)
        return columns, {row[key]: row for row in cursor.fetchall()}


def _counts() -> dict[str, int]:
    # Whoever has signed in before has no part in what is made.
    tables = [model._meta.db_table for model in _models() if model not in SIGNED_IN]
    each = [f"SELECT '{table}', count(*) FROM {_quoted(table)}" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def _files(home: Path) -> dict[Path, bytes]:
    return {p.relative_to(home): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))

"""Rows that many tests start from: made once in a process by the real code, then put back.

Making the demo takes a second or more, putting its rows back some hundredths. What is put back
is what was made: rows with their keys, and the files of the instance folder.

Tests that start from the same follow one another in a process. On SQLite the rows then stand in
transactions around those of the tests (`let_stand`), and only the files are put back. PostgreSQL
would read past the rows of all tests that such a transaction has seen rolled back.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from time_machine import escape_hatch, travel

from kimppa.core.signin.models import OpenSession

type Row = tuple[Any, ...]

SIGNED_IN = (Session, OpenSession)


@dataclass(frozen=True)
class Made:
    """What a making gave and did to the instance, and how many rows each table had before it.

    A step is a statement and the parameters that it is run with, time after time.
    """

    gave: Any
    before: dict[str, int]
    steps: list[tuple[str, list[Row]]]
    resets: list[str]
    files: dict[Path, bytes]

    @cached_property
    def script(self) -> str:
        """All steps in one text, so that PostgreSQL is asked once and not for every row."""
        parts = []
        for statement, rows in self.steps:
            compose = connection.ops.compose_sql
            head, values, places = statement.partition(" VALUES ")
            if values:
                parts.append(head + values + ", ".join(compose(places, row) for row in rows))
            else:
                parts += [compose(statement, row) for row in rows]
        return ";\n".join([*parts, *self.resets])


_kept: dict[str, Made] = {}
# What stands around the test that runs, outermost first, with the transaction that holds it.
_standing: list[tuple[str, transaction.Atomic]] = []
_asked: list[str] = []
# By what tests ask for, the names of what they then start from.
_starts: dict[Hashable, list[str]] = {}


def remembered[T](name: str, home: Path, make: Callable[[], T]) -> T:
    """Have `make` done to the database and the instance folder; the name says what it makes.

    The first time it is called; after that what it made is put back, and what it gave (such as
    keys of rows) is given again. Fails when the tables hold more or fewer rows than they held
    then, since it would make something else of them.
    """
    _asked.append(name)
    made = _kept.get(name)
    if made is None:
        made = _kept[name] = _watched(home, make)
        return cast(T, made.gave)
    if name not in _stands():
        _put_back(name, made)
    for path, data in made.files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(data)
    return cast(T, made.gave)


def let_stand(asking: Hashable, blocker: AbstractContextManager[None]) -> None:
    """Before a test: have those rows stand that tests which ask for the same have started from.

    A test that nobody knows yet begins with empty tables, and so does one of no such rows.
    """
    _asked.clear()
    wanted = _starts.get(asking, [])
    if wanted == _stands():
        return
    with blocker:
        while _stands() != wanted[: len(_standing)]:
            take_away()
        for name in wanted[len(_standing) :]:
            around = transaction.atomic()
            around._from_testcase = True  # what may not stand within a transaction may in this one
            around.__enter__()
            _standing.append((name, around))
            _put_back(name, _kept[name])


def learn_start(asking: Hashable) -> None:
    """After a test's fixtures: what it starts from. Fails when rows stood that it did not want."""
    unwanted = set(_stands()) - set(_asked)
    assert not unwanted, f"{unwanted} stood around a test that does not start from it: {asking}"
    in_transaction = connection.in_atomic_block  # not in tests that want real ones
    if connection.vendor == "sqlite" and in_transaction:
        _starts[asking] = [*_asked]


def take_away() -> None:
    """End the innermost of what stands, and its rows."""
    _name, around = _standing.pop()
    transaction.set_rollback(True)
    around.__exit__(None, None, None)


def _stands() -> list[str]:
    return [name for name, _around in _standing]


def _put_back(name: str, made: Made) -> None:
    differing = _counts().items() ^ made.before.items()
    assert not differing, f"{name} starts from other rows than the first time: {differing}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(made.script)
        else:
            for statement, rows in made.steps:
                cursor.executemany(statement, rows)


def _watched(home: Path, make: Callable[[], object]) -> Made:
    counts, files = _counts(), _files(home)
    before = {model: _rows(model)[1] for model in _models()}
    # At the true hour, whatever hour it is for the test that asks first: rows of the evening would
    # stand before those that other tests write in the morning.
    with travel(_true_moment()):
        gave = make()
    steps, touched = [], []
    for model, earlier in before.items():
        columns, later = _rows(model)
        gone = [(key,) for key, row in earlier.items() if later.get(key) != row]
        new = [row for key, row in later.items() if earlier.get(key) != row]
        steps += [step for step in _steps(model, columns, gone, new) if step[1]]
        touched += [model] if gone or new else []
    changed = {path: data for path, data in _files(home).items() if files.get(path) != data}
    resets = connection.ops.sequence_reset_sql(no_style(), touched)
    return Made(gave, counts, steps, resets, changed)


def _true_moment() -> dt.datetime:
    away = escape_hatch.is_travelling()
    return escape_hatch.datetime.datetime.now(dt.UTC) if away else dt.datetime.now(dt.UTC)


def _steps(
    model: type[Model], columns: list[str], gone: list[Row], new: list[Row]
) -> Iterator[tuple[str, list[Row]]]:
    """What puts a table's rows back; a changed row is both gone and new."""
    name, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    yield f"DELETE FROM {name} WHERE {key} = %s", gone
    places = ", ".join(["%s"] * len(columns))
    yield f"INSERT INTO {name} ({', '.join(map(_quoted, columns))}) VALUES ({places})", new


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

"""A database that has no room, for tests of what goes on all the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def no_room(words: str = "database or disk is full") -> Iterator[None]:
    """Every write fails with SQLite's words, and every read goes on."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            raise OperationalError(words)
        # Only the write's own transaction would be broken; around a test there is another one.
        connection.needs_rollback = False
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield

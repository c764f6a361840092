"""Letting one writer at a time decide about the same thing.

On SQLite every transaction that may write is the only one, so looking first and writing then is
safe. On PostgreSQL two transactions can both look, find nothing and write. A row that exists is
locked by `core.audit.actions.stored`; what does not exist yet is locked here, by its name.
"""

import hashlib

from django.db import connection


def one_at_a_time(*name: object) -> None:
    """Wait until no other transaction holds the name; it is ours until our transaction ends.

    Call it in the transaction of the write, before looking. Names are parts that `repr` tells
    apart. A transaction that takes thousands of them exhausts the server's table of locks: in
    bulk, take one name for many rows. Raises OperationalError after waiting for long.
    """
    assert connection.in_atomic_block, "a lock ends with its transaction"
    if connection.vendor == "postgresql":
        digest = hashlib.sha256(repr(name).encode()).digest()
        with connection.cursor() as cursor:
            number = int.from_bytes(digest[:8], signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

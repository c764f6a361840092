"""A database for the processes of a test: of the kind that the suite runs on."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg


@contextmanager
def instance_database(home: Path) -> Iterator[dict[str, str]]:
    """The settings of a new instance: a file in its folder, or a database of its own on the
    PostgreSQL server that `KIMPPA_DATABASE` names, removed in the end."""
    address = os.environ.get("KIMPPA_DATABASE", "")
    if not address.startswith("postgres"):
        yield {"KIMPPA_DATABASE": ""}
        return
    name = f"kimppa_faults_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"KIMPPA_DATABASE": urlsplit(address)._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

"""Secrets by name: passwords of sources stand in the environment or in files, never in a database.

Whoever may write a source's address chooses where its secret goes: hence a beginning of their own,
by which no other secret of the installation can be named. The secret NAME is the first of these
that is there: the variable KIMPPA_SOURCE_SECRET_NAME; the file that the same with _FILE names; a
file of that name in systemd's credentials folder (CREDENTIALS_DIRECTORY); the file
NAME in the instance's own folder of secrets (`source-secrets`).
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from kimppa.sources.errors import FetchError

NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_LONGEST: Final = 10_000  # bytes


def secret(name: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """The secret, without white space around it.

    Raises FetchError "secret-name" for what is no name, "secret-missing" when it is nowhere.
    """
    if not NAME.fullmatch(name):
        raise FetchError("secret-name", name=name)
    env = os.environ if environment is None else environment
    variable = f"KIMPPA_SOURCE_SECRET_{name}"
    if text := env.get(variable, "").strip():
        return text
    for path in _secret_files(name, variable, folder, env):
        try:
            with path.open("rb") as file:
                text = file.read(_LONGEST).decode("utf-8", "replace").strip()
        except OSError:
            continue
        if text:
            return text
    raise FetchError("secret-missing", name=name)


def is_given(name: str, folder: Path) -> bool:
    """Whether a secret of that name is found."""
    try:
        secret(name, folder)
    except FetchError:
        return False
    return True


def _secret_files(
    name: str, variable: str, secret_folder: Path, env: Mapping[str, str]
) -> Iterator[Path]:
    if file := env.get(f"{variable}_FILE"):
        yield Path(file)
    if folder := env.get("CREDENTIALS_DIRECTORY"):
        yield Path(folder) / variable
    yield secret_folder / name

"""The instance folder and its secret key, before there are settings."""

import os
import secrets
from pathlib import Path

from kimppa.core.home import path
from kimppa.operations import env


def instance_home() -> Path:
    """`KIMPPA_HOME`, made with owner-only rights when missing."""
    home = Path(env.text("KIMPPA_HOME", "var")).absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret_key(folder: Path) -> str:
    """`KIMPPA_SECRET_KEY`, or a key made once and kept in the instance folder."""
    given = env.text("KIMPPA_SECRET_KEY")
    if given:
        return given
    file = path("secret-key", folder)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(key)
    return key

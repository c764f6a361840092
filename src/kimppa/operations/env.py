"""Typed readers of environment variables that fail loudly."""

import os
from pathlib import Path

from kimppa.operations.front.client import Proxies, proxies
from kimppa.operations.messages import gettext as _


class EnvironmentVariableError(Exception):
    """An environment variable holds something Kimppa cannot use."""


def text(name: str, default: str = "") -> str:
    """The variable's text; `NAME_FILE` may point at a file that holds it instead."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            params = {"name": f"{name}_FILE", "file": file, "error": error.strerror}
            raise EnvironmentVariableError(
                _("%(name)s names the file %(file)s, which cannot be read (%(error)s)") % params
            ) from error
    return os.environ.get(name, default)


def flag(name: str) -> bool:
    """1/0, true/false, yes/no, on/off."""
    setting = os.environ.get(name, "").strip().lower()
    if not setting:
        return False
    if setting in {"1", "true", "yes", "on"}:
        return True
    if setting in {"0", "false", "no", "off"}:
        return False
    raise EnvironmentVariableError(
        _("%(name)s must be 1 or 0; it is %(value)s") % {"name": name, "value": setting}
    )


def number(name: str, default: int) -> int:
    setting = os.environ.get(name, "").strip()
    if not setting:
        return default
    try:
        return int(setting)
    except ValueError as error:
        raise EnvironmentVariableError(
            _("%(name)s must be a whole number; it is %(value)s") % {"name": name, "value": setting}
        ) from error


def words(name: str, default: str = "") -> list[str]:
    """Words parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the known words; the first when nothing is set."""
    setting = text(name).strip().lower() or choices[0]
    if setting not in choices:
        params = {"name": name, "known": ", ".join(choices), "value": setting}
        raise EnvironmentVariableError(
            _("%(name)s must be one of %(known)s; it is %(value)s") % params
        )
    return setting


def networks(name: str, default: str = "") -> Proxies:
    """Addresses and networks parted by commas, and the word `unix`."""
    try:
        return proxies(words(name, default))
    except ValueError as error:
        raise EnvironmentVariableError(f"{name}: {error}") from error

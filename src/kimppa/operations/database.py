"""Which database holds the instance: a file in its folder, or PostgreSQL by its address."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from kimppa.core.home import path
from kimppa.operations.env import EnvironmentVariableError

SETTING = "KIMPPA_DATABASE"
FILE_NAME = "kimppa.sqlite3"
EXAMPLE = "postgresql://user:password@host:5432/name?sslmode=require"
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# What libpq takes besides and we see no harm in; anything else is more likely a slip of the pen.
OPTIONS = (
    "host",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslcrl",
    "channel_binding",
    "gssencmode",
    "connect_timeout",
    "target_session_attrs",
    "application_name",
)
_SCHEMES = ("postgresql", "postgres")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]")
_NAME_BYTES = 63  # PostgreSQL cuts longer names off without a word


class AddressError(EnvironmentVariableError):
    """The address of the database cannot be used; the message says what is wrong with it."""

    def __init__(self, reason: str, setting: str = SETTING) -> None:
        super().__init__(f"{setting}: {reason} It is written like {EXAMPLE}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """Where a PostgreSQL database is. `host` beginning with / is a folder of a unix socket."""

    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int | None = None
    options: dict[str, str] = field(default_factory=dict)

    def url(self) -> str:
        """The address as it is written in the setting, secrets included."""
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        login = f"{quote(self.user, safe='')}{secret}@" if self.user or secret else ""
        socket = self.host.startswith("/")
        host = quote(self.host, safe="") if socket else self.host
        host = f"[{host}]" if ":" in host else host
        port = f":{self.port}" if self.port else ""
        query = f"?{urlencode(self.options)}" if self.options else ""
        return f"postgresql://{login}{host}{port}/{quote(self.name, safe='')}{query}"

    def describe(self) -> str:
        """The address without its password, for people and logs."""
        host = self.host or "the local socket"
        port = f":{self.port}" if self.port else ""
        login = f" as {self.user}" if self.user else ""
        return f"PostgreSQL database {self.name} at {host}{port}{login}"


def parse(url: str, setting: str = SETTING) -> Address:
    """Read the address of a PostgreSQL database.

    Raises AddressError, whose message names the setting and never holds the password.
    """
    try:
        return _parse(url.strip())
    except AddressError as error:
        raise AddressError(error.reason, setting) from error


def _parse(url: str) -> Address:
    if _UNSEEN.search(url):
        raise AddressError("the address has a space or an unseen character in it.")
    parts = _split(url)
    options = _options(parts.query)
    name = unquote(parts.path.removeprefix("/"))
    _check_name(name)
    host, socket = _host(parts), options.pop("host", "")
    if host and socket:
        raise AddressError("the host is given twice, before the name and as ?host=.")
    return Address(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=host or socket,
        port=_port(parts),
        options=options,
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise AddressError(
            "the host cannot be read; an IPv6 address stands in brackets."
        ) from error
    if parts.scheme not in _SCHEMES:
        raise AddressError("the address must begin with postgresql://.")
    if not url.partition(":")[2].startswith("//"):
        raise AddressError("// is missing after postgresql:.")
    if parts.fragment or url.endswith("#"):
        raise AddressError("it has a # in it; in a password write %23.")
    return parts


def _check_name(name: str) -> None:
    if not name:
        raise AddressError("the name of the database is missing after the last /.")
    if "/" in name:
        raise AddressError(
            f"the name of the database has a / in it ({name}); in a password write %2F."
        )
    if len(name.encode()) > _NAME_BYTES:
        raise AddressError(f"the name of the database is longer than {_NAME_BYTES} bytes.")
    if "\x00" in name:
        raise AddressError("the name of the database has an unseen character in it.")


def _host(parts: SplitResult) -> str:
    # Not parts.hostname, which would write the folder of a socket in small letters.
    host = parts.netloc.rpartition("@")[2]
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[")
    return unquote(host.partition(":")[0])


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise AddressError("the port must be a number from 1 to 65535.") from error
    if port == 0:
        raise AddressError("the port must be a number from 1 to 65535.")
    return port


def _options(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise AddressError("what follows the ? must be name=value pairs parted by &.") from error
    options = dict(pairs)
    if len(options) < len(pairs):
        raise AddressError("an option stands twice after the ?.")
    for key, option_text in options.items():
        if key not in OPTIONS:
            raise AddressError(f"the option {key} is not known; known are {', '.join(OPTIONS)}.")
        if not option_text:
            raise AddressError(f"the option {key} has no value.")
    mode = options.get("sslmode")
    if mode is not None and mode not in SSL_MODES:
        raise AddressError(f"sslmode must be one of {', '.join(SSL_MODES)}.")
    if not options.get("connect_timeout", "1").isdecimal():
        raise AddressError("connect_timeout must be a number of seconds.")
    return options


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of the instance's database. Raises AddressError.

    `url` is the value of `KIMPPA_DATABASE`; empty is the file in the instance folder.
    """
    return postgresql(parse(url)) if url.strip() else sqlite(path(FILE_NAME, home))


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # Without IMMEDIATE, concurrent writers fail with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-64000;"
                "PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY"
            ),
        },
    }


def postgresql(address: Address) -> dict[str, Any]:
    """Settings of a PostgreSQL database.

    Connections live on between requests, one for each of the few threads, so a pool would add
    only its own threads. Each is asked whether it still stands before a request uses it: after
    a restart of the database nobody meets a broken one.
    """
    defaults = {"connect_timeout": "5", "application_name": "kimppa"}
    # A writer waits for another as long as on SQLite; a process that hangs in mid-transaction
    # does not keep its locks for ever.
    waits = "-c lock_timeout=20s -c idle_in_transaction_session_timeout=10min"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": defaults | address.options | {"options": waits},
    }

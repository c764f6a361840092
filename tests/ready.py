"""Processes of Kimppa that start at once.

    python -m tests.ready        reads orders from the socket that is its standard input

To import all rooms and to compile their templates takes seconds: it is done once for a process of
tests, and what works on an instance (a server of the journeys, a command) is a fork of the process
that has done it. What an instance is comes from the environment of its order: the settings are read
anew in the fork, and nothing that depends on them is touched before.

How `kimppa` itself starts is seen in tests/serving, tests/operations and test_cli.
"""

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Self

ROOT = Path(__file__).parents[1]
SETTINGS = "kimppa.config.settings"
STOP_SECONDS = 30
LARGEST = 100_000  # bytes of an order
_asking = threading.Lock()


class Process:
    """A fork at its work, `module:function`; used as `subprocess.Popen` is.

    Its stdin is a pipe, its stdout and stderr are files.
    """

    def __init__(
        self,
        work: str,
        arguments: Sequence[object],
        environment: Mapping[str, str | Path],
        stdout: IO[Any],
        stderr: IO[Any],
    ) -> None:
        self.stdout, self.stderr = stdout, stderr
        self.returncode: int | None = None
        theirs, self._stdin = os.pipe()
        self._ended, told = os.pipe()
        variables = {name: str(text) for name, text in environment.items()}
        order = {"work": work, "arguments": [*map(str, arguments)], "environment": variables}
        handles = [theirs, stdout.fileno(), stderr.fileno(), told]
        with _asking:
            connection = _orders()
            socket.send_fds(connection, [json.dumps(order).encode()], handles)
            self.pid = int(connection.recv(LARGEST))
        os.close(theirs)
        os.close(told)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.wait(STOP_SECONDS)
        self.stdout.close()
        self.stderr.close()

    def poll(self) -> int | None:
        """How it ended; None while it works."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended: negative for a signal."""
        if self.returncode is None:
            ended = select.poll()  # select() takes no descriptor above 1,023
            ended.register(self._ended, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(os.read(self._ended, LARGEST))
            os.close(self._ended)
            self._close_stdin()
        return self.returncode

    def communicate(self, text: str = "", timeout: float | None = None) -> tuple[str, str]:
        """Give it its input and wait: what it printed, and what it complained of."""
        os.write(self._stdin, text.encode())
        self._close_stdin()
        self.wait(timeout)
        self.stdout.seek(0)
        self.stderr.seek(0)
        return self.stdout.read(), self.stderr.read()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _close_stdin(self) -> None:
        if self._stdin >= 0:
            os.close(self._stdin)
        self._stdin = -1


def start(
    arguments: Sequence[object], environment: Mapping[str, str | Path], work: str = "kimppa"
) -> Process:
    """`kimppa` with arguments, or another function of this module."""
    with ExitStack() as files:
        stdout, stderr = (files.enter_context(tempfile.TemporaryFile("w+")) for _ in range(2))
        process = Process(f"tests.ready:{work}", arguments, environment, stdout, stderr)
        files.pop_all()  # the process closes them
    return process


def run(
    arguments: Sequence[object], environment: Mapping[str, str | Path]
) -> subprocess.CompletedProcess[str]:
    """`kimppa` with arguments, to its end."""
    with start(arguments, environment) as process:
        stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(["kimppa"], process.wait(), stdout, stderr)


@cache
def _orders() -> socket.socket:
    """Where the ready process reads."""
    home = tempfile.TemporaryDirectory(prefix="kimppa-ready-")  # settings want a folder
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KIMPPA_")}
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ready"],
            env=kept | {"KIMPPA_HOME": home.name, "DJANGO_SETTINGS_MODULE": SETTINGS},
            cwd=ROOT,
            stdin=theirs,
        )

    def end() -> None:
        ours.close()  # it ends with its orders
        process.wait(STOP_SECONDS)
        home.cleanup()

    atexit.register(end)
    return ours


# What follows is done in the ready process and its forks.
_told: dict[int, int] = {}


def prepare() -> None:
    """Import what every process needs, and compile its texts and templates."""
    import django
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader
    from django.template.loader import get_template
    from django.urls import reverse
    from django.utils import translation

    django.setup()
    for language in ("sv", "en", "fi"):
        with translation.override(language):
            reverse("desk:home")
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        for path in folder.rglob("*.html") if app.name.startswith("kimppa.") else ():
            get_template(path.relative_to(folder).as_posix())
    prepare_commands()
    MigrationLoader(None)  # without a database: it only reads the modules


def prepare_commands() -> None:
    """Import what commands and the worker import when they begin, and what others first use."""
    from django.core.management import get_commands

    from kimppa.core.area import areas

    for name, app in get_commands().items():
        if app.startswith("kimppa."):
            importlib.import_module(f"{app}.management.commands.{name}")
    for name in ("snowballstemmer", "xlsxwriter"):
        importlib.import_module(name)
    for area in areas():
        if find_spec(f"kimppa.{area.slug}.area"):
            importlib.import_module(f"kimppa.{area.slug}.area")


def turn_to(environment: dict[str, str]) -> None:
    """Become a process of the instance that the environment names."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    os.environ.clear()
    os.environ.update(environment)
    del sys.modules[SETTINGS]  # read anew by whoever asks for a setting first
    settings._wrapped = empty
    vars(connections).clear()
    connections.__init__()


def kimppa(*arguments: str) -> None:
    """The command."""
    from kimppa.config.cli import main

    sys.argv = ["kimppa", *arguments]
    main()


def program(code: str, *arguments: str) -> None:
    """A program of a test's own, as `python -c` runs it."""
    sys.argv = ["-c", *arguments]
    exec(compile(code, "a test's program", "exec"), {"__name__": "__main__"})


def bury(*_signal: object) -> None:
    """Tell how those have ended that have."""
    for child, told in list(_told.items()):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            del _told[child]
            with suppress(BrokenPipeError):
                os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(told)


def received(connection: socket.socket) -> Iterator[tuple[dict[str, Any], list[int]]]:
    while True:
        order, handles, _flags, _address = socket.recv_fds(connection, LARGEST, 4)
        if not order:
            return
        yield json.loads(order), handles


def become(order: dict[str, Any], handles: list[int]) -> None:
    """Do what was ordered, in the fork; it ends as a process of its own does."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for place, handle in enumerate(handles[:3]):
        os.dup2(handle, place)
    for handle in [*handles, *_told.values()]:
        os.close(handle)
    turn_to(order["environment"])
    module, _, function = order["work"].partition(":")
    getattr(importlib.import_module(module), function)(*order["arguments"])


def main() -> None:
    # Threads that libraries keep from their import on do nothing that a fork would miss.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    connection = socket.socket(fileno=os.dup(0))
    gc.disable()
    prepare()
    gc.freeze()  # what all forks share is never searched for what nobody holds
    gc.enable()
    signal.signal(signal.SIGCHLD, bury)
    for order, handles in received(connection):
        child = os.fork()
        if not child:
            connection.close()
            become(order, handles)
            return
        _told[child] = handles.pop()
        for handle in handles:
            os.close(handle)
        connection.send(str(child).encode())
        bury()


if __name__ == "__main__":
    main()

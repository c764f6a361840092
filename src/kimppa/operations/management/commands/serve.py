"""`kimppa serve`: the web server."""

import errno
import logging
import os
import queue
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from granian import Granian
from granian.constants import Interfaces

from kimppa.core import home
from kimppa.core.commandline import KimppaCommand
from kimppa.operations import instance_lock, statics
from kimppa.operations.front import turns
from kimppa.operations.monitoring import counters

KILL_SECONDS = 10
logger = logging.getLogger(__name__)


class Command(KimppaCommand):
    help = gettext_lazy(
        "Serve the desk over HTTP until SIGTERM or Ctrl-C; requests under way are answered."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help=_("where it listens; 127.0.0.1"))
        parser.add_argument("--port", type=int, default=settings.PORT, help=f"{settings.PORT}")
        parser.add_argument("--socket", type=Path, help=_("a Unix socket instead of host and port"))
        parser.add_argument("--workers", type=int, help=_("processes; one for each core, else"))
        parser.add_argument(
            "--threads",
            type=int,
            default=settings.KIMPPA_THREADS,
            help=_("threads of each process that work"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._styles()
        # The address in letters names the port, unless KIMPPA_PUBLIC_URL says otherwise.
        os.environ["PORT"] = str(options["port"])
        serve(
            host=options["host"],
            port=options["port"],
            unix_socket=options["socket"],
            workers=options["workers"],
            threads=options["threads"],
        )

    def _styles(self) -> None:
        """Pages are shown with this version's own styles, also right after an upgrade."""
        try:
            if statics.refresh():
                logger.warning("the pages' styles and scripts were brought to this version")
        except OSError as error:
            raise CommandError(
                _(
                    "The pages' styles and scripts are of another version, and those of this one "
                    "cannot be written: %(error)s. Give this user the right to write into "
                    "%(folder)s, or run: kimppa django collectstatic --no-input"
                )
                % {"error": error, "folder": settings.STATIC_ROOT}
            ) from error


def serve(
    *,
    host: str,
    port: int,
    unix_socket: Path | None = None,
    workers: int | None = None,
    threads: int = 2,
) -> None:
    """Run the server in this process until SIGTERM or SIGINT.

    Threads are given explicitly: granian's own default starts hundreds of them, which fight for
    the interpreter lock and make single pages slow. Some more than `threads` wait for slow
    visitors' bytes (`front.turns`). A worker that dies is replaced; when it dies again at once,
    the server ends with exit code 1, for the service manager to see.

    Raises CommandError when the address cannot be had.
    """
    check_socket(unix_socket) if unix_socket else check_address(host, port)
    counters.tidy(home.root())
    with instance_lock.serving(home.root()):
        _run_server(host=host, port=port, unix_socket=unix_socket, workers=workers, threads=threads)


def _run_server(
    *, host: str, port: int, unix_socket: Path | None, workers: int | None, threads: int
) -> None:
    os.environ[turns.THREADS] = str(threads)
    server = Granian(
        "kimppa.config.wsgi:application",
        address=host,
        port=port,
        uds=unix_socket,
        uds_permissions=0o660,
        interface=Interfaces.WSGI,
        workers=workers or os.process_cpu_count() or 1,
        blocking_threads=threads + turns.SPARE,
        workers_kill_timeout=KILL_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_dictconfig=settings.LOGGING,
    )
    server.main_loop_interrupt = Wakeups()  # type: ignore[assignment]  # in place of its Event
    server.serve()


def check_address(host: str, port: int) -> None:
    """Raise CommandError when the address is not to be had.

    granian itself would share a taken port with whoever has it, and every other visitor would
    land there.
    """
    if not 0 < port < 65536:
        raise CommandError(
            _("%(port)d is no port; ports are numbers from 1 to 65535.") % {"port": port}
        )
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
    except OSError as error:
        text = _("There is no address %(host)s: %(error)s.") % {"host": host, "error": error}
        raise CommandError(text) from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandError(_reason(error, host, port)) from error


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _(
            "Port %(port)d is taken: another program, or another kimppa serve, listens there. "
            "Stop it, or choose another port: kimppa serve --port %(next)d"
        ) % {"port": port, "next": port + 1}
    if error.errno == errno.EACCES:
        return _(
            "Port %(port)d is not open to this user; ports below 1024 are the administrator's. "
            "Choose a port above 1024 and let the proxy in front have the other."
        ) % {"port": port}
    if error.errno == errno.EADDRNOTAVAIL:
        return _("%(host)s is not an address of this machine.") % {"host": host}
    text = _("%(address)s cannot be listened at: %(error)s.")
    return text % {"address": f"{host}:{port}", "error": error.strerror}


def check_socket(path: Path) -> None:
    """Raise CommandError when somebody listens at the Unix socket; remove one left behind."""
    if not path.absolute().parent.is_dir():
        folder = path.absolute().parent
        raise CommandError(_("There is no folder %(folder)s for the socket.") % {"folder": folder})
    if not path.exists():
        return
    if not path.is_socket():
        text = _("%(path)s exists and is no socket; it is left alone.")
        raise CommandError(text % {"path": path})
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except OSError as error:
            text = _("%(address)s cannot be listened at: %(error)s.")
            raise CommandError(text % {"address": path, "error": error.strerror}) from error
    text = _("Another server listens at %(path)s. Stop it, or choose another path.")
    raise CommandError(text % {"path": path})


class Wakeups:
    """What granian's main loop waits for, in place of its `threading.Event`.

    The loop is woken by signal handlers and by the threads that watch its workers. An event is
    not made for signal handlers: a second SIGTERM that arrives while the first one sets it waits
    for a lock that its own thread holds, for ever (make and systemd both send two). And a loop
    that clears the event after a worker's death forgets a request to stop that came between.

    Putting into a `queue.SimpleQueue` may be interrupted by another put, and nothing is cleared:
    each `set` wakes the loop once, which then looks at what has happened.
    """

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        """Wake the loop once; safe in a signal handler that interrupts this very call."""
        self._waiting.put(None)

    def wait(self) -> None:
        """Return after the next `set` that has not woken the loop yet."""
        self._waiting.get()

    def clear(self) -> None:
        """Forget nothing: a needless round of the loop is cheaper than a lost one."""

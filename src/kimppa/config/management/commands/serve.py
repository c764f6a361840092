"""`kimppa serve`: the web server."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from granian import Granian
from granian.constants import Interfaces


class Command(BaseCommand):
    """Serve the desk over HTTP with granian."""

    help = "Serve the desk over HTTP."

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, port and number of processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until stopped.

        Threads are given explicitly: granian's own default starts hundreds of them, which
        fight for the interpreter lock and make single pages slow.
        """
        serve(host=options["host"], port=options["port"], workers=options["workers"])


def serve(*, host: str, port: int, workers: int) -> None:
    """Run the server in this process until SIGTERM or SIGINT."""
    Granian(
        "kimppa.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        workers_kill_timeout=10,
        websockets=False,
        log_access=False,
    ).serve()

"""`kimppa worker`: mail, scheduled jobs and queued tasks, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from kimppa.core.mail.actions import send_queued
from kimppa.jobs.schedule import tick


class Command(BaseCommand):
    """Run until SIGTERM or Ctrl-C; the piece of work under way is finished first."""

    help = "Send mail, start scheduled jobs and run queued tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` does what is due now and ends."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--interval", type=float, default=2.0, help="seconds between looks")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look for work again and again."""
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            tick()
            send_queued()
            _run_queue()
            if options["once"]:
                return
            stop.wait(options["interval"])


def _run_queue() -> None:
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=50,
        worker_id="kimppa",
        excluded_queue_names=[],
    ).run()

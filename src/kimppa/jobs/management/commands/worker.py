"""`kimppa worker`: mail, scheduled jobs and queued tasks, until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from kimppa.core.mail.actions import send_queued
from kimppa.jobs.schedule import tick

logger = logging.getLogger(__name__)


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
            for step in (tick, send_queued, _run_queue):
                close_old_connections()
                _guarded(step)
            if options["once"]:
                return
            stop.wait(options["interval"])


def _guarded(step: Callable[[], object]) -> None:
    """A locked database or a full disk delays the step; the worker lives on and tries again."""
    try:
        step()
    except Exception:
        logger.exception("the worker could not do %s now", step.__name__)


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

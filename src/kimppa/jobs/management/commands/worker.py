"""`kimppa worker`: mail, scheduled jobs and queued tasks, until told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kimppa.jobs.worker import Worker


class Command(BaseCommand):
    """Run until SIGTERM or Ctrl-C: the piece of work under way is finished or handed back."""

    requires_system_checks = ()  # they load every page, which no worker needs
    help = "Send mail, start scheduled jobs and run queued tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` does what is due now and ends."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--interval", type=float, default=2.0, help="seconds between looks")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            Worker().once()
        else:
            Worker().run(options["interval"])

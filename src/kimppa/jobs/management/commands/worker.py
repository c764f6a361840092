"""`kimppa worker`: mail, scheduled jobs and queued tasks, until told to stop."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.commandline import KimppaCommand
from kimppa.jobs.worker import Worker


class Command(KimppaCommand):
    """Run until SIGTERM or Ctrl-C: the piece of work under way is finished or handed back."""

    help = gettext_lazy("Send mail, start scheduled jobs and run queued tasks.")

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` does what is due now and ends."""
        parser.add_argument("--once", action="store_true", help=_("do what is due now, then end"))
        parser.add_argument("--interval", type=float, default=2.0, help=_("seconds between looks"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            Worker().once()
        else:
            Worker().run(options["interval"])

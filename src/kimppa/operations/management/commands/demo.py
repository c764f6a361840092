"""`kimppa demo`: a new instance with the demo consortium, served at once."""

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock, demo, home
from kimppa.core.area import demo_order
from kimppa.core.commandline import KimppaCommand
from kimppa.core.consortium.models import Consortium
from kimppa.core.consortium.roles import ROLE_LABELS
from kimppa.core.demo.instance import mark_as_demo
from kimppa.core.signin.actions import sign_in_link
from kimppa.operations.management.commands.serve import serve

WORKER_SECONDS = 30


class Command(KimppaCommand):
    help = gettext_lazy("Open Kimppa with the demo consortium.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help=_("where it listens; 127.0.0.1"))
        parser.add_argument("--port", type=int, default=settings.PORT, help=f"{settings.PORT}")
        parser.add_argument("--no-serve", action="store_true", help=_("only make the data"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the data, print the links, serve.

        The data are made in a process of their own. Making them writes PDFs, which starts
        Typst's threads, and threads do not survive the fork that begins the server's processes:
        the first PDF of such a process would wait for ever.
        """
        if options["no_serve"]:
            self._prepare()
            return
        subprocess.run([sys.argv[0], "demo", "--no-serve"], check=True)  # noqa: S603  # our own command
        self._print_links(options["port"])
        worker = subprocess.Popen([sys.argv[0], "worker"])  # noqa: S603  # our own command
        try:
            serve(host=options["host"], port=options["port"])
        finally:
            stop(worker)

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not Consortium.objects.exists():
            self._make_data()

    def _make_data(self) -> None:
        if settings.KIMPPA_TODAY and clock.today() < demo.day():
            text = _(
                "KIMPPA_TODAY is %(today)s, and what the demo tells goes on to %(day)s: make the "
                "demo without it; its day is set on its own pages."
            )
            raise CommandError(text % {"today": settings.KIMPPA_TODAY, "day": demo.day()})
        mark_as_demo(demo.day())
        with translation.override(settings.LANGUAGE_CODE):  # its texts are of a Finnish house
            demo.load()
            for area in demo_order():
                if area.demo:
                    area.call("demo")
        self.stdout.write(_("Demo data made in %(home)s") % {"home": home.root()})

    def _print_links(self, port: int) -> None:
        root = f"http://localhost:{port}"
        text = _("Kimppa answers at %(address)s (stop with Ctrl-C)") % {"address": f"{root}/ "}
        self.stdout.write(f"\n{text}\n\n")
        self.stdout.write(_("One-time sign-in links:"))
        for person in demo.people():
            self.stdout.write(
                f"  {person.name:<32} {ROLE_LABELS.get(person.role, ''):<18} "
                f"{root}{sign_in_link(person)}"
            )
        self.stdout.flush()


def stop(worker: subprocess.Popen[bytes]) -> None:
    """End the worker; one that does not finish its work in time is killed, and resumes it later."""
    worker.terminate()
    try:
        worker.wait(timeout=WORKER_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()

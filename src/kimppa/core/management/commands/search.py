"""`kimppa search rebuild|check`: the index of the search, built anew or compared."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.commandline import KimppaCommand
from kimppa.core.search.actions import check, rebuild


class Command(KimppaCommand):
    """Build the index anew, or tell whether it has what the rooms have."""

    help = gettext_lazy("Build the search index anew, or compare it with what the rooms hold.")

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and whether the answer is for machines."""
        parser.add_argument(
            "verb", choices=["rebuild", "check"], help=_("make it anew, or compare")
        )
        parser.add_argument("--json", action="store_true", help=_("the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and tell the numbers; exit code 1 when the index differs."""
        if options["verb"] == "rebuild":
            report: dict[str, int] = {"documents": rebuild()}
            message = _("%(documents)d documents in the index.") % report
        else:
            differences = check()
            report = asdict(differences)
            text = _(
                "%(documents)d documents; missing from the index %(missing)d, too many %(extra)d, "
                "with old words %(old)d."
            )
            message = text % report
            if not differences.none and not options["json"]:
                raise CommandError(f"{message} {_('Run: kimppa search rebuild')}", returncode=1)
        self.stdout.write(json.dumps(report) if options["json"] else message)
        if any(report.get(name) for name in ("missing", "extra", "old")):
            raise SystemExit(1)

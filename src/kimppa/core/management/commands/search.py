"""`kimppa search rebuild|check`: the index of the search, built anew or compared."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kimppa.core.search.actions import check, rebuild


class Command(BaseCommand):
    """Build the index anew, or tell whether it has what the rooms have."""

    help = "Build the search index anew, or compare it with what the rooms hold."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and whether the answer is for machines."""
        parser.add_argument("verb", choices=["rebuild", "check"], help="make it anew, or compare")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and tell the numbers; exit code 1 when the index differs."""
        if options["verb"] == "rebuild":
            report: dict[str, int] = {"documents": rebuild()}
            message = f"{report['documents']} documents in the index."
        else:
            differences = check()
            report = asdict(differences)
            message = (
                f"{differences.documents} documents; missing from the index {differences.missing}, "
                f"too many {differences.extra}, with old words {differences.old}."
            )
            if not differences.none and not options["json"]:
                raise CommandError(f"{message} Run: kimppa search rebuild", returncode=1)
        self.stdout.write(json.dumps(report) if options["json"] else message)
        if any(report.get(name) for name in ("missing", "extra", "old")):
            raise SystemExit(1)

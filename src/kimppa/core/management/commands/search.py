"""`kimppa search rebuild|check`: the index of the search, built anew or compared."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kimppa.core.search.actions import check, rebuild


class Command(BaseCommand):
    """Build the index anew, or tell whether it has what the rooms have."""

    help = "Build the search index anew, or compare it with what the rooms hold."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and whether the answer is for machines."""
        parser.add_argument("verb", choices=["rebuild", "check"])
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and tell the numbers; exit code 1 when the index differs."""
        if options["verb"] == "rebuild":
            told: dict[str, int] = {"documents": rebuild()}
            words = f"{told['documents']} documents in the index."
        else:
            found = check()
            told = asdict(found)
            words = (
                f"{found.documents} documents; missing from the index {found.missing}, "
                f"too many {found.extra}, with old words {found.old}."
            )
            if not found.none and not options["json"]:
                raise CommandError(f"{words} Run: kimppa search rebuild", returncode=1)
        self.stdout.write(json.dumps(told) if options["json"] else words)
        if any(told.get(name) for name in ("missing", "extra", "old")):
            raise SystemExit(1)

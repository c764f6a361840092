"""`kimppa person export|erase EMAIL`: one person's data, given out or erased."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.privacy.actions import Effect, erase, preview
from kimppa.core.privacy.export import export, to_html, to_json


class Command(BaseCommand):
    help = "Give out or erase what is held on one person."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        out = verbs.add_parser("export", help="write everything held on the person to a file")
        out.add_argument("email")
        out.add_argument(
            "--out", type=Path, required=True, help="JSON, or a page to read if it ends in .html"
        )
        erasure = verbs.add_parser("erase", help="erase the person; cannot be undone")
        erasure.add_argument("email")
        erasure.add_argument("--dry-run", action="store_true", help="only tell what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 for an unknown address and for the only coordinator."""
        person = Person.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        if options["verb"] == "export":
            self._export(person, options["out"])
            return
        act = preview if options["dry_run"] else erase
        try:
            effects = act(by=SYSTEM, person=person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._tell(effects, is_final=not options["dry_run"])

    def _export(self, person: Person, out: Path) -> None:
        extract = export(by=SYSTEM, person=person, at=clock.now())
        text = to_html(extract) if out.suffix == ".html" else to_json(extract)
        out.touch(mode=0o600)
        out.write_text(text, encoding="utf-8")
        rows = sum(len(table["rows"]) for table in extract["tables"])
        self.stdout.write(f"{out}: {rows} rows of {len(extract['tables'])} tables.")

    def _tell(self, effects: list[Effect], *, is_final: bool) -> None:
        for effect in effects:
            name = effect.table.model._meta.label
            words = [
                f"{number} {label}"
                for number, label in (
                    (effect.deleted, "deleted"),
                    (effect.changed, "under the pseudonym"),
                    (effect.staying, "stay as they were delivered"),
                )
                if number
            ]
            self.stdout.write(f"{name}: {', '.join(words)}")
        if is_final:
            self.stdout.write(
                "Erased. Delivered documents stay as they are, and so do the backups made until "
                "now; the erasure is repeated when one of them is restored."
            )
        else:
            self.stdout.write("Nothing was erased: this was a rehearsal.")

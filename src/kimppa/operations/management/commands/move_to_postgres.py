"""`kimppa move-to-postgres`: the instance carried over to a PostgreSQL database."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import home
from kimppa.core.commandline import KimppaCommand
from kimppa.operations.database import SETTING, Address, AddressError, parse
from kimppa.operations.move.carry import MoveError, MoveSummary, move


class Command(KimppaCommand):
    help = gettext_lazy(
        "Carry the instance from SQLite to an empty PostgreSQL database, proved row by row."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        address = parser.add_mutually_exclusive_group(required=True)
        address.add_argument("--to", help="postgresql://user:password@host:port/name?sslmode=…")
        address.add_argument("--to-file", type=Path, help=_("a file that holds the address"))
        parser.add_argument("--json", action="store_true", help=_("the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when nothing was carried over, 2 for an address that cannot be read."""
        address = _address(options["to"], options["to_file"])
        try:
            outcome = move(home.root(), address, self._progress)
        except MoveError as error:
            raise CommandError(str(error)) from error
        finally:
            self._progress("", 0, 0)
        if options["json"]:
            summary = {"ok": True, "rows": outcome.rows, "seconds": round(outcome.seconds, 1)}
            self.stdout.write(json.dumps(summary | {"tables": list(map(asdict, outcome.tables))}))
        else:
            self._print_summary(outcome, address)

    def _progress(self, step: str, number: int, of: int) -> None:
        if self.stderr.isatty():
            share = f"{number}/{of} {step}" if of else ""
            self.stderr.write(f"\r\033[K{share}", ending="")

    def _print_summary(self, total: MoveSummary, address: Address) -> None:
        for table in total.tables:
            self.stdout.write(f"{table.rows:>9} rows  {table.sha256[:16]}  {table.table}")
        self.stdout.write(
            f"{total.rows} rows of {len(total.tables)} tables stand in {address.describe()}, each "
            f"compared with its original, in {total.seconds:.1f} s.\n\n"
            "The instance still uses SQLite. To use PostgreSQL from now on, set\n\n"
            f"  {SETTING}={_without_password(address)}\n\n"
            "(with the password, or as a file by "
            f"{SETTING}_FILE), start the server and the worker again, and keep the SQLite file "
            "until you have a backup of the new database."
        )


def _address(url: str | None, file: Path | None) -> Address:
    try:
        if file is not None:
            url = file.read_text(encoding="utf-8")
        return parse(url or "", "--to")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--to-file: {error}", returncode=2) from error
    except AddressError as error:
        raise CommandError(str(error), returncode=2) from error


def _without_password(address: Address) -> str:
    return replace(address, password=address.password and "PASSWORD").url()

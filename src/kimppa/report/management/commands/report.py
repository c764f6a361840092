"""`kimppa report`: the yearly programme and report as files, frozen and delivered."""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.agreement.queries import parties_of
from kimppa.core.commandline import (
    ALL,
    FINDINGS,
    WRONG_USE,
    KimppaCommand,
    municipalities_by,
    year_from,
)
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import RenderedFile
from kimppa.report import reports

KINDS = {"programme": reports.programme, "realisation": reports.realisation}


class Command(KimppaCommand):
    """Write PDF, DOCX and JSON for each municipality; exit 0 fine, 1 refused, 2 wrong use."""

    help = gettext_lazy(
        "Write the yearly programme or report of each municipality as PDF, DOCX and JSON. "
        "Freezes a version unless --draft is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Kind, year, municipality, folder and what to do."""
        parser.add_argument("kind", choices=KINDS, help=_("which documents"))
        parser.add_argument("year", type=year_from(2000), help=_("such as 2025"))
        parser.add_argument(
            "--municipality", required=True, metavar="CODE|all", help=_("three digits, or all")
        )
        parser.add_argument(
            "--out", required=True, type=Path, metavar="DIR", help=_("folder of the files")
        )
        parser.add_argument("--draft", action="store_true", help=_("write drafts, freeze nothing"))
        parser.add_argument("--deliver", action="store_true", help=_("deliver to the directors"))
        parser.add_argument("--reason", default="", help=_("why a corrected version is needed"))
        parser.add_argument("--json", action="store_true", help=_("the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the files, write them into the folder, name them."""
        if options["draft"] and (options["deliver"] or options["reason"]):
            raise CommandError(
                _("--draft goes with neither --deliver nor --reason"), returncode=WRONG_USE
            )
        for_one = options["municipality"] != ALL
        if options["kind"] == "programme" and options["deliver"] and for_one:
            raise CommandError(
                _("The programme goes to every library: --deliver needs --municipality all."),
                returncode=WRONG_USE,
            )
        municipalities = municipalities_by(options["municipality"], parties_of(options["year"]))
        try:
            options["out"].mkdir(parents=True, exist_ok=True)
            files = KINDS[options["kind"]](
                by=SYSTEM,
                year=options["year"],
                municipalities=municipalities,
                draft=options["draft"],
                deliver=options["deliver"],
                reason=options["reason"],
            )
            paths = [str(_write(options["out"], file)) for file in files]
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=FINDINGS) from error
        except OSError as error:
            raise CommandError(
                _("The files could not be written: %(error)s") % {"error": error},
                returncode=FINDINGS,
            ) from error
        self._tell(paths, as_json=options["json"])

    def _tell(self, paths: Iterable[str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"files": list(paths)}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(paths))


def _write(folder: Path, file: RenderedFile) -> Path:
    """Write whole or not at all."""
    target = folder / file.name
    descriptor, temporary_path = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as temporary_file:
            temporary_file.write(file.data)
        Path(temporary_path).chmod(0o644)
        Path(temporary_path).replace(target)
    except OSError:
        Path(temporary_path).unlink(missing_ok=True)
        raise
    return target

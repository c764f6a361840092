"""What the commands of rooms share: verbs, what they tell, and years and municipalities to name."""

import json
from argparse import ArgumentTypeError
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from kimppa.core.consortium.models import Municipality
from kimppa.core.language import official
from kimppa.documents.spreadsheets import SpreadsheetError

FINDINGS, WRONG_USE = 1, 2

type Report = dict[str, Any]


class RoomCommand(BaseCommand):
    """Exit 0 fine, 1 findings or refused input, 2 wrong use.

    The parser of each verb names by `set_defaults(do=…)` what is done with its options: a function
    that gives what is told, as lines or with `--json`, and whether all is fine.
    """

    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        try:
            with official():
                report, is_good = options["do"](options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=FINDINGS) from error
        except SpreadsheetError as error:
            raise CommandError(str(error), returncode=FINDINGS) from error
        except OSError as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        self.stdout.write(
            json.dumps(report, ensure_ascii=False, indent=1)
            if options["json"]
            else "\n".join(_report_lines(report)) or "nothing to report"
        )
        if not is_good:
            raise SystemExit(FINDINGS)


def _report_lines(report: Report) -> Iterator[str]:
    for name, content in report.items():
        if isinstance(content, list):
            yield from (f"{name}: {part}" for part in content)
        elif isinstance(content, dict):
            yield from (f"{name}: {key}: {part}" for key, part in content.items())
        else:
            yield f"{name}: {content}"


def year_from(first_year: int) -> Callable[[str], int]:
    """The type of an argument that is a year between `first_year` and 2100."""

    def year(text: str) -> int:
        if not text.isdecimal() or not first_year <= int(text) <= 2100:
            raise ArgumentTypeError(f"{text} is not a year between {first_year} and 2100")
        return int(text)

    return year


def municipalities_by(code: str, candidates: Collection[Municipality]) -> list[Municipality]:
    """The candidate of a code, or with "all" each of them. Raises CommandError for none."""
    if code == "all" and candidates:
        return list(candidates)
    return [municipality_by(code, candidates)]


def municipality_by(code: str, candidates: Collection[Municipality]) -> Municipality:
    """The candidate of a code. Raises CommandError for none."""
    municipality = next((candidate for candidate in candidates if candidate.code == code), None)
    if municipality is None:
        known_codes = (
            ", ".join(f"{candidate.code} {candidate.name}" for candidate in candidates) or "none"
        )
        message = f"no municipality has the code {code}; known: {known_codes}"
        raise CommandError(message, returncode=WRONG_USE)
    return municipality

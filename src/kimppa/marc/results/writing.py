"""Everything that people are given of a check, written beside its tables."""

from itertools import groupby
from pathlib import Path
from typing import Final

from kimppa.marc.checking import Checked
from kimppa.marc.results import lists, page, workbook
from kimppa.marc.results.excerpts import Shown, shown
from kimppa.marc.writing.files import replaced

EACH: Final = 1_000  # findings of one rule with their texts
MOST: Final = 50_000  # findings in the workbook
EXAMPLES: Final = 5  # of each rule on the page


def write(
    checked: Checked, source: Path, language: str = "fi", each: int = EACH, most: int = MOST
) -> list[Path]:
    """Write `report.html`, `findings.xlsx` and `lists/<rule>.csv` into the folder of the check.

    `source` is the file that was checked, for the texts of up to `each` findings a rule.
    """
    found = list(shown(checked, source, language, each, most))
    files = {
        checked.folder / "report.html": page.write(checked, _examples(found), language).encode(),
        checked.folder / "findings.xlsx": workbook.write(checked, found, language),
    }
    for path, data in files.items():
        with replaced(path) as file:
            file.write(data)
    return [*files, *lists.write(checked, checked.folder / "lists")]


def _examples(found: list[Shown]) -> list[Shown]:
    """The first few of each rule."""
    return [
        one
        for _, group in groupby(found, key=lambda one: one.heading.number)
        for one in list(group)[:EXAMPLES]
    ]

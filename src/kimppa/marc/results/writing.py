"""Everything that people are given of a check, written beside its tables."""

from itertools import groupby
from pathlib import Path
from typing import Final

from kimppa.marc.checking import Checked
from kimppa.marc.results import lists, page, workbook
from kimppa.marc.results.excerpts import Excerpt, excerpts
from kimppa.marc.writing.files import replaced

EACH: Final = 300  # findings of one rule with their texts
MOST: Final = 20_000  # findings in the workbook
EXAMPLES: Final = 3  # records of each rule on the page


def write(
    checked: Checked, source: Path, language: str = "fi", each: int = EACH, most: int = MOST
) -> list[Path]:
    """Write `report.html`, `findings.xlsx` and `lists/<rule>.csv` into the folder of the check.

    `source` is the file that was checked, for the texts of up to `each` findings a rule.
    """
    findings = list(excerpts(checked, source, language, each, most))
    written = lists.write(checked, checked.folder / "lists", language)
    examples = _examples(findings)
    files = {
        "report.html": page.write(checked, examples, written.numberless, language).encode(),
        "findings.xlsx": workbook.write(checked, findings, language),
    }
    for name, data in files.items():
        with replaced(checked.folder / name) as file:
            file.write(data)
    return [*(checked.folder / name for name in files), *written.paths]


def _examples(findings: list[Excerpt]) -> list[Excerpt]:
    """The first finding in each of some records, for every rule."""
    examples: list[Excerpt] = []
    for _rule, group in groupby(findings, key=lambda finding: finding.heading.number):
        of_record: dict[int, Excerpt] = {}
        for finding in group:
            of_record.setdefault(finding.rec, finding)
        examples += list(of_record.values())[:EXAMPLES]
    return examples

"""Everything that people are given of a check, written beside its tables."""

from itertools import groupby
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.checking import Checked
from kimppa.marc.results import page, workbook
from kimppa.marc.results.excerpts import Excerpt, excerpts
from kimppa.marc.writing.files import replaced

EACH: Final = 300  # findings of one rule with their texts
MOST: Final = 20_000  # findings in the workbook
EXAMPLES: Final = 5  # of each rule on the page


def write(
    checked: Checked, source: Path, language: str = "fi", each: int = EACH, most: int = MOST
) -> list[Path]:
    """Write `report.html`, `findings.xlsx` and `lists/<rule>.csv` into the folder of the check.

    `source` is the file that was checked, for the texts of up to `each` findings a rule.
    """
    findings = list(excerpts(checked, source, language, each, most))
    files = {
        checked.folder / "report.html": page.write(checked, _examples(findings), language).encode(),
        checked.folder / "findings.xlsx": workbook.write(checked, findings, language),
    }
    for path, data in files.items():
        with replaced(path) as file:
            file.write(data)
    return [*files, *_write_lists(checked, checked.folder / "lists")]


def _examples(findings: list[Excerpt]) -> list[Excerpt]:
    """The first few of each rule."""
    return [
        finding
        for _, group in groupby(findings, key=lambda finding: finding.heading.number)
        for finding in list(group)[:EXAMPLES]
    ]


def _write_lists(checked: Checked, folder: Path) -> list[Path]:
    """A file for each rule with findings: the 001 of its records, one a line and nothing else, to
    paste into a library system.

    Records without a number are left out: their findings are in the workbook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers_of = {folder / f"{heading.id}.csv": heading.number for heading in checked.headings}
    for old in folder.glob("*.csv"):
        if old not in numbers_of:
            old.unlink()  # of an earlier check in the same folder
    control = pl.col("control").str.replace_all(r"[\x00-\x1f]", " ")
    controls = checked.records().select(control).collect()["control"]
    for path, number in numbers_of.items():
        recs = checked.of_rule(number).select("rec").collect()["rec"].unique(maintain_order=True)
        listed = controls.gather(recs)
        # Not waited for until it is on the disk: what is lost with the power is written anew.
        with replaced(path, on_disk=False) as file:
            file.write("".join((listed.filter(listed != "") + "\n").to_list()).encode())
    return list(numbers_of)

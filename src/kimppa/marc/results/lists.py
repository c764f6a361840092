"""Lists of record numbers, one a line and nothing else, to paste into a library system."""

from pathlib import Path

from kimppa.marc.checking import Checked
from kimppa.marc.results.excerpts import controls
from kimppa.marc.writing.files import replaced


def write(checked: Checked, folder: Path) -> list[Path]:
    """A file for each rule with findings: the 001 of its records as they stand there.

    Records without a number are left out: their findings are in the workbook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = {folder / f"{one.id}.csv": one.number for one in checked.headings}
    for old in folder.glob("*.csv"):
        if old not in known:
            old.unlink()  # of an earlier check in the same folder
    written = []
    for path, number in known.items():
        numbers = controls(checked, number)
        lines = "".join(f"{one.translate(_ONE_LINE)}\n" for one in numbers)
        with replaced(path) as file:
            file.write(lines.encode())
        written.append(path)
    return written


_ONE_LINE = dict.fromkeys(range(32), " ")

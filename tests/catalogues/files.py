"""A made catalogue on disk, with its manifests beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.catalogues.catalogue import Made, catalogue
from tests.catalogues.consortium import Consortium
from tests.catalogues.defects.plants import HEADER, planted

CATALOGUE = "catalogue.mrc"
DEFECTS_FILE = "defects.tsv"
TWINS_FILE = "twins.tsv"
_TWINS_HEADER = "control\tof\tkind\tsame"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    records: int
    size: int
    defects: int
    twins: int


def write(
    folder: Path,
    count: int,
    *,
    seed: int = 1,
    defects: float = 0.05,
    twins: float = 0.02,
    kinds: Iterable[str] | None = None,
    consortium: Consortium | None = None,
) -> Written:
    """Write `catalogue.mrc` of so many records, `defects.tsv` and `twins.tsv` into a folder.

    One record after the other: memory does not grow with the count.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = size = faulty = 0
    with (
        (folder / CATALOGUE).open("wb") as records,
        (folder / DEFECTS_FILE).open("w", encoding="utf-8") as lines,
        (folder / TWINS_FILE).open("w", encoding="utf-8") as pairs,
    ):
        lines.write(f"{HEADER}\n")
        log = _TwinLog(pairs)
        made = log.kept(catalogue(count, seed=seed, consortium=consortium, twins=twins))
        for data, line in planted(made, defects, seed=seed, kinds=kinds, consortium=consortium):
            records.write(data)
            written += 1
            size += len(data)
            if line:
                lines.write(f"{line.line()}\n")
                faulty += 1
    return Written(written, size, faulty, log.count)


class _TwinLog:
    """Writes the twins down while the records pass."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.count = 0
        file.write(f"{_TWINS_HEADER}\n")

    def kept(self, made: Iterable[Made]) -> Iterator[Made]:
        """The records, as they are."""
        for one in made:
            if twin := one.twin:
                same = "same" if twin.same else "other"
                self.file.write(f"{one.control}\t{twin.of}\t{twin.kind}\t{same}\n")
                self.count += 1
            yield one

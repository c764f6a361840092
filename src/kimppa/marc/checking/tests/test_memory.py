"""What a check holds in memory when it puts a file together does not grow with the file."""

import itertools
import subprocess
import sys
from pathlib import Path

from kimppa.marc.checking.part import Part, Setup, work
from kimppa.marc.checking.ranges import Range
from kimppa.marc.examples import examples

PER_RECORD = 200  # bytes; with links, findings and numbers of all records held it is 550

# The tables of a part are put together as those of so many: of other records, for their keys are.
PROGRAM = """
import os, sys
from pathlib import Path

import polars as pl

from kimppa.marc.checking import joining, part
from kimppa.marc.checking.copying import Copying
from kimppa.marc.checking.ranges import Range
from kimppa.marc.compare import matching
from kimppa.marc.results import lists, write

FEW = 40_000
joining.ROW_GROUP = joining.BUCKET = matching.BUFFER_ROWS = lists._AT_ONCE = FEW
source, base, folder, count = *map(Path, sys.argv[1:4]), int(sys.argv[4])
setup = part.Setup(systems=())
(folder / "parts").mkdir(parents=True)
span = Range(source, 0, None, source.stat().st_size)
first = part.Part(0, (span,), base, setup)
done = part.work(first)  # already: what it gave is read
todo = [part.Part(number, (span,), folder / "parts", setup) for number in range(count)]
for one in todo:
    for name in part.TABLES:
        if name == "links":
            links = pl.read_ipc(first.table(name))
            moved = pl.col("key") + pl.lit(one.number * 7919, pl.UInt64)
            links.with_columns(moved).write_ipc(one.table(name), compression="uncompressed")
        else:
            os.link(first.table(name), one.table(name))

copying = Copying(source, folder, todo)
finished = [part.PartDone(one.number, done.bytes, done.states, done.findings) for one in todo]
for one in finished:
    copying.add(one)
whole = copying.source()
copying.close()
checked = joining.join(whole, copying, folder, setup, finished)
write(checked, source, "en", each=5, most=500)
rows = Path("/proc/self/status").read_text().splitlines()
print(checked.counts.read, next(int(row.split()[1]) for row in rows if row.startswith("VmHWM:")))
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    source, base = tmp_path / "catalogue.mrc", tmp_path / "base"
    some = itertools.islice(examples(), 5000)
    source.write_bytes(b"".join(one.faulty or one.clean for one in some))
    base.mkdir()
    span = Range(source, 0, None, source.stat().st_size)
    work(Part(0, (span,), base, Setup(systems=())))

    def most(copies: int) -> tuple[int, int]:
        arguments = source, base, tmp_path / str(copies), str(copies)
        command = [sys.executable, "-c", PROGRAM, *arguments]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        records, kilobytes = run.stdout.split()
        return int(records), 1024 * int(kilobytes)

    (few, small), (many, large) = most(10), most(60)
    grown = (large - small) / (many - few)
    assert grown < PER_RECORD, f"{grown:.0f} bytes a record"

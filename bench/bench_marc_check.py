"""Claim: a whole check (all rules, the format, keys of duplicates, owners, tables written) of a
large catalogue takes on two cores a third of the time in which pymarc merely reads it on one; twice
the records take at most 2.2 times as long; all its processes together stay below 1.5 GB, with twice
the records below 2.2 times that; the first findings are told within two seconds. From the file to
the finished reports the command takes by the clock at most 0.7 of pymarc's time for 250,000
records, 0.45 for a million.

Processor time is compared, of all processes together, for other work may run beside: two cores
halve it. What it costs to start the processes, some two seconds, is told apart by checking as many
records again. The file is named by BENCH_MARC; without it one of MADE records is made.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pymarc
import pytest

from bench.conftest import Timing, tell
from kimppa.marc.checking import Seen, check
from kimppa.marc.checking.whole import Stopped, processes
from tests.catalogues import catalogue

BULK = os.environ.get("BENCH_MARC", "")
MADE = 100_000
SAMPLE = 20_000_000  # bytes that pymarc reads
FASTER = 1.5  # than pymarc reads, a core
GROWTH = 2.2
MEMORY = 1_500  # MB
PATIENCE = 2.0  # seconds
COMMAND = Path(sys.executable).with_name("kimppa")
READING = "import pymarc, sys; print(sum(1 for _ in pymarc.MARCReader(open(sys.argv[1], 'rb'))))"


@dataclass(frozen=True, slots=True)
class Bulk:
    """A large file, and the same with as many records again."""

    once: Path
    twice: Path


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Bulk:
    folder = tmp_path_factory.mktemp("bulk")
    once, twice = folder / "once.mrc", folder / "twice.mrc"
    if BULK:
        once = Path(BULK)
        twice.write_bytes(2 * once.read_bytes())
    else:
        data = b"".join(one.data for one in catalogue(MADE))
        once.write_bytes(data)
        twice.write_bytes(data + b"".join(one.data for one in catalogue(MADE, start=MADE)))
    return Bulk(once, twice)


def of_all(work: Callable[[], object]) -> Timing:
    """Processor time of this process and of those that it began and ended, and wall time."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before, begun = [resource.getrusage(one) for one in who], time.perf_counter()
    work()
    after = [resource.getrusage(one) for one in who]
    cpu = sum(
        b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime
        for a, b in zip(before, after, strict=True)
    )
    return Timing(1000 * cpu, 1000 * (time.perf_counter() - begun))


def test_a_check_beside_pymarc_reading(bulk: Bulk, tmp_path: Path) -> None:
    counts = {}

    def ours(path: Path) -> Timing:
        found = []
        timing = of_all(lambda: found.append(check(path, tmp_path / path.stem)))
        counts[path] = found[0].counts.read
        return timing

    one, two = ours(bulk.once), ours(bulk.twice)
    sample = tmp_path / "sample.mrc"
    with bulk.once.open("rb") as file:
        data = file.read(SAMPLE)
    sample.write_bytes(data[: data.rindex(b"\x1d") + 1])

    read = []

    def theirs() -> None:
        with sample.open("rb") as file:
            read.append(sum(1 for _ in pymarc.MARCReader(file)))

    peer = of_all(theirs)
    whole = Timing(peer.cpu * counts[bulk.once] / read[0], peer.wall * counts[bulk.once] / read[0])
    tell(f"{counts[bulk.once]:,} records checked", one, "pymarc merely reading", whole)
    tell(f"{counts[bulk.twice]:,} records checked", two, "half of them", one)
    more = Timing(two.cpu - one.cpu, two.wall - one.wall)
    tell("as many records again", more, "pymarc merely reading", whole)
    print(f"  {1000 * more.cpu / counts[bulk.once]:.0f} µs of processor a record")
    assert FASTER * more.cpu <= whole.cpu
    assert two.cpu <= GROWTH * one.cpu


def test_the_command_beside_pymarc_reading(bulk: Bulk, tmp_path: Path) -> None:
    """From the file to the finished reports; its bound holds for real records, where pymarc has
    as much to do as it was measured with."""
    counted: list[int] = []

    def ours() -> None:
        out = str(tmp_path / "reports")
        command = [str(COMMAND), "marc", "check", str(bulk.once), "--out", out]
        subprocess.run(command, check=False, capture_output=True)  # 1 says that there are findings
        assert Path(out, "report.html").exists()

    def theirs() -> None:
        command = [sys.executable, "-c", READING, str(bulk.once)]
        counted.append(int(subprocess.run(command, check=True, capture_output=True).stdout))

    command, peer = of_all(ours), of_all(theirs)
    tell(f"{counted[0]:,} records to finished reports", command, "pymarc merely reading", peer)
    print(f"  {command.wall / peer.wall:.2f} of its time by the clock")
    if BULK:
        share = 0.45 if counted[0] >= 1_000_000 else 0.7
        assert command.wall <= share * peer.wall


def test_the_first_findings(bulk: Bulk, tmp_path: Path) -> None:
    begun = time.perf_counter()
    seen: list[tuple[float, Seen]] = []

    def note(now: Seen) -> None:
        seen.append((time.perf_counter() - begun, now))

    with pytest.raises(Stopped):
        check(
            bulk.twice,
            tmp_path / "out",
            spread=processes(2),
            progress=note,
            stopping=lambda: seen[-1][1].records > 0,
        )
    print(f"\n{seen[-1][1].records:,} records told after {seen[-1][0]:.1f} s of wall time")
    assert seen[-1][0] <= PATIENCE * max(os.getloadavg()[0] / 2, 1)


PROGRAM = """
import os, sys, threading
from pathlib import Path
from kimppa.marc.checking import check

def used(pid):
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) // 1024

def tree():
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    total = used("self")
    for child in children:
        try:
            total += used(child)
        except OSError:
            pass
    return total

def watch():
    while not ended.wait(0.2):
        most.append(tree())

if __name__ == "__main__":
    most, ended = [0], threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    check(Path(sys.argv[1]), Path(sys.argv[2]))
    ended.set()
    watcher.join()
    print(max(most))
"""


def test_memory_of_all_processes(bulk: Bulk, tmp_path: Path) -> None:
    program = tmp_path / "watched.py"
    program.write_text(PROGRAM)

    def used(path: Path) -> int:
        command = [sys.executable, str(program), str(path), str(tmp_path / path.stem)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    once, twice = used(bulk.once), used(bulk.twice)
    print(f"\nmemory of all processes together: {once:,} MB, {twice:,} MB for as many again")
    assert once <= MEMORY
    assert twice <= GROWTH * MEMORY

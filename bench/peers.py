"""Peers of the catalogue engine as programs of their own: nothing of ours is loaded beside them.

Their packages are no part of Kimppa. BENCH_PEERS names a Python that has them (`python -m venv
peers && peers/bin/pip install pymarc mrrc marctable marc-lint`; our own where it is not told),
BENCH_NATLIBFI a folder where `npm install @natlibfi/marc-record-serializers @babel/runtime@7` was
run. What is not there is skipped, and said.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bench.conftest import Timing

PYTHON: Final = os.environ.get("BENCH_PEERS", sys.executable)
NATLIBFI: Final = os.environ.get("BENCH_NATLIBFI", "")
_PYMARC: Final = """
import sys, pymarc
with open(sys.argv[1], "rb") as file:
    for record in pymarc.MARCReader(file, permissive=True):
        pass
"""
_MRRC: Final = """
import sys, mrrc
for record in mrrc.MARCReader(sys.argv[1]):
    pass
"""
_LINT: Final = """
import sys, pymarc
from marc_lint import MarcLint
linter = MarcLint()
with open(sys.argv[1], "rb") as file:
    for record in pymarc.MARCReader(file):
        if record is not None:
            linter.check_record(record)
"""
_TABLE: Final = """
import sys, marctable
with open(sys.argv[1], "rb") as file:
    marctable.to_parquet(file, sys.argv[2])
"""
_SERIALIZERS: Final = """
import {createReadStream} from 'fs';
import {ISO2709} from '@natlibfi/marc-record-serializers';
const read = ISO2709.reader(createReadStream(process.argv[2]));
read.on('data', () => {}).on('error', () => {}); // an error is a record that it finds invalid
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: what it does, the module that a Python must have, the program."""

    name: str
    does: str
    module: str
    program: str

    def command(self, file: Path, out: Path) -> list[str]:
        """How it is run. Skips the test when the peer is not there, and says so."""
        if self.module == "yaz":
            if not shutil.which("yaz-marcdump"):
                pytest.skip("yaz-marcdump is not installed (Debian: yaz)")
            return ["yaz-marcdump", "-o", "line", str(file)]
        if self.module == "natlibfi":
            return _node(self.program, file)
        there = [PYTHON, "-c", f"import {self.module}"]
        if subprocess.run(there, check=False, capture_output=True).returncode:
            pytest.skip(f"{self.name} is not installed in the Python of BENCH_PEERS")
        return [PYTHON, "-c", self.program, str(file), str(out)]


def _node(program: str, file: Path) -> list[str]:
    if not NATLIBFI or not shutil.which("node"):
        pytest.skip("@natlibfi's serializers want node, and BENCH_NATLIBFI")
    path = Path(NATLIBFI) / "read.mjs"
    path.write_text(program)
    return ["node", str(path), str(file)]


READERS: Final = (
    Peer("yaz-marcdump", "prints lines", "yaz", ""),
    Peer("pymarc", "reads", "pymarc", _PYMARC),
    Peer("mrrc", "reads", "mrrc", _MRRC),
    Peer("marctable", "writes Parquet", "marctable", _TABLE),
    Peer("@natlibfi serializers", "reads", "natlibfi", _SERIALIZERS),
)
LINT: Final = Peer("marc-lint", "reads and checks by the rules of MARC::Lint", "marc_lint", _LINT)


def of_a_program(command: list[str], runs: int = 5) -> Timing:
    """The CPU and wall time of another process: the median, as `measure` gives it."""
    found = []
    for _run in range(runs):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((1000 * cpu, 1000 * wall))
    return Timing(*sorted(found)[runs // 2])

"""Claim: a whole check costs less than marctable, marc-lint or @natlibfi's serializers take for
their part of it with the same file; our tables cost an eighth at most of those of marctable.

Every peer is a process of its own, its start included, as ours are. What the others take is told.
The file has MADE records.
"""

import sys
from pathlib import Path

import pytest

from bench.conftest import Timing, tell
from bench.peers import LINT, READERS, Peer, of_a_program
from tests.catalogues import catalogue

MADE = 40_000
RUNS = 1  # some take a minute
_CHECK = "from kimppa.marc.cli import main; import sys; main(['check', sys.argv[1], '--json'])"
_READ = "import sys; from kimppa.marc.reading import read; [len(b) for b in read(sys.argv[1])]"
SLOW = frozenset({"marctable", "@natlibfi serializers"})


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("peers") / "made.mrc"
    path.write_bytes(b"".join(one.data for one in catalogue(MADE)))
    return path


@pytest.fixture(scope="module")
def checking(file: Path) -> Timing:
    return of_a_program([sys.executable, "-c", _CHECK, str(file)], RUNS)


@pytest.mark.parametrize("peer", READERS, ids=lambda peer: peer.name)
def test_a_check_beside_reading(peer: Peer, file: Path, checking: Timing, tmp_path: Path) -> None:
    theirs = of_a_program(peer.command(file, tmp_path / "out"), RUNS)
    tell(f"{MADE:,} records checked", checking, f"{peer.name} {peer.does}", theirs)
    if peer.module == "marctable":
        ours = of_a_program([sys.executable, "-c", _READ, str(file)], RUNS)
        tell(f"{MADE:,} records to tables", ours, peer.name, theirs)
        assert 8 * ours.cpu <= theirs.cpu
    if peer.name in SLOW:
        assert checking.cpu <= theirs.cpu


def test_a_check_beside_a_check(file: Path, checking: Timing, tmp_path: Path) -> None:
    theirs = of_a_program(LINT.command(file, tmp_path / "out"), RUNS)
    tell(f"{MADE:,} records checked", checking, LINT.name, theirs)
    assert checking.cpu <= theirs.cpu

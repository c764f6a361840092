"""Processes that die in mid-write and processes that write at once, on a real database."""

from pathlib import Path

import pytest

from tests import ready
from tests.databases import asked, environment
from tests.ready import Process

pytestmark = pytest.mark.every_database

START = """
import os, sys
from kimppa.core.evidence import actions
from kimppa.core.permissions import SYSTEM

def write(title):
    actions.record_evidence(by=SYSTEM, topic="events", title=title, figures={"osallistujaa": 3})
"""
SET_UP = 'write("Ennen")'
DIES = """
actions.record = lambda **_: os._exit(9)
write("Kesken")
"""
WRITES = 'for n in range(20): write(f"{sys.argv[1]} {n}")'
KEEPS = """
from kimppa.core.files.actions import keep
for n in range(20): keep(f"{n}".encode() * 1000, name="a", media_type="text/plain")
"""


@pytest.fixture
def home(empty_home: Path) -> Path:
    run(empty_home, SET_UP)
    return empty_home


def process(home: Path, code: str, *args: str) -> Process:
    return ready.start([START + code, *args], environment(home), "program")


def run(home: Path, code: str, code_of_end: int = 0) -> None:
    with process(home, code) as running:
        error = running.communicate(timeout=120)[1]
    assert running.returncode == code_of_end, error


def together(home: Path, code: str, *names: str) -> None:
    """Run the code in a process for each name, all at once."""
    for running in [process(home, code, name) for name in names]:
        with running:
            error = running.communicate(timeout=120)[1]
        assert running.returncode == 0, error


def count(home: Path, table: str) -> int:
    return int(asked(home, f"SELECT count(*) FROM {table}")[0])


def test_a_process_killed_between_two_writes_leaves_nothing_half_written(home: Path) -> None:
    run(home, DIES, code_of_end=9)
    tables = ("core_evidence", "core_evidencefigure", "core_auditevent")
    assert [count(home, table) for table in tables] == [1, 1, 1]
    run(home, 'write("Jälkeen")')
    assert [count(home, table) for table in tables] == [2, 2, 2]


def test_two_processes_that_write_at_once_lose_nothing(home: Path) -> None:
    together(home, WRITES, "a", "b")
    assert count(home, "core_evidence") == count(home, "core_auditevent") == 41


def test_two_processes_that_keep_the_same_files_keep_each_once(home: Path) -> None:
    together(home, KEEPS, "a", "b")
    kept = [path for path in (home / "files").rglob("*") if path.is_file()]
    assert len(kept) == count(home, "core_storedfile") == 20
    assert {len(path.name) for path in kept} == {64}

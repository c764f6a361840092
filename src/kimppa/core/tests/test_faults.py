"""Processes that die in mid-write and processes that write at once, on a real database."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import asked, environment

pytestmark = pytest.mark.every_database

START = """
import os, sys, django
django.setup()
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
    run(empty_home, SET_UP).check_returncode()
    return empty_home


def process(home: Path, code: str, *args: str) -> subprocess.Popen[str]:
    env = environment(home, DJANGO_SETTINGS_MODULE="kimppa.config.settings")
    command = [sys.executable, "-c", START + code, *args]
    return subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)


def run(home: Path, code: str) -> "subprocess.CompletedProcess[str]":
    running = process(home, code)
    _out, error = running.communicate(timeout=120)
    return subprocess.CompletedProcess(running.args, running.returncode, stderr=error)


def count(home: Path, table: str) -> int:
    return int(asked(home, f"SELECT count(*) FROM {table}")[0])


def test_a_process_killed_between_two_writes_leaves_nothing_half_written(home: Path) -> None:
    assert run(home, DIES).returncode == 9
    tables = ("core_evidence", "core_evidencefigure", "core_auditevent")
    assert [count(home, table) for table in tables] == [1, 1, 1]
    run(home, 'write("Jälkeen")').check_returncode()
    assert [count(home, table) for table in tables] == [2, 2, 2]


def test_two_processes_that_write_at_once_lose_nothing(home: Path) -> None:
    both = [process(home, WRITES, name) for name in ("a", "b")]
    errors = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], errors
    assert count(home, "core_evidence") == count(home, "core_auditevent") == 41


def test_two_processes_that_keep_the_same_files_keep_each_once(home: Path) -> None:
    both = [process(home, KEEPS) for _ in range(2)]
    errors = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], errors
    kept = [path for path in (home / "files").rglob("*") if path.is_file()]
    assert len(kept) == count(home, "core_storedfile") == 20
    assert {len(path.name) for path in kept} == {64}

"""Claim: an instance of 2 GB is backed up while it is used, and no writer waits for a second.

Half of it is database, half files. Peers in the same run: plain `tar` of the same folder, which
takes no consistent picture, and (SQLite) the backup interface in steps of 100 pages as the
`sqlite3` program's `.backup` takes it, which begins again whenever somebody has written.
"""

import hashlib
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import databases
from tests.backup.conftest import keeper
from tests.backup.keeper import Keeper

__all__ = ["keeper"]  # a fixture

GIGABYTE = 10**9
FILE = 4_000_000
ROW = 2_000
LIMIT = 1.0  # seconds that one writer may wait
PATIENCE = 30.0  # seconds that the peer which never gets done is given
PACE = 0.005  # seconds between writes: 200 a second, many times what a desk writes


class Writer(threading.Thread):
    """Writes small transactions all the time and notes how long each takes."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home, self.stop, self.waits = home, threading.Event(), [0.0]

    def run(self) -> None:
        mark = "%s" if databases.on_postgres() else "?"
        insert = f"INSERT INTO core_try (scope, key, at) VALUES ('bench', {mark}, {mark})"
        with databases.connected(self.home) as database:
            if not databases.on_postgres():
                database.execute("PRAGMA synchronous=NORMAL")
            while not self.stop.wait(PACE):
                begun = time.perf_counter()
                database.execute(insert, (str(len(self.waits)), "2025-01-14 10:00:00"))
                database.commit()
                self.waits.append(time.perf_counter() - begun)


@pytest.fixture
def large(keeper: Keeper) -> Iterator[Keeper]:
    """The demo grown to two gigabytes; gone when the benchmark ends."""
    folder = keeper.home / "files"
    mark = "%s" if databases.on_postgres() else "?"
    row = ", ".join([mark] * 5)
    stored = (
        f"INSERT INTO core_storedfile (sha256, size, name, media_type, stored_at) VALUES ({row})"
    )
    with databases.connected(keeper.home) as database:
        for number in range(GIGABYTE // FILE):
            data = random.Random(number).randbytes(FILE)
            sha256 = hashlib.sha256(data).hexdigest()
            (folder / sha256[:2]).mkdir(exist_ok=True)
            (folder / sha256[:2] / sha256).write_bytes(data)
            told = (sha256, FILE, f"{number}.pdf", "application/pdf", "2025-01-14 10:00:00")
            cursor = database.cursor()
            cursor.execute(stored, told)
        grow(database)
    yield keeper
    shutil.rmtree(keeper.home)
    shutil.rmtree(keeper.backups)


def grow(database: sqlite3.Connection) -> None:
    """A gigabyte of audit rows, as words that compress like words."""
    mark = "%s" if databases.on_postgres() else "?"
    names = "by_name, action, model, object_id, title, via, municipality, before, after, batch"
    audit = (
        f"INSERT INTO core_auditevent (at, {names}) VALUES ('2025-01-14 10:00:00', 'Kimppa', "
        f"'bench', 'x', {mark}, 'Rivi', '', '', '{{}}', {mark}, '')"
    )
    words = [format(number, "x") for number in range(1000, 9000)]
    chance = random.Random(1)
    texts = [f'{{"text": "{" ".join(chance.choices(words, k=ROW // 5))}"}}' for _ in range(1000)]
    cursor = database.cursor()
    for block in range(GIGABYTE // ROW // 1000):
        cursor.executemany(audit, [(str(block), text) for text in texts])
        database.commit()


def watched(home: Path, work: Callable[[], object]) -> tuple[float, list[float]]:
    """Seconds that the work takes, and how long each write took meanwhile."""
    writer = Writer(home)
    writer.start()
    try:
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
    finally:
        writer.stop.set()
        writer.join()
    return seconds, writer.waits


def told(what: str, seconds: float, size: int, waits: list[float]) -> None:
    print(
        f"  {what:<42} {seconds:6.1f} s {size / seconds / 1e6:6.0f} MB/s   longest write "
        f"{1000 * max(waits):6.0f} ms, median {1000 * statistics.median(waits):.2f} ms, "
        f"{len(waits)} writes"
    )


def test_a_backup_of_two_gigabytes_keeps_no_writer_waiting(large: Keeper) -> None:
    os.sync()
    made: list[Path] = []
    seconds, waits = watched(large.home, lambda: made.append(large.backup()))
    size = made[0].stat().st_size
    print(f"\nbackup of {size / 1e9:.2f} GB while 200 rows a second are written")
    told("kimppa backup, written, synced, read back", seconds, size, waits)
    begun = time.perf_counter()
    large.run("restore", made[0], "--check-only")
    print(f"  restore --check-only {time.perf_counter() - begun:26.1f} s")
    made[0].unlink()
    peer_seconds, peer_waits = watched(large.home, lambda: tar(large))
    told("tar of the folder, synced, no picture", peer_seconds, size, peer_waits)
    if not databases.on_postgres():
        step_seconds, step_waits = watched(large.home, lambda: stepped(large))
        told(f"backup interface in steps, {steps_told[-1]}", step_seconds, size // 2, step_waits)
    assert max(waits) < LIMIT


def tar(large: Keeper) -> None:
    target = large.backups / "plain.tar"
    with target.open("wb") as file:
        subprocess.run(["tar", "c", "-C", large.home, "."], stdout=file, check=False)
        os.fsync(file.fileno())
    target.unlink()


steps_told: list[str] = []


def stepped(large: Keeper) -> None:
    """Copy the database as `.backup` does; give up when patience ends."""
    until, target = time.perf_counter() + PATIENCE, large.backups / "steps.sqlite3"

    def look(_status: int, left: int, total: int) -> None:
        if time.perf_counter() > until:
            raise TimeoutError(
                f"not finished, {100 * (total - left) // max(total, 1)} % at the end"
            )

    with (
        closing(sqlite3.connect(large.home / "kimppa.sqlite3")) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        try:
            source.backup(copy, pages=100, progress=look, sleep=0.001)
            steps_told.append("finished")
        except TimeoutError as given_up:
            steps_told.append(str(given_up))
    target.unlink()

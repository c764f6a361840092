"""A backup is a picture of one moment, and nobody who writes waits for it."""

import threading
import time
from pathlib import Path

import pytest

from tests import databases
from tests.backup.keeper import Keeper

pytestmark = pytest.mark.every_database

INSERT = "INSERT INTO core_try (scope, key, at) VALUES (?, ?, '2025-01-14 10:00:00')"
LONGEST_WAIT = 1.0  # seconds


class Writer(threading.Thread):
    """Writes pairs of rows, each pair in one transaction, until told to stop."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home, self.stop = home, threading.Event()
        self.pairs, self.longest, self.error = 0, 0.0, ""

    def run(self) -> None:
        mark = "%s" if databases.on_postgres() else "?"
        insert = INSERT.replace("?", mark)
        with databases.connected(self.home) as database:
            while not self.stop.is_set():
                begun = time.perf_counter()
                for side in ("left", "right"):
                    database.execute(insert, (side, str(self.pairs)))
                database.commit()
                self.longest = max(self.longest, time.perf_counter() - begun)
                self.pairs += 1


def pairs(home: Path) -> tuple[list[int], list[int]]:
    """The numbers of both sides, in order."""
    found = []
    with databases.connected(home) as database:
        for side in ("left", "right"):
            rows = database.execute(f"SELECT key FROM core_try WHERE scope = '{side}'").fetchall()
            found.append(sorted(int(row[0]) for row in rows))
    return found[0], found[1]


def test_writers_go_on_and_the_backup_has_whole_transactions(
    keeper: Keeper, tmp_path: Path
) -> None:
    writer = Writer(keeper.home)
    writer.start()
    try:
        while not writer.pairs:
            assert writer.is_alive()
        backup = keeper.backup()
        after = writer.pairs
    finally:
        writer.stop.set()
        writer.join()
    left, right = pairs(keeper.home)
    assert left == right == list(range(writer.pairs))  # none was lost
    assert after > 1
    assert writer.longest < LONGEST_WAIT
    restored = keeper.at(tmp_path / "restored")
    restored.run("restore", backup)
    kept, other = pairs(restored.home)
    assert kept == other == list(range(len(kept)))  # the pairs up to one moment
    assert 0 < len(kept) <= after

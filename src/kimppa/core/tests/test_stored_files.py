"""Stored files: written whole, removed when the work fails, swept when a process was killed."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from kimppa.core.files import sweeping
from kimppa.core.files.actions import ASIDE, keep, path_of, read, remove, removing_orphans
from kimppa.core.files.models import StoredFile
from kimppa.core.files.sweeping import StrangeFolderError, sweep

pytestmark = pytest.mark.django_db
TWO_DAYS = 2 * 24 * 3600


def stored(data: bytes) -> StoredFile:
    return keep(data, name="a.txt", media_type="text/plain")


def orphan(data: bytes, *, age: float = TWO_DAYS) -> Path:
    """A file whose process died before its row was written."""
    file = stored(data)
    path = path_of(file.sha256)
    file.delete()
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def fail_after(work: Callable[[], object]) -> None:
    """Do the work in a transaction that is not kept."""
    with removing_orphans(), transaction.atomic():
        work()
        raise RuntimeError


@pytest.fixture(autouse=True)
def folder(instance: Path) -> Path:
    return instance / "files"


def test_work_that_fails_leaves_no_file_of_its_own() -> None:
    before, written = stored(b"before"), []
    with pytest.raises(RuntimeError):
        fail_after(lambda: written.extend([stored(b"before"), stored(b"new")]))
    assert not path_of(written[1].sha256).exists()
    assert read(before) == b"before"


def test_what_a_part_has_written_goes_with_the_whole() -> None:
    written = []

    def part() -> None:
        with removing_orphans():
            written.append(stored(b"part"))

    with pytest.raises(RuntimeError):
        fail_after(part)
    assert not path_of(written[0].sha256).exists()


def test_what_another_has_claimed_meanwhile_stays() -> None:
    written = []

    def share() -> None:
        path = path_of(stored(b"shared").sha256)
        os.utime(path, (time.time() + 5, time.time() + 5))  # as another's `keep` does
        written.append(path)

    with pytest.raises(RuntimeError):
        fail_after(share)
    assert written[0].read_bytes() == b"shared"


def test_the_sweep_removes_what_has_rested_without_a_row() -> None:
    row, young, old = stored(b"row"), orphan(b"young", age=3600), orphan(b"old")
    spare = old.with_name("tmpabc123")
    spare.write_bytes(b"half")
    os.utime(spare, (0, 0))
    os.utime(path_of(row.sha256), (0, 0))
    foreign = old.with_name("README.txt")
    foreign.write_text("somebody's own")
    os.utime(foreign, (0, 0))
    assert sweep() == 2
    assert not old.exists()
    assert not spare.exists()
    assert young.exists()
    assert foreign.exists()
    assert read(row) == b"row"
    assert sweep() == 0


def test_bytes_that_are_kept_again_are_not_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    path = orphan(b"again")

    def kept_meanwhile(path: Path, *, written_at: int) -> bool:
        stored(b"again")
        return remove(path, written_at=written_at)

    monkeypatch.setattr(sweeping, "remove", kept_meanwhile)
    assert sweep() == 0
    assert path.read_bytes() == b"again"


def test_a_file_that_was_set_aside_for_a_moment_comes_back() -> None:
    row = stored(b"aside")
    path = path_of(row.sha256)
    path.rename(path.with_name(path.name + ASIDE))
    sweep()
    assert read(row) == b"aside"


def test_nothing_is_swept_of_a_folder_that_another_database_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweeping, "FEW", 1)
    paths = [orphan(b"a"), orphan(b"b")]
    with pytest.raises(StrangeFolderError):
        sweep()
    assert all(path.exists() for path in paths)

"""What is no good backup is refused before anything is touched; what cannot be made leaves nothing.

The refusals run in this process: none of them gets as far as the database.
"""

import hashlib
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from kimppa.operations.backup import format as backup_format
from kimppa.operations.backup import unpack
from kimppa.operations.backup.encryption import Opener
from kimppa.operations.backup.format import Backup, BackupError, Manifest, Member, chunks
from kimppa.operations.backup.restore import check_only, restore
from tests.backup.keeper import PROGRAM, Keeper, files
from tests.databases import asked, on_postgres
from tests.examples import drawn

EMPTY = hashlib.sha256().hexdigest()


@pytest.fixture
def backup(keeper: Keeper) -> Path:
    return keeper.backup()


def read(data: bytes) -> None:
    for _member, pieces in Backup(BytesIO(data)).members():
        for _piece in pieces:
            pass


def members(backup: Path) -> tuple[Manifest, dict[str, bytes]]:
    with backup.open("rb") as file:
        opened = Backup(file)
        return opened.manifest, {m.name: b"".join(pieces) for m, pieces in opened.members()}


def remade(backup: Path, manifest: Manifest, kept: dict[str, bytes]) -> Path:
    """A backup that is whole but says something else."""
    told = b"".join(chunks(manifest, lambda member: BytesIO(kept[member.name])))
    other = backup.with_name("other.tar")
    other.write_bytes(told)
    return other


def refuses(file: Path, words: str) -> None:
    """Neither a check nor a restore takes the file, and both leave everything as it was.

    On PostgreSQL a restore asks first whether the database is empty, and a test's own is not:
    there test_restored gives the command whole.
    """
    for use in (check_only,) if on_postgres() else (check_only, restore):
        before = files(file.parent.parent)
        with pytest.raises(BackupError, match=words):
            use(file, Opener())
        assert files(file.parent.parent) == before


def test_refusals_say_why_and_touch_nothing(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest, kept = members(backup)
    whole = backup.read_bytes()
    monkeypatch.setattr(settings, "KIMPPA_HOME", backup.parent / "empty")
    settings.KIMPPA_HOME.mkdir()

    other = backup.with_name("other.tar")
    for data, words in (
        (b"PK\x03\x04" + whole, "not a backup of Kimppa"),
        (whole[: len(whole) // 2], "damaged or missing|cut short"),
        (whole[:-1024] + bytes(512), "cut short"),
        (whole.replace(b"format 0001", b"format 0009", 1), "newer Kimppa"),
    ):
        other.write_bytes(data)
        refuses(other, words)
    newer = replace(manifest, program="99.1")
    refuses(remade(backup, newer, kept), "made by Kimppa 99.1")
    unknown = replace(manifest, migrations=(*manifest.migrations, "core.0099_future"))
    refuses(remade(backup, unknown, kept), "core.0099_future is not known here")
    fewer = replace(manifest, rows=manifest.rows | {"core_person": 1})
    refuses(remade(backup, fewer, kept), "rows differ")
    original = next(member for member in manifest.members if member.name.startswith("files/"))
    listed = tuple(member for member in manifest.members if member != original)
    unlisted = replace(manifest, members=listed)
    refuses(remade(backup, unlisted, kept), "files differ")
    for name in ("static/style.css", "uusi-kansio/x", "kimppa.sqlite3"):
        strange = replace(manifest, members=(*manifest.members, Member(name, 0, EMPTY)))
        refuses(remade(backup, strange, kept | {name: b""}), "no part of an instance")
    headless = replace(manifest, members=manifest.members[1:])
    refuses(remade(backup, headless, kept), "no database")
    monkeypatch.setattr("kimppa.operations.backup.disk.SPARE_ROOM", 2**60)
    refuses(backup, "too little room")


def test_a_backup_of_before_the_declarations_is_still_taken(backup: Path) -> None:
    """It had no corrections, and its snapshots had what was half-made."""
    manifest, kept = members(backup)
    known = [m for m in manifest.members if not m.name.startswith("corrections/")]
    assert len(known) < len(manifest.members)
    old = replace(manifest, members=(*known, Member("snapshots/.incoming/x.mrc", 0, EMPTY)))
    file = remade(backup, old, kept | {"snapshots/.incoming/x.mrc": b""})
    assert check_only(file, Opener()).members == old.members


def test_altered_bytes_of_a_real_backup_are_found(backup: Path) -> None:
    """Here and there in a real backup; the format's own test tries every byte of a small one."""
    whole = backup.read_bytes()
    for place in range(0, len(whole), len(whole) // drawn(120)):
        broken = bytearray(whole)
        broken[place] ^= 1 << place % 8
        with pytest.raises(BackupError):
            read(bytes(broken))


def test_a_home_that_is_in_use_is_refused(backup: Path, keeper: Keeper) -> None:
    before = files(keeper.home)
    assert f"{keeper.home} is not empty" in keeper.refused("restore", backup)
    assert files(keeper.home).keys() == before.keys()


def test_one_kind_of_database_is_not_restored_into_the_other(
    backup: Path, keeper: Keeper, tmp_path: Path
) -> None:
    manifest, kept = members(backup)
    other = "sqlite" if on_postgres() else "postgresql"
    name = unpack.DATABASES[other]
    first = replace(manifest.members[0], name=name)
    disguised = replace(manifest, database=other, members=(first, *manifest.members[1:]))
    kept[name] = kept[manifest.members[0].name]
    told = keeper.at(tmp_path / "new").refused("restore", remade(backup, disguised, kept))
    assert f"The backup's database is {other}" in told


def test_a_disk_that_fills_up_is_told_and_leaves_no_half_file(keeper: Keeper) -> None:
    """Past a size every write fails: first in the copy of the database, then in the backup."""
    whole = keeper.backup()
    database = members(whole)[0].members[0].size
    for limit in (database // 2, database + 8192):
        told = keeper.refused("backup", "--out", keeper.backups, largest_file=limit)
        assert told.startswith("kimppa: ")
        assert [path.name for path in keeper.backups.iterdir()] == [whole.name]
        note = json.loads((keeper.home / "last-backup.json").read_text())
        assert note["ok"] is False
        assert note["error"]
        assert note["good_at"]


def test_a_file_that_is_missing_or_altered_is_named(keeper: Keeper) -> None:
    whole = keeper.backup()
    with tarfile.open(whole) as archive:
        name = next(name for name in archive.getnames() if name.startswith("files/"))
    file = keeper.home / name
    data = file.read_bytes()
    for spoil in spoilers(file, data):
        spoil()
        # A name of its own: one by the second may be there already.
        told = keeper.refused("backup", "--out", keeper.backups / "again.tar")
        assert name in told
        assert list(keeper.backups.iterdir()) == [whole]
    with tarfile.open(whole) as archive:
        archive.extract(name, keeper.home, filter="data")
    keeper.backup()


def spoilers(file: Path, data: bytes) -> list[Callable[[], object]]:
    return [lambda: file.write_bytes(data[:-1] + b"?"), file.unlink]


def test_an_empty_instance_is_not_backed_up_and_may_be_restored_into(
    keeper: Keeper, tmp_path: Path
) -> None:
    backup, empty = keeper.backup(), keeper.at(tmp_path / "empty")
    assert "holds no instance" in empty.refused("backup", "--out", keeper.backups)
    empty.run("restore", backup)
    assert (empty.home / "files").is_dir()


def test_what_stands_in_the_way_is_told(keeper: Keeper, tmp_path: Path) -> None:
    backup = keeper.backup()
    note = (keeper.home / "last-backup.json").read_text()
    assert "is there already" in keeper.refused("backup", "--out", backup)
    assert (keeper.home / "last-backup.json").read_text() == note, "wrong use is no failed backup"
    refusals = {
        "There is no folder": ("backup", "--out", tmp_path / "nowhere" / "x.tar"),
        "not an age recipient": ("backup", "--out", keeper.backups, "--recipient", "age1x"),
        "--keep needs a folder": ("backup", "--out", tmp_path / "x.tar", "--keep", "daily=2"),
        "is not understood": ("backup", "--out", keeper.backups, "--keep", "always"),
    }
    for words, command in refusals.items():
        assert words in keeper.refused(*command)
    assert list(keeper.backups.iterdir()) == [backup]


def test_a_folder_keeps_what_the_rule_says_and_the_note_tells(keeper: Keeper) -> None:
    old = [keeper.backups / f"kimppa-louna-202401{day:02}T000000Z.tar" for day in range(1, 30)]
    for path in old:
        path.touch()
    (keeper.backups / ".kimppa-backup-left").mkdir()  # by a backup that was killed
    made = keeper.backup("--keep", "daily=2,monthly=2")
    assert sorted(keeper.backups.iterdir()) == sorted([old[-1], made])
    note = json.loads((keeper.home / "last-backup.json").read_text())
    assert note["file"] == str(made)
    assert note["bytes"] == made.stat().st_size
    assert note["at"] == note["good_at"]
    assert asked(keeper.home, "SELECT count(*) FROM core_person")[0] > 5


def test_the_worker_backs_up_by_night_where_a_folder_is_set(keeper: Keeper) -> None:
    keeper = replace(keeper, program=(PROGRAM,))  # what is done by night is read as it starts
    by_night = keeper.at(keeper.home, KIMPPA_BACKUP_DIR=str(keeper.backups))
    for _look in range(2):
        by_night.run("worker", "--once")
    assert len(list(keeper.backups.glob("kimppa-louna-*.tar"))) == 1
    ran = "SELECT count(*) FROM jobs_run WHERE name = 'config.backup' AND state = 'done'"
    assert asked(keeper.home, ran) == (1,)
    lost = keeper.at(keeper.home, KIMPPA_BACKUP_DIR=str(keeper.backups / "nowhere"))
    asked(keeper.home, "DELETE FROM jobs_run WHERE name = 'config.backup'")
    lost.run("worker", "--once")
    note = json.loads((keeper.home / "last-backup.json").read_text())
    assert not note["ok"]
    assert "there is no such folder" in note["error"]


def test_formats_grow_by_number_only() -> None:
    assert backup_format.FORMAT == 1, "keep reading older formats when the number grows"

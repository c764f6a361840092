"""A restored instance is the one that was backed up."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from tests import databases
from tests.backup.keeper import Keeper, files, plain
from tests.journeys.desk import served

# What a restore changes on purpose: docs/operations/backup.md, "After a restore".
SETTLED: dict[str, set[str]] = {
    "core_outgoingmail": {"state", "error"},
    "core_person": {"last_login"},
    "django_session": set(),
    "jobs_run": set(),
    "django_tasks_database_dbtaskresult": set(),
}
PAGES = ("/", "/year-clock/", "/agreement/2024/", "/consortium/", "/deliveries/", "/people/")


@pytest.mark.every_database
def test_a_restored_instance_equals_the_original(keeper: Keeper, tmp_path: Path) -> None:
    (keeper.home / "snapshots" / "2024-12").mkdir(parents=True)
    (keeper.home / "snapshots" / "2024-12" / "niteet.parquet").write_bytes(os.urandom(3000))
    backup = keeper.backup()
    restored = keeper.at(tmp_path / "restored")
    restored.run("restore", backup)
    assert restored.tables() == keeper.tables()
    assert restored.rows(SETTLED) == keeper.rows(SETTLED)
    assert sum(map(len, keeper.rows(SETTLED).values())) > 500
    for folder in ("files", "snapshots"):
        assert files(restored.home / folder) == files(keeper.home / folder) != {}
    assert (restored.home / "today").read_text() == (keeper.home / "today").read_text()
    assert (restored.home / "demo").exists()
    assert (restored.home / "secret-key").read_text() != (keeper.home / "secret-key").read_text()
    assert restored.home.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        {"backups", "home", "restored", *(["instance"] if (tmp_path / "instance").exists() else [])}
    )
    with served(keeper.home) as before, served(restored.home) as after:
        for path in PAGES:
            was, now = before.get(path, "coordinator"), after.get(path, "coordinator")
            assert now.status == was.status
            assert plain(now.body) == plain(was.body)


def test_an_encrypted_backup_carries_the_secret_key(keeper: Keeper, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(key))
    (tmp_path / "secret").write_text("kolme kirjaa ja kuuma kahvi\n")
    secret = {"KIMPPA_BACKUP_PASSPHRASE_FILE": str(tmp_path / "secret")}
    to_key = keeper.backup("--recipient", str(key.to_public()))
    by_word = keeper.at(keeper.home, **secret)
    by_word.run("backup", "--out", tmp_path / "word.tar.age")
    identity = ("--identity", tmp_path / "key.txt")
    for name, backup, options, more in (
        ("by-key", to_key, identity, {}),
        ("by-word", tmp_path / "word.tar.age", (), secret),
    ):
        restored = keeper.at(tmp_path / name, **more)
        restored.run("restore", backup, *options)
        own = (keeper.home / "secret-key").read_text()
        assert (restored.home / "secret-key").read_text() == own
        assert files(restored.home / "files") == files(keeper.home / "files")
    assert "encrypted" in keeper.at(tmp_path / "no").refused("restore", to_key)


@pytest.mark.every_database
def test_a_restore_killed_half_way_leaves_nothing_that_opens(
    keeper: Keeper, tmp_path: Path
) -> None:
    backup, home = keeper.backup(), tmp_path / "restored"
    restored = keeper.at(home)
    unfinished = tmp_path / ".restored-restore-unfinished"
    for sign in ("lock", "files", "kimppa.sqlite3"):
        if sign == "kimppa.sqlite3" and databases.on_postgres():
            continue
        with restored.start("restore", backup) as process:
            while not (unfinished / sign).exists():
                assert process.poll() is None, process.stderr.read()
            process.send_signal(signal.SIGKILL)
        assert unfinished.exists()
        assert {path.name for path in home.iterdir()} <= {"secret-key"}
    restored.run("restore", backup)
    assert not unfinished.exists()
    assert restored.rows(SETTLED) == keeper.rows(SETTLED)


VOLUME = """
from pathlib import Path
from kimppa.config.cli import main
Path.is_mount = lambda path: True
main()
"""


def test_it_restores_inside_a_folder_that_is_a_volume(keeper: Keeper, tmp_path: Path) -> None:
    """A mount cannot be renamed; the process takes its instance folder for one."""
    backup = keeper.backup()
    restored = replace(keeper.at(tmp_path / "volume"), program=(sys.executable, "-c", VOLUME))
    with restored.start("restore", backup) as process:
        while not (restored.home / "restore-unfinished" / "lock").exists():
            assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGKILL)
    restored.run("restore", backup)
    assert restored.rows(SETTLED) == keeper.rows(SETTLED)
    assert files(restored.home / "files") == files(keeper.home / "files")
    assert not (restored.home / "restore-unfinished").exists()

"""`kimppa check` as a process on instances that are really broken."""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from kimppa.operations.database import FILE_NAME
from tests.databases import copy_instance, empty_instance, environment, locked
from tests.ready import run

PAGE = 4096
pytestmark = pytest.mark.sqlite


def kimppa(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    surroundings = environment(home, LANG="fi_FI.UTF-8", LC_ALL="")
    surroundings.pop("KIMPPA_DATABASE", None)  # what is broken here is SQLite's file
    return run(words, surroundings | settings)


def faults(home: Path, **settings: str) -> dict[str, str]:
    """What `kimppa check` calls a fault, by the check."""
    done = kimppa(home, "check", "--json", **settings)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    found = json.loads(done.stdout)["findings"]
    return {told["check"]: told["text"] for told in found if told["level"] == "fault"}


@pytest.fixture(scope="module")
def ready(shared: Path) -> Path:
    """An instance fresh from `kimppa setup`, made once for all test processes."""
    home = shared / "check-home"
    with locked(shared / "check-home.lock"):
        if not (home / "secret-key").exists():
            copy_instance(empty_instance(shared), home)
            home.chmod(0o700)
            (home / FILE_NAME).chmod(0o600)
            (home / "made").unlink()
            words = ["--name", "Esimerkkikirjastot", "--email", "paa@kimppa.example"]
            done = kimppa(home, "setup", *words)
            assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(ready: Path, tmp_path: Path) -> Path:
    """A copy of it to be broken."""
    return shutil.copytree(ready, tmp_path / "home")


def change(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / FILE_NAME)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_a_fresh_instance_lacks_a_worker_and_a_backup_and_nothing_else(home: Path) -> None:
    assert sorted(faults(home)) == ["backups", "worker"]
    told = kimppa(home, "check").stdout.splitlines()
    assert "ok      Tietokanta on ehjä." in told
    assert told[-1].startswith("2 vikaa, ")
    assert kimppa(home, "check", "--language", "sv").stdout.splitlines()[-1].startswith("2 fel, ")


@pytest.mark.parametrize("words", [("check",), ("worker", "--once")])
def test_settings_that_cannot_be_read_are_told_in_one_line(
    home: Path, words: tuple[str, ...]
) -> None:
    done = kimppa(home, *words, KIMPPA_MAIL_HOST="x", KIMPPA_MAIL_PORT="posti")
    assert done.returncode == 1
    (line,) = (done.stdout + done.stderr).splitlines()
    assert line.startswith(
        ("vika    Asetuksia ei voi käyttää: asetuksen KIMPPA_MAIL_PORT", "kimppa: ")
    )
    assert "posti" in line


def test_settings_that_cannot_be_read_are_told_to_machines(home: Path) -> None:
    assert "KIMPPA_DATABASE" in faults(home, KIMPPA_DATABASE="mysql://x")["settings"]


def test_an_instance_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert str(tmp_path / "file") in faults(tmp_path / "file")["settings"]


def test_an_instance_that_was_never_set_up(tmp_path: Path) -> None:
    told = faults(tmp_path / "empty")
    assert told["database"].endswith("Aja: kimppa setup")
    assert "migrations" not in told
    assert not (tmp_path / "empty" / FILE_NAME).exists(), "looking must not make a database"


def test_a_file_that_is_no_database(home: Path) -> None:
    (home / FILE_NAME).write_bytes(b"kissa" * 1000)
    assert "vioittunut (file is not a database)" in faults(home)["database"]


@pytest.mark.parametrize(("pages", "check"), [(range(60, 100), "database"), ([-1], "whole")])
def test_a_damaged_database(home: Path, pages: Iterable[int], check: str) -> None:
    change(home, "CREATE TABLE late (x)", "INSERT INTO late VALUES (zeroblob(9000))")
    with closing(sqlite3.connect(home / FILE_NAME)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray((home / FILE_NAME).read_bytes())
    count = len(data) // PAGE
    for page in pages:
        place = page % count * PAGE
        data[place : place + PAGE] = b"\xff" * PAGE
    (home / FILE_NAME).write_bytes(data)
    assert "vioittunut" in faults(home)[check]


def test_a_row_that_points_at_nothing(home: Path) -> None:
    change(home, "UPDATE core_membership SET person_id = 999")
    assert "1 tietokannan rivi viittaa riviin, jota ei ole" in faults(home)["whole"]


def test_tables_that_are_older_than_the_program(home: Path) -> None:
    change(home, "DELETE FROM django_migrations WHERE app = 'jobs'")
    assert faults(home)["migrations"].endswith("Aja: kimppa django migrate")


def test_tables_that_are_newer_than_the_program(home: Path) -> None:
    change(
        home,
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('core', '9999_later', '2030-01-01')",
    )
    assert "uudemman Kimpan kuin tämä ohjelma (core.9999_later)" in faults(home)["migrations"]


def test_a_day_that_is_none_is_told_not_thrown(home: Path) -> None:
    told = faults(home, KIMPPA_TODAY="eilen")
    assert "ei ole päivämäärä" in told["set-day"]

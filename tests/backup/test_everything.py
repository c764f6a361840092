"""Everything that an instance folder holds comes back, or is declared as what does not."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kimppa.core import home
from kimppa.core.home import Entry, InBackup
from tests import databases
from tests.backup.keeper import Keeper, files

# What the demo has none of, by its name in the instance folder.
SAMPLES = {
    "erasures.json": "[]",
    "source-secrets/LOUNA": "kolme kirjaa",
    "source-secrets/LOUNA.new": "half-made",
    "snapshots/.incoming/half.mrc": "half-made",
    "items/7/units.jsonl": "{}",
    "items/7/locations.jsonl": "{}",
    "items/7/items.jsonl": "{}",
    "items/7/items.jsonl.part": "half-made",
    "maildir/palaute/new/1.a.host": "Subject: Hei",
    "maildir/palaute/tmp/2.b.host": "half-made",
    "lists/5/items.csv": "borrower;item",
    "mail/letter.log": "Subject: x",
    "run/counts-1/2.json": "{}",
    "workers/abc": "",
    "serving": "",
    "changed": "12345678",
    "last-backup.json": "{}",
    "backup.lock": "",
    "backup-unfinished/corrections/left": "by a killed backup",
    "restore-unfinished/lock": "",
}
# Rows that name a maildir, items and secrets.
ROWS = """
from django.utils import timezone
from kimppa.feedback.models import Mailbox
from kimppa.catalogue.models.sources import Origin
Mailbox.objects.create(title="Postilaatikko", kind="maildir", folder="palaute")
Mailbox.objects.create(title="Toinen", kind="imap", host="h", secret_name="LOUNA")
Origin.objects.create(pk=7, title="Niteet", kind="mikromarc", scheduled_from=timezone.now(),
                      fetched_at=timezone.now())
"""
UNDO = """
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.corrections.tasks import carry_out
from kimppa.catalogue.models import Check
plan = Plan.objects.get(state="proven")
carry_out.call(plan.pk, "undo", Check.objects.newest_first()[0].snapshot_id)
plan.refresh_from_db()
print(plan.applied["proof"]["holds"], plan.undone["proof"]["holds"], plan.undone["changed"])
"""


@pytest.fixture
def full(keeper: Keeper) -> Keeper:
    """The demo with one of everything."""
    for name, text in SAMPLES.items():
        path = keeper.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (keeper.home / "maildir" / "palaute" / "cur").mkdir()
    keeper.run("django", "shell", "-v", "0", "-c", ROWS)
    return keeper


def inside(folder: Path, entry: Entry) -> dict[str, bytes]:
    """The whole files of an entry by their names."""
    top = home.path(entry.name, folder)
    if top.is_file():
        return {entry.name: top.read_bytes()}
    kept = files(top) if top.is_dir() else {}
    return {name: data for name, data in kept.items() if not entry.is_passing(Path(name))}


def test_one_of_everything_comes_back_or_is_left_out_on_purpose(
    full: Keeper, tmp_path: Path
) -> None:
    made_anew = {"static", "kimppa.sqlite3", "changed"}
    before = {entry.name: inside(full.home, entry) for entry in home.entries()}
    on_disk = {name for name, kept in before.items() if kept}
    undeclared = {path.name for path in full.home.iterdir() if home.entry_of(path.name) is None}
    assert not undeclared, "declare these in core/home.py or in the Area of their room"
    expected = {entry.name for entry in home.entries()}
    assert expected - on_disk <= ({"kimppa.sqlite3"} if databases.on_postgres() else set()), (
        "give a sample of what is new"
    )
    backup = full.backup("--with-secrets")
    restored = full.at(tmp_path / "restored")
    told = restored.run("restore", backup)
    assert "secret" not in told.lower()
    for entry in home.entries():
        after = inside(restored.home, entry)
        if entry.name in made_anew:
            continue
        if entry.backup is InBackup.NEVER:
            assert not after, f"{entry.name} came back"
        else:
            assert after == before[entry.name], f"{entry.name} differs"
            assert not [n for n in SAMPLES if "half" in SAMPLES[n] and (restored.home / n).exists()]
    assert (restored.home / "maildir" / "palaute" / "cur").is_dir()
    assert restored.run("django", "shell", "-v", "0", "-c", UNDO).startswith("True True ")


def test_without_secrets_a_restore_names_those_to_give_again(full: Keeper, tmp_path: Path) -> None:
    restored = full.at(tmp_path / "restored")
    told = restored.run("restore", full.backup())
    assert not (restored.home / "source-secrets").exists()
    assert "Give these secrets again: LOUNA." in told
    assert "holds no secret key" in told
    named = set(restored.run("django", "shell", "-v", "0", "-c", NAMED).split())
    folders = {
        entry.name
        for entry in home.entries()
        if entry.backup is not InBackup.NEVER and home.path(entry.name, full.home).is_dir()
    }
    assert folders - {"files"} == named, "say in the Area's `expected` which files rows name"


NAMED = """
from kimppa.core.area import expected
print(*{one.entry for one in expected()})
"""


# A plan is removed once the database has been copied; a file changes after it has been hashed.
BUSY = """
import shutil, sys
from pathlib import Path
import django
django.setup()
from kimppa.operations.backup import make
from kimppa.config.cli import main

CHANGING, PLAN = Path(sys.argv.pop()), Path(sys.argv.pop())
copy_database, write = make._copy_database, make._write
tries = []

def copy_then_remove(place):
    facts = copy_database(place)
    shutil.rmtree(PLAN, ignore_errors=True)
    tries.append(1)
    return facts

def change_then_write(*arguments):
    if len(tries) == 1:
        CHANGING.write_text("[1]")
    return write(*arguments)

make._copy_database, make._write = copy_then_remove, change_then_write
main()
print(len(tries))
"""


def test_what_is_removed_or_written_meanwhile_leaves_no_hole(full: Keeper, tmp_path: Path) -> None:
    plan = next(path for path in (full.home / "corrections").iterdir())
    kept, changed = files(plan), full.home / "items" / "7" / "items.jsonl"
    busy = replace(full, program=(sys.executable, "-c", BUSY))
    told = busy.run("backup", "--out", tmp_path / "x.tar", plan, changed)
    assert "Missing" not in told
    assert told.endswith("2\n"), "the second try succeeds"
    assert not plan.exists()
    restored = full.at(tmp_path / "restored")
    restored.run("restore", tmp_path / "x.tar")
    assert files(restored.home / "corrections" / plan.name) == kept
    assert (restored.home / "items" / "7" / "items.jsonl").read_text() == "[1]"
    assert not (full.home / "backup-unfinished").exists()


def test_a_file_that_was_lost_before_is_told_and_keeps_no_backup_from_being_made(
    full: Keeper, tmp_path: Path
) -> None:
    plan = next((full.home / "corrections").glob("*/applied")).parent.name
    (full.home / "corrections" / plan / "applied" / "reverse.mrc").unlink()
    shutil.rmtree(full.home / "items")
    (full.home / "source-secrets" / "LOUNA").unlink()
    (full.home / "muistiinpanot.txt").touch()
    told = full.run("backup", "--out", tmp_path / "x.tar")
    assert "items/7/items.jsonl" in told
    assert "kimppa check" in told
    with full.start("check", "--language", "fi") as process:
        said, _error = process.communicate(timeout=120)
    assert process.returncode == 1
    for level, *words in (
        ("vika", f"corrections/{plan}/applied/reverse.mrc (", "Ota ne aiemmasta varmuuskopiosta"),
        ("vika", "items/7/items.jsonl (Niteet)", "Hae ne uudelleen"),
        ("huomaa", "source-secrets/LOUNA (Toinen)", "Anna salaisuudet uudelleen"),
        ("huomaa", "muistiinpanot.txt", "mikään varmuuskopio"),
    ):
        line = next(line for line in said.splitlines() if words[0] in line)
        assert line.startswith(level)
        assert all(word in line for word in words)

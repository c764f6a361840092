"""A damaged list of erasures: told when a backup is made, and no surprise when it is restored."""

import json
from pathlib import Path

from kimppa.core.privacy import erasures
from kimppa.core.privacy.erasures import Erasure
from tests.backup.keeper import Keeper
from tests.backup.test_strange_files import findings

GOOD = Erasure(salt="ab", hash="cd", day="2024-03-01")


def test_a_damaged_list_is_told_by_backup_note_and_check(keeper: Keeper) -> None:
    (keeper.home / "erasures.json").write_text('[{"salt": "ab", "ha')
    told = keeper.run("backup", "--out", keeper.backups)
    assert "erasures.json is not a list of erasures" in told
    assert "kimppa restore --erasures FILE" in told
    assert list(keeper.backups.glob("*.tar")), "the backup is made all the same"
    note = json.loads((keeper.home / "last-backup.json").read_text())
    assert note["ok"] is True
    assert "erasures.json is not a list of erasures" in note["warning"]
    look = findings(keeper)
    assert look["erasures"].startswith("fault ")
    assert "erasures.json" in look["erasures"]
    (keeper.home / "erasures.json").unlink()
    look = findings(keeper)
    assert "erasures" not in look
    assert "fault The latest backup" in look["backups"], "the backup itself stays as it is"


def test_a_backup_with_a_damaged_list_is_restored_with_a_good_one(
    keeper: Keeper, tmp_path: Path
) -> None:
    (keeper.home / "erasures.json").write_text("half a li")
    keeper.run("backup", "--out", tmp_path / "x.tar")
    restored = keeper.at(tmp_path / "restored")
    for option in ((), ("--check-only",)):
        told = restored.refused("restore", tmp_path / "x.tar", *option)
        assert "erasures.json in the backup is damaged" in told
        assert "--erasures FILE" in told
    good = tmp_path / "list.json"
    erasures.write(good, {GOOD})
    given = ("--erasures", good)
    restored.run("restore", tmp_path / "x.tar", *given, "--check-only")
    restored.run("restore", tmp_path / "x.tar", *given)
    assert erasures.read(restored.home / "erasures.json") == {GOOD}


def test_an_empty_good_list_takes_the_place_of_a_damaged_one(
    keeper: Keeper, tmp_path: Path
) -> None:
    (keeper.home / "erasures.json").write_text('[{"salt": 1, "hash": 2, "day": 3}]')
    keeper.run("backup", "--out", tmp_path / "x.tar")
    (tmp_path / "list.json").write_text("[]")
    restored = keeper.at(tmp_path / "restored")
    restored.run("restore", tmp_path / "x.tar", "--erasures", tmp_path / "list.json")
    assert (restored.home / "erasures.json").read_text() == "[]"

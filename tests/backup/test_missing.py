"""A backup that lacks files which rows name says so wherever it is looked at."""

import json
from pathlib import Path

from tests.backup.keeper import Keeper

LOST = "corrections/{plan}/applied/reverse.mrc"


def test_what_was_missing_is_told_by_the_check_and_the_restore(
    keeper: Keeper, tmp_path: Path
) -> None:
    plan = next((keeper.home / "corrections").glob("*/applied")).parent.name
    lost = LOST.format(plan=plan)
    restored = keeper.at(tmp_path / "restored")
    keeper.run("backup", "--out", tmp_path / "whole.tar")
    assert "All is whole." in restored.run("restore", tmp_path / "whole.tar", "--check-only")
    (keeper.home / lost).unlink()
    keeper.run("backup", "--out", tmp_path / "x.tar")
    told = json.loads(restored.run("restore", tmp_path / "x.tar", "--check-only", "--json"))
    assert told["missing"] == [lost]
    for option in (("--check-only",), ()):
        said = restored.run("restore", tmp_path / "x.tar", *option)
        assert "All is whole" not in said
        assert lost in said

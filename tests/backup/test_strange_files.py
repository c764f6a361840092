"""Files of unusual names and kinds in the instance folder: kept byte for byte, or told of."""

import json
import os
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

from tests.backup.keeper import Keeper

# Latin-1 of an older machine, and bytes of no writing at all.
NAMES = (b"snapshots/x/l\xe4hde.mrc", b"maildir/palaute/cur/\xff\xfeoutoY")


def test_names_that_are_not_utf_8_come_back_byte_for_byte(keeper: Keeper, tmp_path: Path) -> None:
    for name in NAMES:
        path = keeper.home / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name)
    restored = keeper.at(tmp_path / "restored")
    backup = keeper.backup()
    restored.run("restore", backup, "--check-only")
    restored.run("restore", backup)
    for name in NAMES:
        assert Path(os.fsdecode(os.fsencode(restored.home) + b"/" + name)).read_bytes() == name


def test_check_tells_of_a_name_that_is_not_utf_8(keeper: Keeper) -> None:
    (keeper.home / os.fsdecode(b"l\xe4hde.mrc")).touch()
    assert "l\\xe4hde.mrc" in findings(keeper)["strangers"]


BROKEN = """
import django
django.setup()
from kimppa.operations.backup import run
from kimppa.config.cli import main

def fails(*_arguments, **_more):
    raise RuntimeError("a fault of the program")

run.make = fails
main()
"""


def test_a_backup_that_fails_in_an_unforeseen_way_is_noted(keeper: Keeper) -> None:
    keeper.backup()
    broken = replace(keeper, program=(sys.executable, "-c", BROKEN))
    with broken.start("backup", "--out", keeper.backups) as process:
        process.communicate(timeout=120)
    assert process.returncode == 1
    note = json.loads((keeper.home / "last-backup.json").read_text())
    assert note["ok"] is False
    assert "a fault of the program" in findings(keeper)["backups"]


def findings(keeper: Keeper) -> dict[str, str]:
    """What `kimppa check` tells, by the name of what looked."""
    with keeper.start("check", "--json", "--language", "en") as process:
        told, error = process.communicate(timeout=120)
    assert "Traceback" not in error
    told_of: dict[str, str] = {}
    for finding in json.loads(told)["findings"]:
        name = finding["check"]
        told_of[name] = f"{told_of.get(name, '')}{finding['level']} {finding['text']}\n"
    return told_of


def test_links_and_pipes_are_left_out_and_told(keeper: Keeper, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("nobody's business")
    folder = keeper.home / "snapshots" / "x"
    folder.mkdir(parents=True)
    (folder / "plain").write_text("an export")
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "loose").symlink_to(tmp_path / "nowhere")
    (folder / "folder").symlink_to(tmp_path)
    (keeper.home / "erasures.json").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "pipe")
    with tarfile.open(keeper.backup()) as backup:
        names = backup.getnames()
    assert "snapshots/x/plain" in names
    assert not {"snapshots/x/link", "snapshots/x/pipe", "erasures.json"} & set(names)
    told = findings(keeper)["irregular"]
    for name in ("link", "loose", "folder", "pipe"):
        assert f"snapshots/x/{name}" in told
    assert "snapshots/x/plain" not in told


def test_check_tells_of_kept_files_that_no_row_names(keeper: Keeper) -> None:
    assert "unknown-files" not in findings(keeper)
    (keeper.home / "files" / "muistio.pdf").touch()
    assert "unknown-files" not in findings(keeper), "a young one may be getting its row"
    os.utime(keeper.home / "files" / "muistio.pdf", (0, 0))
    assert findings(keeper)["unknown-files"].startswith("notice ")
    assert "files/muistio.pdf" in findings(keeper)["unknown-files"]

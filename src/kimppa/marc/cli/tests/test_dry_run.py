"""What `kimppa marc fix --dry-run` shows."""

import json
from pathlib import Path

import pytest

from kimppa.marc.cli import main
from kimppa.marc.record import parse
from kimppa.marc.writing import encode


def test_a_dry_run_says_how_many_records_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "many.mrc"
    head = "LDR    00000cam a22000004i 4500\n040 ## $aFI-X$bfin$erda"
    records = (
        f"{head}\n001    {n}\n245 10 $aNimi {n}.\n500 ## $aSisältää hakemiston" for n in range(12)
    )
    path.write_bytes(b"".join(encode(parse(lines)) for lines in records))
    given = ["fix", str(path), "--rules", "note-end", "--dry-run", "--language", "fi"]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "9 · Nimi 9." in said
    assert "Nimi 10." not in said
    assert said.endswith("\nTietueita näytetty: 10, kaikkiaan 12\n")


def test_a_dry_run_lists_each_change_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "some.mrc", tmp_path / "out"
    head = "LDR    00000cam a22000004i 4500\n003    FI-X\n040 ## $aFI-X$bfin$erda"
    note = "500 ## $aSisältää hakemiston"
    records = [f"{head}\n001    {n}\n245 10 $aNimi  {n}.\n{note}" for n in range(12)]
    records.append(f"{head}\n001    99\n245 10 $aSota.\n{note}.")
    path.write_bytes(b"".join(encode(parse(lines)) for lines in records))
    fix = ["fix", str(path), "--rules", "note-end,spaces-double", "--json"]
    assert main([*fix, "--dry-run"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert len(changes) == 24
    assert changes[:2] == [
        {
            "record": "0",
            "title": "Nimi  0.",
            "field": "245",
            "before": "245 10 $aNimi  0.",
            "after": "245 10 $aNimi 0.",
            "rules": ["spaces-double"],
        },
        {
            "record": "0",
            "title": "Nimi  0.",
            "field": "500",
            "before": note,
            "after": f"{note}.",
            "rules": ["note-end"],
        },
    ]
    assert main([*fix, "--out", str(out)]) == 0
    assert "changes" not in json.loads(capsys.readouterr().out), "they stand in log.tsv"
    undo = ["fix", str(out / "corrected.mrc"), "--undo", str(out), "--dry-run", "--json"]
    assert main(undo) == 0
    back = json.loads(capsys.readouterr().out)["changes"]
    assert [(change["before"], change["after"]) for change in back] == [
        (change["after"], change["before"]) for change in changes
    ]

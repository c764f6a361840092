"""Differences and duplicates of files, as the commands tell them."""

from pathlib import Path

import pytest

from kimppa.marc.cli import main
from kimppa.marc.cli.tests.test_commands import CLEAN, told
from kimppa.marc.record import parse
from kimppa.marc.writing import encode


def test_diff_passes_over_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = encode(parse(CLEAN))
    files = [tmp_path / name for name in ("old.mrc", "new.mrc")]
    for file, fill in zip(files, (b"\0", b"\1"), strict=True):
        file.write_bytes(record + record[:30] + 60 * fill + b"\x1d")
    assert main(["diff", *map(str, files), "--json"]) == 1
    found = told(capsys)
    assert (found["records"]["identical"], found["records"]["changed"]) == (1, 1)
    assert found["changes"] == []


def test_duplicates_of_two_files_are_grouped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "one.mrc", tmp_path / "other.mrc"
    one.write_bytes(encode(parse(CLEAN)))
    other.write_bytes(encode(parse(CLEAN.replace("001    1", "001    2"))))
    out = tmp_path / "groups.tsv"
    assert main(["duplicates", str(one), "--json"]) == 0
    assert told(capsys) == {"groups": [], "look": []}
    assert main(["duplicates", str(one), str(other), "--out", str(out), "--language", "fi"]) == 1
    assert "1 ryhmää, 2 tietuetta" in capsys.readouterr().out
    rows = [line.split("\t") for line in out.read_text().splitlines()]
    assert {row[2] for row in rows} == {"(FI-X)1", "(FI-X)2"}
    assert sorted(row[3] for row in rows) == ["säilytetään", "yhdistetään"]


def test_what_people_have_said_of_a_pair_holds_in_the_next_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, judged = tmp_path / "two.mrc", tmp_path / "judged.tsv"
    second = CLEAN.replace("001    1", "001    2")
    file.write_bytes(encode(parse(CLEAN)) + encode(parse(second)))
    asked = ["duplicates", str(file), "--judged", str(judged), "--language", "fi"]
    judged.write_text("\n(FI-X)2\t(FI-X)1\tnot\n")
    assert main([*asked, "--json"]) == 0
    assert told(capsys) == {"groups": [], "look": []}
    judged.write_text("(FI-X)1\t(FI-X)2\tsame\n")
    assert main(asked) == 1
    judged.write_text("(FI-X)1\t(FI-X)2\tsame\n(FI-X)1 (FI-X)2\n")
    assert main(asked) == 1
    refused = capsys.readouterr().err
    assert "judged.tsv: 2: " in refused
    assert "sarkaimin erotettuina" in refused

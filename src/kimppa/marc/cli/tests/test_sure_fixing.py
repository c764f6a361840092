"""`kimppa marc fix` and its like end with 1 where something wants a person; nothing is missed."""

from pathlib import Path

import pytest

from kimppa.marc.cli import main
from kimppa.marc.record import parse
from kimppa.marc.writing import encode

HEAD = "LDR    00000cam a22000004i 4500\n003    FI-X\n040 ## $aFI-X$bfin$erda"


def record(number: int, lines: str) -> bytes:
    return encode(parse(f"{HEAD}\n001    {number}\n{lines}"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Twelve records of which every one lacks a full stop, and one has a double space too."""
    path = tmp_path / "file.mrc"
    notes = ("500 ## $aSisältää hakemiston\n852 ## $aFOR" for _ in range(12))
    records = [record(n, f"245 10 $aNimi {n}.\n{note}") for n, note in enumerate(notes)]
    path.write_bytes(b"".join([*records, record(99, "245 10 $aSota  ja rauha.\n852 ## $aILO")]))
    return path


def test_a_file_that_is_cut_short_never_ends_well(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.mrc"
    cut.write_bytes(file.read_bytes()[:-40])
    out = tmp_path / "out"
    fix = ["fix", str(cut), "--rules", "note-end", "--language", "en"]
    assert main([*fix, "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert "Could not be read, records: 1" in said.out
    assert "cut.mrc" in said.err
    assert main([*fix, "--dry-run"]) == 1
    assert main(["fix", str(out / "corrected.mrc"), "--undo", str(out), "--dry-run"]) == 1
    assert main(["stats", str(cut)]) == 1
    assert main(["duplicates", str(cut)]) == 1
    assert main(["diff", str(cut), str(cut)]) == 1
    assert main(["stats", str(file)]) == 0


@pytest.mark.parametrize("owner", ["ILLO", "ilo", "FOR,ILLO"])
def test_an_owner_that_refuses_must_be_there(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], owner: str
) -> None:
    out = tmp_path / "out"
    fix = ["fix", str(file), "--rules", "spaces-double", "--refused", owner, "--language", "en"]
    assert main([*fix, "--out", str(out)]) == 2
    wrong = owner.removeprefix("FOR,")
    assert f"no record has the owner {wrong}; there are FOR, ILO" in capsys.readouterr().err
    assert not out.exists()


def test_an_owner_that_refuses_may_have_no_record_that_changes(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fix = ["fix", str(file), "--rules", "spaces-double", "--dry-run", "--language", "en"]
    assert main([*fix, "--refused", "FOR"]) == 0
    assert "1 records would be mended" in capsys.readouterr().out
    assert main([*fix, "--refused", "ILO"]) == 1


def test_without_owners_nobody_can_refuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "koha.mrc"
    path.write_bytes(record(1, "245 10 $aSota  ja rauha.\n952 ## $aILO"))
    fix = ["fix", str(path), "--rules", "spaces-double", "--dry-run", "--language", "en"]
    assert main([*fix, "--refused", "ILO"]) == 2
    assert "no record has an owner in 852a" in capsys.readouterr().err


def test_nothing_refuses_what_is_put_back(file: Path, tmp_path: Path) -> None:
    undo = ["fix", str(file), "--undo", str(tmp_path), "--dry-run", "--refused", "ILO"]
    assert main(undo) == 2


def test_a_dry_run_shows_one_of_each_kind_first_and_writes_them_all(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "log"
    fix = ["fix", str(file), "--rules", "note-end,spaces-double", "--language", "en"]
    assert main([*fix, "--dry-run", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "99 · Sota" in said
    assert "Records shown: 10 of 13" in said
    assert [path.name for path in out.iterdir()] == ["log.tsv"]
    lines = (out / "log.tsv").read_text().splitlines()
    assert len(lines) == 14
    assert lines[-1].split("\t")[3:] == [
        "spaces-double", "245", "245 10 $aSota  ja rauha.", "245 10 $aSota ja rauha.",
    ]  # fmt: skip


def test_a_finding_that_is_left_has_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "names.mrc"
    path.write_bytes(record(1, "041 0# $afre\n245 10 $aLe Corbusier."))
    fix = ["fix", str(path), "--rules", "article-not-counted", "--dry-run", "--language", "fi"]
    assert main(fix) == 1
    assert "oikeaa ei voi päätellä tietueesta" in capsys.readouterr().out


def test_changes_have_words_in_the_readers_language(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.mrc"
    new.write_bytes(file.read_bytes().replace(b"Sota  ja", b"Sota, ja"))
    assert main(["diff", str(file), str(new), "--language", "fi"]) == 1
    assert "245 välimerkit" in capsys.readouterr().out
    assert main(["diff", str(file), str(new), "--language", "sv"]) == 1
    assert "245 skiljetecken" in capsys.readouterr().out


def test_a_pair_to_look_at_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = (
        "008    150101s2015    fi |||||||||||||||||fin||\n100 1# $aDahl, Ole,$ekirjoittaja.\n"
        "245 10 $aKokous /$cOle Dahl.\n264 #1 $aHelsinki :$b{},$c2015.\n300 ## $a312 sivua"
    )
    path, out = tmp_path / "two.mrc", tmp_path / "pairs.tsv"
    path.write_bytes(record(1, book.format("Otava")) + record(2, book.format("Sammakko")))
    assert main(["duplicates", str(path), "--language", "fi"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[:4] for line in said if line.startswith("?")] == [
        ["?1", "two.mrc", "(FI-X)1", "katsottava"],
        ["?1", "two.mrc", "(FI-X)2", "katsottava"],
    ]
    main(["duplicates", str(path), "--out", str(out)])
    assert [line.split("\t")[2] for line in out.read_text().splitlines()] == ["(FI-X)1", "(FI-X)2"]

"""Whose fields a check leaves alone: recognised or named, told, and nothing of them found."""

import json
from pathlib import Path
from typing import Any

import pytest

from kimppa.marc.cli import main
from kimppa.marc.record import parse
from kimppa.marc.writing import encode

RECORD = """\
LDR    00000cam a22000004i 4500
001    1
003    FI-X
005    20240101120000.0
008    240101s2024    fi |||||||||||||||||fin||
245 10 $aSota
852 ## $aFI-X$bKAT$h84.2$iAAL$xOnLoan
CAT ## $a LUETTELOIJA$b$c20240101$lFIN01$h1200
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "aleph.mrc"
    path.write_bytes(encode(parse(RECORD)))
    return path


def summary(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main(["check", *arguments, "--json", "--workers", "1"])
    return json.loads(capsys.readouterr().out)


def found(checked: Any) -> set[str]:
    return {heading["id"] for heading in checked["headings"]}


def test_a_systems_own_fields_are_left_out_and_it_is_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(file), "--language", "fi", "--workers", "1"])
    assert "Kirjastojärjestelmä: Aleph." in capsys.readouterr().out
    seen = summary(capsys, str(file))
    assert seen["systems"] == ["aleph"]
    assert not {"format-undefined-field", "spaces-edge", "subfield-empty"} & found(seen)


def test_another_system_or_none_may_be_named(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, names in (("none", []), ("koha", ["koha"]), ("Koha,aleph", ["koha", "aleph"])):
        seen = summary(capsys, str(file), "--system", name)
        assert seen["systems"] == names
        assert ("format-undefined-field" in found(seen)) == ("aleph" not in names)


def test_a_system_that_nobody_knows_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(file), "--system", "alpeh", "--language", "fi"]) == 2
    assert "järjestelmää alpeh ei tunneta; tunnetaan aleph, alma" in capsys.readouterr().err


def test_items_are_looked_at_when_somebody_says_that_852_are_items(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "barcode-missing" not in found(summary(capsys, str(file)))
    name = 'name = { fi = "a", sv = "b", en = "c" }\n'
    for number, told in enumerate(("items = true", '[tables]\nbranches = ["FI-X"]')):
        profile = tmp_path / f"ours{number}.toml"
        profile.write_text(name + told, encoding="utf-8")
        assert "barcode-missing" in found(summary(capsys, str(file), "--profile", str(profile)))


DOUBLE = RECORD.replace("$aSota", "$aSota  ja rauha").replace("$a LUETTELOIJA", "$aNimi  tässä")


@pytest.mark.parametrize("how", ["--rules", "--plan"])
def test_a_fix_leaves_the_same_fields_alone(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the file shows, unless a system is named or the plan names it."""
    path, plan = tmp_path / "aleph.mrc", tmp_path / "plan.toml"
    path.write_bytes(encode(parse(DOUBLE)))
    plan.write_text('title = "Välit"\nrules = ["spaces-double"]\n')
    source = str(plan) if how == "--plan" else "spaces-double"

    def mended(*arguments: str) -> str:
        main(["fix", str(path), how, source, "--dry-run", "--language", "en", *arguments])
        return capsys.readouterr().out

    assert "Sota ja rauha" in mended()
    assert "CAT" not in mended()
    assert "CAT" not in mended("--system", "aleph")
    assert "CAT" in mended("--system", "none")
    if how == "--plan":
        plan.write_text(plan.read_text() + "systems = []\n")
        assert "CAT" in mended()
        assert "CAT" not in mended("--system", "Aleph")


def test_a_fix_refuses_a_system_that_nobody_knows(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["fix", str(file), "--rules", "spaces-double", "--dry-run", "--language", "en"]
    assert main([*command, "--system", "vubis"]) == 2
    assert "vubis" in capsys.readouterr().err
    plan = tmp_path / "plan.toml"
    plan.write_text('title = "Välit"\nrules = ["spaces-double"]\nsystems = ["vubis"]\n')
    assert main(["fix", str(file), "--plan", str(plan), "--dry-run", "--language", "en"]) == 1
    assert "systems" in capsys.readouterr().err

"""`kimppa eresources read` answers without an instance, to people and machines."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kimppa.sources.usage.cli import main
from kimppa.sources.usage.tests.samples import official, samples
from kimppa.sources.usage.tests.test_ekirjasto import LOANS_OF_A_YEAR, NAME, export


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], str]:
    def write(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, (1_767_600_000, 1_767_600_000))  # 5.1.2026
        return str(tmp_path / name)

    return write


def test_a_fine_report_as_json(
    file: Callable[[str, bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file("tr.json", official("TRJ3_sample_r51.json"))
    assert main(["read", path, "--json", "--language", "fi"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {name: result[name] for name in ("kind", "report", "release", "period", "rows")} == {
        "kind": "counter",
        "report": "TR_J3",
        "release": "5.1",
        "period": {"from": "2022-01-01", "to": "2022-12-31"},
        "rows": 8,
    }
    assert sum(result["metrics"].values()) == 94_378
    assert sum(part["count"] for part in result["counts"]) == 94_378
    assert result["problems"] == []


def test_loans_for_people(
    file: Callable[[str, bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(NAME, export(LOANS_OF_A_YEAR))
    assert main(["read", path, "--language=fi"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{NAME}: E-kirjaston lainat lainaukset, 1.1.2025–31.12.2025, rivejä: 7"
    assert "  Kaikki lainat  24" in lines
    assert ["061", "0", "3", "6", "0"] in [line.split() for line in lines]
    assert ["ei", "kuntaa", "0", "0", "5", "0"] in [line.split() for line in lines]


def test_several_files_one_of_them_refused(
    file: Callable[[str, bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    fine = file("tr.tsv", official("TRJ3_sample_r51.tsv"))
    wrong = file("x.json", samples("api-replies-r5")["naked_error.json"])
    assert main(["read", fine, wrong, "--json", "--language", "sv"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert first["problems"] == []
    (problem,) = second["problems"]
    assert problem["level"] == "refused"
    assert problem["message"].startswith("Tjänsten håller på att göra rapporten (1011).")
    assert second["metrics"] == {}


def test_a_missing_file_and_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "missing.csv", "--language", "fi"]) == 1
    assert "missing.csv: tiedostoa ei ole" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(["read", "--language", "fi"])
    assert end.value.code == 2
    assert "käyttö:" in capsys.readouterr().err


def test_the_days_of_a_file_that_does_not_tell_them(
    file: Callable[[str, bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file("kopio.csv", b"Sijainti,Formaatti,Kaikki lainat\n061,Book,3\n")
    assert main(["read", path, "--language", "fi"]) == 1
    assert "ensimmäinen ja viimeinen päivä" in capsys.readouterr().out
    days = ["--from", "1.1.2024", "--to", "2024-12-31"]
    assert main(["read", path, "--language", "fi", *days]) == 0
    assert "1.1.2024–31.12.2024" in capsys.readouterr().out
    for wrong in (["--from", "1.1.2024"], ["--from", "alku", "--to", "2024-12-31"]):
        with pytest.raises(SystemExit) as end:
            main(["read", path, "--language", "fi", *wrong])
        assert end.value.code == 2
        assert capsys.readouterr().err


def test_a_table_for_people(
    file: Callable[[str, bytes], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file("c.csv", b"Kunta;Katselut\nForssa;12000\n")
    assert main(["read", path, "--language", "en"]) == 0
    assert capsys.readouterr().out == "c.csv: table, rows: 1\n  Katselut  12,000\n\n"

"""`kimppa statistics`: what a script sees."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conftest import Louna
from kimppa.core.releases.models import Delivery, Release


def run(*words: str) -> tuple[str, int]:
    out, code = io.StringIO(), 0
    try:
        call_command("statistics", *words, stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return out.getvalue(), code


def test_import_and_check(january: Louna, tmp_path: Path) -> None:
    file = tmp_path / "kokoelma.csv"
    file.write_text("Toimipiste;Kokoelmat\nypä;25100\nhum;-3\n", encoding="cp1252")
    told, code = run("import", str(file), "2024", "--json")
    assert code == 1
    assert json.loads(told)["faults"][0].startswith("B3")
    file.write_text("Toimipiste;Kokoelmat\nypä;25100\n", encoding="cp1252")
    told, code = run("import", str(file), "2024", "--json")
    assert (code, json.loads(told)["recorded"]) == (0, 2)
    told, code = run("check", "2024", "--municipality", "981")
    assert code == 1
    assert "V16" in told


def test_freeze_deliver_and_sheet(january: Louna, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="selitä"):
        run("freeze", "2024")
    told, code = run("freeze", "2024", "--provisional", "--deliver", "--json")
    assert code == 0
    assert len(json.loads(told)["frozen"]) == len(json.loads(told)["delivered"]) == 5
    assert Release.objects.filter(kind="statistics").count() == 5
    assert Delivery.objects.filter(release__kind="statistics").count() == 5
    told, code = run("sheet", "2024", "--municipality", "103", "--out", str(tmp_path), "--json")
    assert {Path(one).suffix for one in json.loads(told)["files"]} == {
        ".xlsx",
        ".pdf",
        ".csv",
        ".json",
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [(["check", "2024", "--municipality", "999"], 2), (["import", "/no/such.csv", "2024"], 2)],
)
def test_wrong_use(january: Louna, words: list[str], code: int) -> None:
    with pytest.raises(CommandError) as told:
        run(*words)
    assert told.value.returncode == code

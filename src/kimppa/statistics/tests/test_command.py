"""`kimppa statistics`: what a script sees."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from conftest import Louna
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.models import Delivery, Release
from kimppa.statistics.imports.meanings import learn
from kimppa.statistics.lists.codes import code_key
from kimppa.statistics.tests.extract_files import ITEM_HEAD, LOAN_HEAD, items, loans, write
from kimppa.statistics.tests.test_lists import MEANINGS


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
    assert "Ypäjä: Selitettävä V16" in told


def test_freeze_deliver_and_sheet(january: Louna, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="selitä"):
        run("freeze", "2024")
    told, code = run("freeze", "2024", "--provisional", "--deliver", "--json")
    assert code == 0
    assert len(json.loads(told)["frozen"]) == len(json.loads(told)["delivered"]) == 5
    assert Release.objects.filter(kind="statistics").count() == 5
    assert Delivery.objects.filter(release__kind="statistics").count() == 5
    told, code = run("freeze", "2024", "--provisional")
    assert "Ennallaan: Mikään ei ole muuttunut edellisen version jälkeen." in told
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


def test_lists_are_computed_when_every_code_is_known(january: Louna, tmp_path: Path) -> None:
    stock = items(40)
    paths = [write(tmp_path / "niteet.csv", ITEM_HEAD, stock)]
    paths.append(write(tmp_path / "lainat.csv", LOAN_HEAD, loans(stock, 90)))
    words = ["import", str(paths[0]), "2024", "--kind", "lists", "--loans", str(paths[1]), "--json"]
    told, code = run(*words)
    assert code == 1
    assert any("kirja" in one for one in json.loads(told)["codes"])
    learn(
        by=SYSTEM,
        choices={code_key(f, c): to for f, known in MEANINGS.items() for c, to in known.items()},
    )
    told, code = run(*words)
    assert (code, json.loads(told)["codes"]) == (0, [])
    assert json.loads(told)["recorded"] > 100
    assert any("Ei lasketa" in row for row in json.loads(told)["left_out"])


def test_rows_of_lists_are_accepted_by_the_command(january: Louna, tmp_path: Path) -> None:
    stock = items(40)
    stock[3]["acquired"] = ""
    path = write(tmp_path / "niteet.csv", ITEM_HEAD, stock)
    learn(
        by=SYSTEM,
        choices={code_key(f, c): to for f, known in MEANINGS.items() for c, to in known.items()},
    )
    words = ["import", str(path), "2024", "--kind", "lists", "--json"]
    told, code = run(*words)
    assert code == 1
    assert json.loads(told)["may_be_accepted"][0].startswith("--accept items-acquired: Niteet")
    told, code = run(*words, "--accept", "items-acquired")
    assert code == 0
    assert json.loads(told)["accepted"][0].endswith("(1)")


def test_a_year_without_figures_is_told(january: Louna) -> None:
    with pytest.raises(CommandError, match="Vuodelta 2031 ei ole lukuja") as refusal:
        run("check", "2031")
    assert refusal.value.returncode == 1


@pytest.mark.parametrize("words", [["--provisional"], ["--topic", "web-visits", "--deliver"]])
def test_a_sheet_without_figures_is_not_frozen(january: Louna, words: list[str]) -> None:
    with pytest.raises(CommandError, match=r"Forssa.*Ypäjä"):
        run("freeze", "2031", *words)
    assert not Release.objects.exists()
    assert not Delivery.objects.exists()

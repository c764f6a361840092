"""`kimppa feedback import|undo`: rows taken in from the command line, all or none, and back."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from conftest import Louna
from kimppa.core.imports.models import Import, ImportOriginal
from kimppa.feedback.models import Ticket
from kimppa.feedback.tests.test_rows import FINNA

STRANGE = "Pvm;Mitä sanoi;Kuka\n13.1.2025;Haku kaatui;Mimmi\n"


def run(*words: object) -> dict[str, Any]:
    """What the command tells as JSON."""
    out = io.StringIO()
    call_command("feedback", *map(str, words), "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "palautteet.csv"
    path.write_text(FINNA)
    return path


def test_rows_are_looked_at_taken_in_once_and_taken_back(louna: Louna, file: Path) -> None:
    told = run("import", file, "--dry-run")
    assert told["columns"]["message"] == "text"
    assert sum(told["states"].values()) == told["rows"] == 3
    assert not Import.objects.exists()
    assert not ImportOriginal.objects.exists()
    told = run("import", file, "--municipality", "834")
    assert told["recorded"] == 3
    assert {one.queue.service.slug for one in Ticket.objects.all()} == {"finna"}
    assert {one.queue.municipality.code for one in Ticket.objects.all()} == {"834"}
    again = run("import", file, "--municipality", "834")
    assert again["states"] == {"On täällä jo, ohitetaan": 3}
    assert "recorded" not in again
    assert run("undo", told["number"]) == {"removed": 3, "kept": 0}
    assert not Ticket.objects.exists()


def test_a_fault_takes_in_nothing_and_is_told_with_its_cell(
    louna: Louna, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(FINNA.replace("2.12.2024", "30.2.2024"))
    with pytest.raises(SystemExit) as ended:
        call_command("feedback", "import", str(file))
    assert ended.value.code == 1
    assert "rivi 5, created: ”30.2.2024”: Päivää ei ymmärretty" in capsys.readouterr().out
    assert not Ticket.objects.exists()
    assert not Import.objects.exists()


def test_columns_with_strange_headings_are_told(louna: Louna, tmp_path: Path) -> None:
    file = tmp_path / "oma.csv"
    file.write_text(STRANGE)
    with pytest.raises(SystemExit):
        run("import", file)
    told = run("import", file, "--column", "Mitä sanoi=text", "--column", "Kuka=name")
    assert told["recorded"] == 1
    assert Ticket.objects.get().contact.name == "Mimmi"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--service", "ei"], "Millään palvelulla ei ole koodia ei. Palvelut: "),
        (["--municipality", "999"], "Millään kunnalla ei ole koodia 999. Kunnat: 061 Forssa"),
        (["--municipality", "all"], "Nimeä yksi kunta, ei kaikkia: 061 Forssa"),
        (["--column", "Aika=text"], "Mikään sarake ei ole Aika"),
        (["--column", "url=text", "--column", "name=text"], "Vain yksi sarake"),
    ],
)
def test_wrong_use_is_told(louna: Louna, file: Path, words: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as refused:
        run("import", file, *words)
    assert refused.value.returncode == 2


def test_what_is_no_table_or_not_there_is_told(louna: Louna, tmp_path: Path) -> None:
    file = tmp_path / "kuva.csv"
    for content in (b"", b"PK\x03\x04rikki", b"x" * 5_000_001):
        file.write_bytes(content)
        with pytest.raises(CommandError) as refused:
            run("import", file)
        assert refused.value.returncode == 1
    with pytest.raises(CommandError) as refused:
        run("import", tmp_path / "puuttuu.csv")
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="Millään tiedostolla ei ole numeroa 7"):
        run("undo", 7)

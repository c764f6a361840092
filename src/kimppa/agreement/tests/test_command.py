"""`kimppa agreement import` from the command line."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from kimppa.agreement.models import Agreement
from kimppa.core import demo
from kimppa.core.audit.models import AuditEvent
from kimppa.core.duties.models import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, louna: bytes) -> Path:
    path = tmp_path / "sopimus.txt"
    path.write_bytes(louna)
    return path


def test_a_dry_run_prints_the_structure_and_saves_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("agreement", "import", str(file), "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "title",
        "year",
        "preamble",
        "sections",
        "unrecognised",
        "picture_pages",
        "lines",
        "terms",
    ]
    assert told["year"] == 2024
    assert [len(section["clauses"]) for section in told["sections"]] == [11, 3, 1, 2, 3, 2, 1]
    clause = told["sections"][0]["clauses"][9]
    assert list(clause) == ["number", "text", "lead", "topics", "duties"]
    assert [duty["due"] for duty in clause["duties"]] == ["continuous", "within 14d"]
    assert (clause["number"], clause["topics"]) == ("1.10", ["elibrary", "feedback"])
    assert told["unrecognised"] == []
    line = told["lines"][3]
    assert (line["role"], line["sure"], line["label"], line["level"]) == ("duty", True, "-", 1)
    assert line["why"]
    assert told["terms"]["in_force"] == {"first": None, "last": None}
    assert not Agreement.objects.exists()


def test_without_it_a_draft_with_its_duties_is_saved_by_the_system(file: Path) -> None:
    demo.load()
    call_command("agreement", "import", str(file))
    assert Agreement.objects.get().state == "draft"
    assert Duty.objects.count() == 25
    event = AuditEvent.objects.get(action="agreement.import")
    assert (event.by_id, event.by_name) == (None, "Kimppa")


def test_another_year_may_be_given(file: Path) -> None:
    call_command("agreement", "import", str(file), "--year", "2025")
    assert Agreement.objects.get().year == 2025


def failure(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as raised:
        call_command("agreement", *arguments)
    return raised.value.returncode, str(raised.value)


def test_a_second_text_for_a_year_is_refused_whole(file: Path) -> None:
    call_command("agreement", "import", str(file))
    code, told = failure("import", str(file))
    assert code == 1
    assert "2024" in told
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(("language", "told"), [("fi", "Tiedosto"), ("sv", "Filen")])
def test_a_refusal_is_in_the_language_of_the_command_line(
    tmp_path: Path, language: str, told: str
) -> None:
    large = tmp_path / "suuri.txt"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    with translation.override(language):
        code, why = failure("import", str(large))
    assert code == 1
    assert f"{large}: {told}" in why


def test_wrong_use_is_told_from_refused_input(file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "rikki.docx"
    broken.write_bytes(b"PK\x03\x04 rikki")
    assert failure("import", str(broken))[0] == 1
    assert failure("import", str(tmp_path / "ei-ole.txt"))[0] == 2
    assert failure("import", str(file), "--year", "5")[0] == 2
    assert not Agreement.objects.exists()


def test_a_text_that_obliges_nobody_is_told_by_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kirje.txt"
    path.write_text("Tarvittaessa voidaan perustaa työryhmiä.\n", encoding="utf-8")
    with pytest.raises(SystemExit) as raised:
        call_command("agreement", "import", str(path), "--dry-run", "--json")
    assert raised.value.code == 1
    assert json.loads(capsys.readouterr().out)["sections"] == []

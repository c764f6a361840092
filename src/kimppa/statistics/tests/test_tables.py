"""Variables, identities, checks and thresholds changed on the desk: versions, faults, undo."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core.releases.models import Release
from kimppa.statistics.models import TableVersion
from kimppa.statistics.tables import rows as tables
from kimppa.statistics.tables.queries import table_rows
from kimppa.statistics.tests.test_line import YEAR, freeze, signed_in, text
from kimppa.statistics.variables import versions

VARIABLES = "/statistics/tables/variables/"


@pytest.fixture
def desk(january: Louna) -> Iterator[Client]:
    yield signed_in(january.coordinator)
    versions.leave()


def row_of(kind: str, **wanted: str) -> int:
    for number, row in enumerate(table_rows(kind), 1):
        if wanted.items() <= row.items():
            return number
    raise AssertionError(wanted)


def edit(desk: Client, kind: str, number: int, **changed: str) -> object:
    row = table_rows(kind)[number - 1] if number else {}
    seen = TableVersion.objects.filter(kind=kind).count()
    data = {**row, **changed, "seen": str(seen), "reason": "Uusi lomake"}
    return desk.post(f"/statistics/tables/{kind}/row/{number}/", data)


@pytest.mark.parametrize("kind", tables.KINDS)
def test_what_comes_with_the_house_has_no_faults(kind: str) -> None:
    rows = tables.read(tables.shipped(kind))
    assert tables.faults(kind, rows) == []
    assert tables.read(tables.write(kind, rows)) == [
        {name: row.get(name, "") for name in tables.COLUMNS[kind]} for row in rows
    ]


def test_a_name_is_changed_for_new_sheets_and_frozen_ones_keep_theirs(desk: Client) -> None:
    freeze(desk, provisional="on", municipalities="981")
    frozen = Release.objects.get(kind="statistics", municipality__code="981")
    number = row_of("variables", code="LAI_total")
    answer = edit(desk, "variables", number, name_fi="Lainauksia kaikkiaan", row="81")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert "Lainauksia kaikkiaan" in text(desk.get(f"{YEAR}municipality/981/"))
    assert "Lainauksia kaikkiaan" not in Release.objects.get(pk=frozen.pk).facts
    page = text(desk.get(VARIABLES))
    assert "Uusi lomake" in page
    desk.post(f"{VARIABLES}restore/0/")
    assert "Lainauksia kaikkiaan" not in text(desk.get(f"{YEAR}municipality/981/"))
    assert [one.version for one in TableVersion.objects.all()] == [2, 1]


def test_a_year_in_which_a_variable_is_not_asked_for(desk: Client) -> None:
    edit(desk, "variables", row_of("variables", code="LAI_scores"), until="2023")
    assert "LAI_scores" not in desk.get(f"{YEAR}municipality/981/enter/loans/").content.decode()


def test_a_variable_with_figures_cannot_be_left_out(desk: Client) -> None:
    number = row_of("variables", code="LAI_total")
    page = desk.post(f"{VARIABLES}row/{number}/remove/", follow=True)
    assert "ei voi poistaa" in text(page)
    assert not TableVersion.objects.exists()


def test_a_wrong_cell_is_told_and_nothing_is_kept(desk: Client) -> None:
    answer = edit(desk, "variables", row_of("variables", code="LAI_total"), since="nyt")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "ei ole vuosi" in text(answer)
    assert not TableVersion.objects.exists()


def test_a_file_is_loaded_with_a_preview(desk: Client) -> None:
    content = desk.get(f"{VARIABLES}file.csv").content.decode("utf-8-sig")
    changed = content.replace("kpl", "kappaletta", 1)
    given = {"seen": "0", "reason": "Yksikkö"}
    page = desk.post(
        f"{VARIABLES}load/", {**given, "file": SimpleUploadedFile("v.csv", changed.encode())}
    )
    assert "kappaletta" in text(page)
    assert not TableVersion.objects.exists()
    desk.post(f"{VARIABLES}load/", {**given, "content": page.context["content"]})
    assert TableVersion.objects.get().reason == "Yksikkö"
    assert table_rows("variables")[0]["unit"] == "kappaletta"
    wrong = content.replace("verified", "sure", 1)
    page = desk.post(
        f"{VARIABLES}load/", {**given, "file": SimpleUploadedFile("v.csv", wrong.encode())}
    )
    assert page.status_code == 422
    assert "Y2" in text(page)


def test_two_people_do_not_overwrite_each_other(desk: Client) -> None:
    number = row_of("thresholds", prefix="LAI")
    data = {**table_rows("thresholds")[number - 1], "reason": "a", "seen": "0"}
    desk.post(f"/statistics/tables/thresholds/row/{number}/", {**data, "percent": "12"})
    late = desk.post(f"/statistics/tables/thresholds/row/{number}/", {**data, "percent": "14"})
    assert late.status_code == 422
    assert TableVersion.objects.count() == 1


def test_a_threshold_and_a_check_decide_what_asks(desk: Client) -> None:
    board = f"{YEAR}municipality/981/"
    assert "V16" in text(desk.get(board))
    edit(desk, "thresholds", row_of("thresholds", prefix="LAI"), percent="60")
    assert "LAI_total" not in desk.get(board).content.decode().partition("V16")[2][:400]
    edit(desk, "checks", row_of("checks", code="V16"), condition="value >= 0")
    assert "V16" not in text(desk.get(board))
    bad = edit(desk, "checks", row_of("checks", code="V16"), condition="import os")
    assert bad.status_code == 422  # type: ignore[attr-defined]
    assert "Ehto ei ole kelvollinen" in text(bad)


def test_an_identity_of_an_unknown_variable_is_refused(desk: Client) -> None:
    new = {"check": "V03", "whole": "KOK_total", "parts": "KOK_books NO_SUCH", "since": "2025"}
    assert edit(desk, "identities", 0, **new).status_code == 422  # type: ignore[attr-defined]
    new["parts"] = "KOK_books KOK_other"
    assert edit(desk, "identities", 0, **new).status_code == 302  # type: ignore[attr-defined]


def test_everybody_reads_and_only_the_coordinator_changes(january: Louna) -> None:
    staff = signed_in(january.staff["981"])
    page = staff.get(VARIABLES)
    assert page.status_code == 200
    assert "Lisää rivi" not in text(page)
    assert edit(staff, "variables", 1, unit="x").status_code == 403  # type: ignore[attr-defined]

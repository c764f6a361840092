"""Figures made again from what is kept of them: a year later, with other codes, without files."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Branch
from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.files.actions import path_of
from kimppa.core.imports.models import Meaning
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.imports.actions import take_in as take_in_action
from kimppa.statistics.imports.actions import upload as upload_action
from kimppa.statistics.models import Take
from kimppa.statistics.recount.recounting import Outcome, Recounting
from kimppa.statistics.tests.test_command import run
from kimppa.statistics.tests.test_line import signed_in, standing, text, value
from kimppa.statistics.tests.test_lists import desk, give_codes, upload
from tests.remembered import remembered

__all__ = ["desk"]


def in_use(desk: Client, folder: Path, **more: str) -> Take:
    """The lists taken in; those of the whole year are counted once in a process."""

    def take_in() -> int:
        take = upload(desk, folder, **more)
        give_codes(desk, take)
        desk.post(f"/statistics/imports/{take.pk}/take-in/")
        return take.pk

    whole = partial(remembered, "louna, lists in use", settings.KIMPPA_HOME, take_in)
    return Take.objects.get(pk=take_in() if more else whole())


def recomputed(name: str) -> dict[str, Any]:
    told, _code = run("recompute", name, "--json")
    report: dict[str, Any] = json.loads(told)
    return report


def forget_everything() -> None:
    """As a year later: codes mean other things, and a branch belongs to another municipality."""
    Meaning.objects.filter(key__startswith="code-type").update(target="other")
    Meaning.objects.exclude(key__startswith="code-type").delete()
    Branch.objects.filter(code="koulu").update(code="skola")


def test_every_figure_of_the_demo_comes_to_the_same_or_says_why_not(january: Louna) -> None:
    told, code = run("recompute", "2024", "--json")
    report = json.loads(told)
    assert (code, report["other"], report["differences"]) == (0, 0, [])
    assert report["same"] > 100
    whole = recomputed("KAY_web/061/2024")
    assert whole["same"] == 1
    assert whole["value"] == whole["recomputed"]


def test_lists_give_the_same_a_year_later_by_the_codes_of_then(
    desk: Client, tmp_path: Path
) -> None:
    take = in_use(desk, tmp_path)
    before = value("LAI_total", branch="for")
    forget_everything()
    report = recomputed("LAI_total/for/2024")
    assert (report["same"], report["recomputed"]) == (1, f"{before:.0f}")
    assert report["files"] == [
        f"items {take.stored.sha256}",
        f"loans {take.loans.sha256}",
    ]  # the figure rests on both lists
    town = recomputed("LAI_total/061/2024")
    assert town["same"] == 1
    assert town["files"] == report["files"]
    assert recomputed("KAY_borrowers/061/2024")["same"] == 1
    found = standing("LAI_total", branch="for")
    assert found is not None
    assert found.derivation is not None
    assert found.derivation.content["ruleset"]["types"]["kirja"] == "books"


def test_a_figure_that_is_not_what_its_lists_give_is_found(desk: Client, tmp_path: Path) -> None:
    in_use(desk, tmp_path)
    found = standing("LAI_total", branch="ypä")
    assert found is not None
    assert found.value is not None
    Figure.objects.filter(pk=found.pk).update(value=found.value + 7)
    told, code = run("recompute", "2024", "--json")
    report = json.loads(told)
    assert (code, report["other"]) == (1, 1)
    assert report["differences"][0].startswith("LAI_total/ypä/2024")
    # The sum was of the branch's right figure, and says of which branch it now differs.
    town = Recounting().recount(standing("LAI_total", "981") or found)
    assert town.outcome == Outcome.SAME
    Figure.objects.filter(pk=found.pk).update(rule_version="0ld")
    assert "0ld → " in " ".join(recomputed("LAI_total/ypä/2024")["why"])


@pytest.mark.parametrize("damage", ["gone", "altered"])
def test_a_file_that_is_not_what_it_was_is_told(desk: Client, tmp_path: Path, damage: str) -> None:
    take = in_use(desk, tmp_path)
    path = path_of(take.loans.sha256)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"1;for;issue;2024-05-05;1;asiakas\n")
    report = recomputed("LAI_total/061/2024")
    assert report["file-gone"] == 1
    (why,) = report["why"]
    assert "loans-niteet.csv" in why


def test_a_report_names_its_cells_and_is_read_again_from_them(january: Louna) -> None:
    content = b"Toimipiste;Lainaus (kokonaislainaus);Kokoelmat\nyp\xe4;2 000;25100\nhum;1500;-\n"
    take = upload_action(
        by=SYSTEM, year=2024, content=content, name="luvut.csv", media_type="text/csv"
    )
    take_in_action(by=SYSTEM, take=take)
    found = standing("LAI_total", branch="ypä")
    assert found is not None
    derivation = found.derivation
    assert derivation is not None
    assert derivation.content["cells"]["branch:ypä LAI_total"] == "B2"
    assert ["Lainaus (kokonaislainaus)", "LAI_total"] in derivation.content["columns"]
    assert ["hum", "branch:hum"] in derivation.content["rows"]
    Meaning.objects.all().delete()
    assert recomputed("LAI_total/ypä/2024")["recomputed"] == "2000"
    assert recomputed("LAI_total/981/2024")["same"] == 1
    bare = recomputed("KOK_total/hum/2024")
    assert (bare["same"], bare["value"]) == (1, "not-relevant")


def test_the_page_of_a_figure_tells_its_files_rule_and_mappings(
    desk: Client, january: Louna, tmp_path: Path
) -> None:
    take = in_use(desk, tmp_path)
    found, town = standing("LAI_total", branch="for"), standing("LAI_total", "061")
    assert found is not None
    assert town is not None
    page = text(desk.get(f"/figures/{found.pk}/?laske=1"))
    for words in (take.stored.sha256, take.loans.sha256, "loans-niteet.csv", "kirja books", "Sama"):
        assert words in page
    assert "kimppa statistics recompute LAI_total/for/2024" in page
    page = desk.get(f"/figures/{town.pk}/").content.decode()
    assert f'href="/figures/{found.pk}/"' in page  # from a sum to what it is the sum of
    reader = signed_in(january.directors["061"])
    assert "Laske luku uudelleen" not in text(reader.get(f"/figures/{found.pk}/?laske=1"))
    board = desk.get("/statistics/2024/municipality/061/").content.decode()
    assert f'href="/figures/{town.pk}/"' in board


def test_parts_of_a_year_are_joined_again(desk: Client, tmp_path: Path) -> None:
    in_use(desk, tmp_path, start="1.1.2024", end="30.6.2024")
    in_use(desk, tmp_path, start="1.7.2024", end="31.12.2024")
    found = standing("LAI_total", branch="for")
    assert found is not None
    assert found.rule == "joined"
    report = recomputed("LAI_total/for/2024")
    assert report["same"] == 1
    assert [line.split()[0] for line in report["files"]] == ["items", "loans", "loans-2"]


def test_what_is_typed_or_from_before_is_not_called_the_same(january: Louna) -> None:
    Figure.objects.filter(year=2024).update(derivation=None)
    told, code = run("recompute", "2024", "--json")
    report = json.loads(told)
    assert (code, report["same"]) == (0, 0)
    assert report["not-kept"] > 100
    with pytest.raises(CommandError, match="LAI_total/091/2024"):
        run("recompute", "LAI_total/nowhere/2024")


def test_equal_derivations_are_one(desk: Client, tmp_path: Path) -> None:
    take = in_use(desk, tmp_path)
    count = Derivation.objects.count()
    desk.post(f"/statistics/imports/{take.pk}/undo/")
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    # Sums rest on the new rows of their branches; the lists and their rules are as they were.
    assert Derivation.objects.filter(content__kind="lists").count() == 1
    assert Derivation.objects.count() >= count

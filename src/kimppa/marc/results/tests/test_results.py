"""What people are given of a check: texts are right, nothing is a formula, the page is sound."""

import html
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from kimppa.marc.checking import Checked, Setup, check, opened
from kimppa.marc.checking.whole import here
from kimppa.marc.record import parse
from kimppa.marc.results import summary, write
from kimppa.marc.results.excerpts import excerpts
from kimppa.marc.writing import encode
from tests.catalogues import catalogue

FAULTY = """\
LDR    00000cam a22000004i 4500
001    =1+1
003    FI-X
008    240101s2024    fi |||||||||||||||||fin||
020    $a951-0-00000-0
040    $bfin
245 10 $a<b>Sota</b>  &amp; rauha :
245 99 $a=CMD()
852    $afor
"""
MESSAGES = {"fi", "sv", "en"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("results") / "luettelo.mrc"
    made = [one.data for one in catalogue(40)]
    path.write_bytes(b"".join([*made, encode(parse(FAULTY))]))
    return path


@pytest.fixture(scope="module")
def checked(source: Path) -> Checked:
    found = check(source, source.parent / "out", spread=here)
    write(found, source, "fi")
    return found


def test_the_summary_has_a_line_for_each_rule(checked: Checked) -> None:
    for language in MESSAGES:
        told = summary(checked, language, 120)
        lines = told.split("\n")
        assert max(map(len, lines)) <= 120
        assert "41" in lines[0]
        severities = [line[:2] for line in lines[4:] if line.startswith("P")]
        assert severities == sorted(severities)
        assert len(severities) == len(checked.headings)
        words = " ".join(told.split())
        for heading in checked.headings:
            assert heading.message[language].split()[-1] in words
    assert "for" in summary(checked, "fi", 120).split("\n")[2]


def test_nothing_found_is_said(tmp_path: Path) -> None:
    rules = tmp_path / "none.toml"
    rules.write_text(
        'rules = ["record-without-title"]\nwithout = ["format"]\nignore = ["xxx"]\n'
        '[name]\nfi = "a"\nsv = "b"\nen = "c"\n'
    )
    path = tmp_path / "made.mrc"
    path.write_bytes(next(catalogue(1)).data)
    found = check(path, tmp_path / "out", Setup(str(rules)), spread=here)
    assert "Ei havaintoja." in summary(found, "fi")
    assert "Ei havaintoja." in write(found, path, "fi")[0].read_text()


def test_texts_are_those_of_the_file(checked: Checked, source: Path) -> None:
    found = {one.heading.id: one for one in excerpts(checked, source, "fi", 500, 5000)}
    spaces = found["spaces-double"]
    assert (spaces.control, spaces.place, spaces.owners) == ("=1+1", "245 $a", "for")
    assert spaces.text == "<b>Sota</b>  &amp; rauha :"
    assert spaces.told == checked.heading("spaces-double").message["fi"]  # type: ignore[union-attr]
    assert found["format-repeated-field"].text == "99 $a=CMD()"
    assert "9" in found["format-indicator"].told


def test_without_the_file_the_texts_are_left_out(checked: Checked) -> None:
    gone = list(excerpts(checked, Path("nowhere.mrc"), "en", 1, 10))
    assert gone
    assert not any(one.text for one in gone)
    assert all(one.told for one in gone)


def test_a_compressed_file_gives_the_same_texts(checked: Checked, source: Path) -> None:
    import gzip

    packed = source.with_suffix(".mrc.gz")
    packed.write_bytes(gzip.compress(source.read_bytes()))
    assert list(excerpts(checked, packed, "sv", 9, 99)) == list(
        excerpts(checked, source, "sv", 9, 99)
    )


def test_limits_hold(checked: Checked, source: Path) -> None:
    assert len(list(excerpts(checked, source, "fi", 1, 3))) == 3
    rules = [one.heading.id for one in excerpts(checked, source, "fi", 1, 1000)]
    assert sorted(rules) == sorted(one.id for one in checked.headings)


def test_the_workbook_has_text_and_numbers_and_no_formula(checked: Checked) -> None:
    book = openpyxl.load_workbook(BytesIO((checked.folder / "findings.xlsx").read_bytes()))
    assert book.sheetnames == ["Yhteenveto", "Omistajittain", "Havaintoja"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=1+1" in {cell.value for cell in cells}
    rows = book["Yhteenveto"].iter_rows(min_row=2, values_only=True)
    told = {row[1]: row[3] for row in rows if " " not in row[1]}  # without those of one tag
    assert told == {one.id: one.findings for one in checked.headings}
    owners = list(book["Omistajittain"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in owners} <= {*checked.owners, "ei kenenkään"}


def test_lists_are_bare_numbers(checked: Checked, source: Path) -> None:
    lists = checked.folder / "lists"
    assert {path.stem for path in lists.iterdir()} == {one.id for one in checked.headings}
    assert (lists / "spaces-double.csv").read_text() == "=1+1\n"
    (lists / "gone.csv").write_text("1\n")
    write(checked, source, "fi")
    assert not (lists / "gone.csv").exists()


def test_a_rule_has_three_records_for_examples(checked: Checked) -> None:
    page = (checked.folder / "report.html").read_text()
    _summary, *rules = page.split("<h3 ")
    for rule in rules:
        numbers = re.findall(r"<tr><td>(.*?)</td>", rule)
        assert 1 <= len(numbers) == len(set(numbers)) <= 3


def test_the_page_needs_nothing_and_escapes_everything(checked: Checked) -> None:
    page = (checked.folder / "report.html").read_text()
    assert page.startswith('<!DOCTYPE html>\n<html lang="fi">')
    assert "&lt;b&gt;Sota&lt;/b&gt;  &amp;amp; rauha :" in page
    assert not re.search(r"<script|<b>|src=|url\(|https?:|style=", page)
    assert page.count("<h1>") == 1
    assert page.count("<table") == page.count("<caption>") == page.count("</table>")
    assert not re.search(r"<th(?! scope=|ead)", page)
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets == set(re.findall(r'id="([^"]+)"', page)) == {one.id for one in checked.headings}
    for one in checked.headings:
        assert html.escape(one.message["fi"]) in page


def test_the_folder_is_still_a_check(checked: Checked) -> None:
    assert opened(checked.folder) == checked

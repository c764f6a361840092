"""What could not be read, what has no number and what is no field are told so that one can act."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from kimppa.marc.checking import Checked, check
from kimppa.marc.checking.whole import here
from kimppa.marc.cli.main import main
from kimppa.marc.reading import MarcFileError, read
from kimppa.marc.record import parse
from kimppa.marc.results import summary, write
from kimppa.marc.results.unread import first_words, unread
from kimppa.marc.writing import encode
from tests.catalogues import catalogue

NUMBERLESS = """\
LDR    00000cam a22000004i 4500
008    240101s2024    fi |||||||||||||||||fin||
245 10 $aPuhelinluettelo  1974
239 00 $aEi formaatissa
XYZ 00 $aToinen
239 00 $aEi tämäkään
"""
ENDLESS = b"00060nam a2200037   4500245001000000 no end of a field in this one\x1d"


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    records = [record.data for record in catalogue(3)]
    source = tmp_path / "luettelo.mrc"
    source.write_bytes(b"".join([*records, ENDLESS, encode(parse(NUMBERLESS))]))
    outcome = check(source, tmp_path / "out", spread=here)
    assert outcome.counts.quarantined == 1
    write(outcome, source, "fi")
    return outcome


def test_an_unread_record_is_told_everywhere(checked: Checked) -> None:
    why = "kentän loppumerkki puuttuu"
    assert re.search(rf"tietue 4, tavusta [\d\s]+ alkaen: {why}", summary(checked, "fi"))
    page = (checked.folder / "report.html").read_text()
    assert "Tietueita, joita ei voitu lukea: 1" in page
    assert why in page
    book = openpyxl.load_workbook(BytesIO((checked.folder / "findings.xlsx").read_bytes()))
    (row,) = book.worksheets[-1].iter_rows(min_row=2, values_only=True)
    assert (row[0], row[3]) == (4, why)
    head, line = (checked.folder / "lists" / "unread-records.csv").read_text().splitlines()
    assert head.split(";")[0] == "Monesko tietue"
    assert line.startswith("4;")
    assert why in line
    assert "fältslut" in summary(checked, "sv")


def test_a_record_without_a_number_is_told_by_its_place(checked: Checked) -> None:
    lists = checked.folder / "lists"
    assert (lists / "spaces-double.csv").read_text() == ""
    _head, line = (lists / "spaces-double.no-number.csv").read_text().splitlines()
    assert re.fullmatch(r"5;\d+;Puhelinluettelo  1974", line)
    page = (checked.folder / "report.html").read_text()
    assert "spaces-double.no-number.csv" in page
    assert re.search(r"tietue 5, tavu \d", page)


def test_undefined_fields_have_a_line_a_tag(checked: Checked) -> None:
    lines = summary(checked, "fi").splitlines()
    start = next(n for n, line in enumerate(lines) if "Kenttää ei ole" in line)
    assert [line.split() for line in lines[start + 1 : start + 3]] == [
        ["239", "2", "1"],
        ["XYZ", "1", "1"],
    ]
    page = (checked.folder / "report.html").read_text()
    assert "Kenttää 239 ei ole formaatissa." in page


def test_totals_by_severity_are_those_of_the_rules(checked: Checked) -> None:
    page = (checked.folder / "report.html").read_text()
    table = page.split("Vakavuuksittain</caption>")[1].split("</table>")[0]
    rows = re.findall(r"<tr><td>(P\d)[^<]*</td><td class=.n.>(\d+)</td><td class=.n.>(\d+)", table)
    levels = {heading.severity for heading in checked.headings}
    assert {severity: (int(rules), int(findings)) for severity, rules, findings in rows} == {
        level: (
            sum(heading.severity == level for heading in checked.headings),
            sum(heading.findings for heading in checked.headings if heading.severity == level),
        )
        for level in levels
    }


def test_nothing_is_praised_in_what_was_not_read(tmp_path: Path) -> None:
    source = tmp_path / "rikki.mrc"
    source.write_bytes(next(catalogue(1)).data + ENDLESS)
    outcome = check(source, tmp_path / "out", spread=here)
    outcome.headings.clear()
    assert "luetuissa tietueissa" in summary(outcome, "fi")
    assert "Ei havaintoja." not in write(outcome, source, "fi")[0].read_text()


@pytest.mark.parametrize(
    "pica",
    [
        b"001A $0BBB:01-01-24\n021A $aTitel$hVerfasser\n",
        b"001@ \x1fa5\x1e021A \x1faTitel\x1e\n",
        b"\x1d\n\x1e001A \x1f0BBB\n\x1e021A/01 \x1faTitel\n",
        b'<record xmlns="info:srw/schema/5/picaXML-v1.0"><datafield/></record>',
    ],
)
def test_pica_is_called_by_its_name(tmp_path: Path, pica: bytes) -> None:
    source = tmp_path / "pica.dat"
    source.write_bytes(pica)
    with pytest.raises(MarcFileError) as refused:
        list(read(source))
    assert "PICA" in refused.value.text("fi")


def test_first_words_leave_the_directory_out() -> None:
    assert first_words(b"00026245001400000\x1e10\x1faSota ja rauha") == "Sota ja rauha"
    assert first_words(ENDLESS).startswith("00060nam")
    assert first_words(b"") == ""


def test_a_dry_run_names_the_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = NUMBERLESS.replace("008 ", "001    77\n008 ")
    source = tmp_path / "luettelo.mrc"
    source.write_bytes(encode(parse(record)))
    words = ["--rules", "spaces-double", "--dry-run", "--language", "fi"]
    assert main(["fix", str(source), *words]) == 0
    shown = capsys.readouterr().out
    assert "77 · Puhelinluettelo  1974\n- 245 10 $aPuhelinluettelo  1974" in shown


def test_a_directory_of_as_many_fields_is_not_said_to_have_another_number(tmp_path: Path) -> None:
    damaged = bytearray(encode(parse(NUMBERLESS)))
    for nth, entry in enumerate(range(24, damaged.index(b"\x1e"), 12)):
        damaged[entry + 3 : entry + 12] = b"000200010" if nth % 2 else b"000200020"
    source = tmp_path / "luettelo.mrc"
    source.write_bytes(damaged)
    outcome = check(source, tmp_path / "out", spread=here)
    (row,) = unread(outcome, "fi", 1)
    assert row.reason == (
        "hakemistossa on yhtä monta kenttää kuin tiedoissa (5), mutta pituudet ja paikat eivät "
        "vastaa niitä"
    )

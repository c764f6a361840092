import csv
import datetime
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.documents.csvfile import read_csv, read_grid, write_csv
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.documents.text import fit


def problem_of(content: bytes, **limits) -> SpreadsheetError:
    with pytest.raises(SpreadsheetError) as caught:
        read_csv(content, **limits)
    return caught.value


def test_it_writes_what_excel_in_finland_opens():
    content = write_csv(
        ["Kunta", "Lainat", "Osuus", "Päivä", "Summa"],
        [
            ["Forssa", 1234, 0.5, datetime.date(2025, 1, 14), Decimal("12.50")],
            ["Ypäjä", None, -1, "", True],
        ],
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "Kunta;Lainat;Osuus;Päivä;Summa\r\nForssa;1234;0,5;2025-01-14;12,50\r\nYpäjä;;-1;;1\r\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+358", "-x", "@a", "\t=1", "\r=1", "'=1"])
def test_formulas_are_escaped(text):
    content = write_csv(["a"], [[text]]).decode("utf-8-sig")
    ((_header,), (cell,)) = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert cell.startswith("'")


def test_a_negative_number_given_as_text_stays_a_number():
    assert b"-12,5" in write_csv(["a"], [["-12,5"]])
    assert b"'-12,5" not in write_csv(["a"], [["-12,5"]])


@given(st.lists(st.tuples(st.text(), st.text(min_size=1)), max_size=6))
def test_text_survives_writing_and_reading(rows):
    content = write_csv(["eka", "toka"], rows)
    data = read_csv(content)
    kept = [tuple(fit(cell) for cell in row) for row in rows]
    assert data.header == ("eka", "toka")
    assert data.rows == tuple(row for row in kept if any(cell.strip() for cell in row))


TABLE = "Kunta;Määrä\nYpäjä;5\nForssa;”7”\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_any_usual_encoding_is_read(encoding, named):
    data = read_csv(TABLE.encode(encoding))
    assert data.rows == (("Ypäjä", "5"), ("Forssa", "”7”"))
    assert (data.encoding, data.delimiter) == (named, ";")


def test_latin_1_with_its_unused_bytes_is_read():
    assert read_csv(b"a;b\n\x81;\xe4\n").rows == (("\x81", "ä"),)


@pytest.mark.parametrize(
    ("text", "delimiter", "width"),
    [
        ("a;b,c;d\n1;2,5;3\n", ";", 3),
        ("a,b\n1,2\n", ",", 2),
        ("a\tb\n1,5\t2\n", "\t", 2),
        ("a\n1\n", ";", 1),
        ('"a;b",c\n"1;2",3\n', ",", 2),
    ],
)
def test_the_delimiter_is_found(text, delimiter, width):
    data = read_csv(text.encode())
    assert (data.delimiter, len(data.header)) == (delimiter, width)


def test_rows_know_their_lines_and_empty_rows_are_left_out():
    data = read_csv(b'a;b\n\n"1\n1";2\n;\n3;4\n')
    assert data.rows == (("1\n1", "2"), ("3", "4"))
    assert data.lines == (3, 6)


def test_faults_name_their_row():
    error = problem_of(b"a;b\n1;2\n3;4;5\n")
    assert (error.problem, error.row) == ("row_width", 3)
    assert error.text("fi").startswith("Rivi 3: Rivillä on 3 solua, mutta otsikkorivillä 2.")
    error = problem_of(b'a;b\n1;2\n"3;4\n')
    assert (error.problem, error.row) == ("open_quote", 3)
    assert problem_of(b"").problem == "no_rows"
    assert problem_of(b"\n\n").problem == "no_rows"
    assert problem_of(b"a;b\n", max_bytes=2).problem == "too_large"
    assert problem_of(b"a\n1\n2\n3\n", max_rows=2).problem == "too_many_rows"
    with pytest.raises(SpreadsheetError, match="Row 3: The row has 1 cells"):
        write_csv(["a", "b"], [["1", "2"], ["3"]])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        data = read_csv(content)
    except SpreadsheetError:
        return
    assert all(len(row) == len(data.header) for row in data.rows)


def test_a_row_of_nothing_but_a_guarded_line_break_is_empty():
    content = write_csv(["eka", "toka"], [("", "\r"), ("a", "b")])
    assert read_csv(content).rows == (("a", "b"),)


def test_a_report_keeps_its_title_and_its_rows_of_other_widths() -> None:
    text = 'Lainat 2024\nKunta\tLainat\nForssa\t"1 234"\nYpäjä\t5\n\nsivu 1\n'
    found = read_grid(text.encode("cp1252"))
    assert (found.delimiter, found.encoding) == ("\t", "cp1252")
    assert found.rows[2] == ("Forssa", "1 234")
    assert found.lines == (1, 2, 3, 4, 6)


def test_a_report_is_refused_as_other_csv_is() -> None:
    for content, problem in ((b"", "no_rows"), (b'a;b\n"c;d\n', "open_quote")):
        with pytest.raises(SpreadsheetError) as told:
            read_grid(content)
        assert told.value.problem == problem
    with pytest.raises(SpreadsheetError, match="larger"):
        read_grid(b"a;b\n", max_bytes=2)

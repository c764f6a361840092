import contextlib
import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.documents.spreadsheets import SpreadsheetError, column_letter
from kimppa.documents.xlsx import Sheet, SheetColumn, read_xlsx, write_xlsx
from kimppa.documents.xlsxguard import column_number
from tests.examples import drawn

DAY = datetime.date(2025, 1, 14)
MIDNIGHT = datetime.datetime.fromisoformat("2025-01-14T00:00:00")  # Excel knows no zones
LOANS = Sheet(
    "Lainat",
    (
        SheetColumn("Kunta"),
        SheetColumn("Lainat", "integer"),
        SheetColumn("Kasvu", "percent"),
        SheetColumn("Menot", "money"),
        SheetColumn("Päivä", "date"),
        SheetColumn("Keskiarvo", "decimal"),
    ),
    (
        ("Forssa", 123456, 0.021, Decimal("1234.50"), DAY, 2.5),
        ("Tammela", "ei kerätty", None, 0, None, 1),
    ),
    notes=("Lähde: kirjastojärjestelmä, haettu 14.1.2025",),
)


def written(*sheets: Sheet, **changes) -> bytes:
    return write_xlsx(sheets or (LOANS,), **{"created": DAY, **changes})


def text_sheet(*values: str) -> Sheet:
    return Sheet("A", (SheetColumn("Teksti"),), tuple((value,) for value in values))


def independently(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def altered(content: bytes, changes: dict[str, bytes]) -> bytes:
    """The workbook with some of its members replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
    return out.getvalue()


def with_cells(cells: str) -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return altered(written(), {"xl/worksheets/sheet1.xml": sheet.encode()})


def problem_of(content: bytes, **limits) -> SpreadsheetError:
    with pytest.raises(SpreadsheetError) as caught:
        read_xlsx(content, **limits)
    return caught.value


def test_an_independent_reader_sees_values_formats_and_header():
    book = independently(written(title="Tilasto", author="Louna"))
    page = book["Lainat"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows == [
        ["Kunta", "Lainat", "Kasvu", "Menot", "Päivä", "Keskiarvo"],
        ["Forssa", 123456, 0.021, 1234.5, MIDNIGHT, 2.5],
        ["Tammela", "ei kerätty", None, 0, None, 1],
    ]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:F3"
    assert [cell.number_format for cell in page[2]] == [
        "@",
        "#,##0",
        "0.0 %",
        '#,##0.00 "€"',
        "d.m.yyyy",
        "#,##0.00",
    ]
    assert page.column_dimensions["A"].width >= len("Tammela")
    assert book.properties.title == "Tilasto"
    assert book.properties.creator == "Louna"
    assert book.properties.created == MIDNIGHT


def test_notes_stand_on_a_sheet_of_their_own():
    page = independently(written())["Tiedot"]
    assert [c.value for c in page[1]] == ["Lainat", "Lähde: kirjastojärjestelmä, haettu 14.1.2025"]
    taken = Sheet("tiedot", (), (), notes=("huomautus",))
    assert independently(written(taken)).sheetnames == ["tiedot", "Tiedot_"]
    assert "Uppgifter" in independently(written(language="sv")).sheetnames


def test_the_same_sheets_give_the_same_bytes():
    assert written() == written()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]
)
def test_text_is_never_a_formula(text):
    content = written(text_sheet(text))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
    cell = independently(content)["A"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert read_xlsx(content)[0].formulas == ()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=5))
@settings(max_examples=drawn(40), deadline=None)
def test_text_survives_writing_and_reading(values):
    (data,) = read_xlsx(written(text_sheet(*values)))
    assert [row[0] for row in data.rows] == ["Teksti", *values]


@given(
    st.lists(
        st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e9, 1e9, allow_nan=False)),
        max_size=5,
    )
)
@settings(max_examples=drawn(40), deadline=None)
def test_numbers_survive_writing_and_reading(values):
    sheet = Sheet("A", (SheetColumn("Luku", "decimal"),), tuple((v,) for v in values))
    (data,) = read_xlsx(written(sheet))
    assert [row[0] for row in data.rows[1:]] == pytest.approx(values, rel=1e-14, abs=1e-300)


def test_dates_and_long_numbers_survive():
    sheet = Sheet("A", (SheetColumn("P", "date"), SheetColumn("N", "integer")), ((DAY, 10**17),))
    (data,) = read_xlsx(written(sheet))
    assert data.rows[1] == (DAY, str(10**17))


@pytest.mark.parametrize(
    ("sheet", "problem", "place"),
    [
        (Sheet("", (), ()), "sheet_name", ("", 0, "")),
        (Sheet("a/b", (), ()), "sheet_name", ("a/b", 0, "")),
        (Sheet("a" * 32, (), ()), "sheet_name", ("a" * 32, 0, "")),
        (Sheet("A", (SheetColumn("x"),), (("1", "2"),)), "row_width", ("A", 2, "")),
        (
            Sheet("A", (SheetColumn("x"), SheetColumn("y", "date")), (("1", 5),)),
            "wrong_kind",
            ("A", 2, "B"),
        ),
        (
            Sheet("A", (SheetColumn("y", "money"),), ((float("nan"),),)),
            "wrong_kind",
            ("A", 2, "A"),
        ),
        (Sheet("A", (SheetColumn("y", "integer"),), ((True,),)), "wrong_kind", ("A", 2, "A")),
        (Sheet("A", (SheetColumn("x"),), (("x" * 40_000,),)), "long_text", ("A", 2, "A")),
    ],
)
def test_what_cannot_be_written_is_named(sheet, problem, place):
    with pytest.raises(SpreadsheetError) as caught:
        written(sheet)
    error = caught.value
    assert (error.problem, (error.sheet, error.row, error.column)) == (problem, place)


def test_sheet_names_differ_also_without_regard_to_case():
    with pytest.raises(SpreadsheetError, match="be used once"):
        written(Sheet("A", (), ()), Sheet("a", (), ()))


def test_the_message_says_place_problem_and_remedy_in_three_languages():
    error = SpreadsheetError("wrong_kind", "Lainat", 3, "B", value="x", kind="integer")
    assert error.text("fi") == (
        "Taulukko ”Lainat”, rivi 3, sarake B: Arvo ”x” ei sovi sarakkeeseen, jonka laji on "
        "kokonaisluku. Korjaa arvo."
    )
    assert error.text("sv").startswith("Blad ”Lainat”, rad 3, kolumn B: Värdet ”x”")
    assert str(error) == error.text("en")
    assert error.text("en").startswith("Sheet “Lainat”, row 3, column B: The value “x”")


def test_another_programs_workbook_reads_with_formulas_errors_and_hidden_sheets():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Äö"
    page["B2"] = "teksti"
    page["C3"] = "=1+1"
    page["D4"] = 7
    page["E5"] = "#REF!"
    page["E5"].data_type = "e"
    book.create_sheet("Piilossa").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    first, second = read_xlsx(out.getvalue())
    assert first.name == "Äö"
    assert first.rows[0] == (None,) * 5
    assert first.rows[1][1] == "teksti"
    assert first.rows[3][3] == 7
    assert first.formulas == ("C3",)
    assert first.errors == ("E5",)
    assert not first.hidden
    assert second.hidden
    with pytest.raises(SpreadsheetError) as caught:
        first.refuse_formulas()
    assert (caught.value.sheet, caught.value.row, caught.value.column) == ("Äö", 3, "C")
    second.refuse_formulas()


def test_files_of_other_kinds_are_named():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert problem_of(old).problem == "old_xls"
    assert problem_of(old + "EncryptedPackage".encode("utf-16-le")).problem == "encrypted"
    assert problem_of(b"Kunta;Lainat\n").problem == "not_xlsx"
    assert problem_of(b"").problem == "not_xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert problem_of(out.getvalue()).problem == "not_xlsx"
    assert problem_of(written()[:-200]).problem == "broken"


MEMBERS = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"]
MEMBERS += ["xl/worksheets/sheet1.xml", "xl/styles.xml"]


@given(st.integers(0), st.integers(1, 255))
@settings(max_examples=drawn(60), deadline=None)
def test_a_damaged_file_is_refused_or_read_never_a_crash(place, flip):
    content = bytearray(written())
    content[place % len(content)] ^= flip
    with contextlib.suppress(SpreadsheetError):
        assert read_xlsx(bytes(content))


@given(st.sampled_from(MEMBERS), st.integers(0), st.binary(max_size=3), st.integers(0, 30))
@settings(max_examples=drawn(150), deadline=None)
def test_damaged_xml_is_refused_or_read_never_a_crash(member, place, put, cut):
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        xml = archive.read(member)
    at = place % len(xml)
    with contextlib.suppress(SpreadsheetError):
        read_xlsx(altered(written(), {member: xml[:at] + put + xml[at + cut :]}))


def test_limits_are_kept():
    assert problem_of(written(), max_bytes=100).problem == "too_large"
    many = written(text_sheet(*(["x"] * 20)))
    error = problem_of(many, max_rows=10)
    assert (error.problem, error.sheet) == ("too_many_rows", "A")
    assert problem_of(many, max_cells=10).problem == "too_many_cells"
    assert len(read_xlsx(many, max_rows=21, max_cells=21)[0].rows) == 21


def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = altered(written(), {"xl/sharedStrings.xml": b" " * 50_000_000})
    assert len(bomb) < 100_000
    assert problem_of(bomb).problem == "expands"


def test_a_zip_that_lies_about_its_size_is_refused():
    bomb = bytearray(altered(written(), {"xl/styles.xml": b"<a>" + b" " * 3_000_000}))
    declared = (3_000_003).to_bytes(4, "little")
    assert bomb.count(declared) == 2
    assert problem_of(bytes(bomb.replace(declared, (5).to_bytes(4, "little")))).problem == "broken"


def test_a_member_that_is_called_a_sheet_many_times_is_refused():
    content = text_sheet("a")
    with zipfile.ZipFile(io.BytesIO(written(content))) as archive:
        workbook = archive.read("xl/workbook.xml")
    begin, end = workbook.index(b"<sheet "), workbook.index(b"</sheets>")
    many = workbook[:begin] + workbook[begin:end] * 2000 + workbook[end:]
    assert problem_of(altered(written(content), {"xl/workbook.xml": many})).problem == "broken"


def test_one_cell_in_the_last_corner_is_refused():
    far = with_cells(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
        '<row r="90000"><c r="A90000"><v>1</v></c></row>'
    )
    assert problem_of(far).problem == "too_many_cells"
    below = with_cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert problem_of(below).problem == "too_many_rows"


def test_cells_that_are_only_coloured_do_not_count():
    content = with_cells(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert read_xlsx(content)[0].rows == ((1,),)


def test_a_long_string_said_many_times_is_refused():
    strings = f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000))
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()
    content = altered(
        written(text_sheet()), {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}
    )
    assert problem_of(content, max_bytes=1_000_000).problem == "expands"


@pytest.mark.parametrize("kind", ["inlineStr", "str"])
def test_a_cell_longer_than_excels_own_limit_is_refused(kind):
    def cell(length):
        text = "x" * length
        held = f"<is><t>{text}</t></is>" if kind == "inlineStr" else f"<v>{text}</v>"
        return with_cells(f'<row r="2"><c r="B2" t="{kind}">{held}</c></row>')

    assert read_xlsx(cell(32_767))[0].rows[1][1] == "x" * 32_767
    error = problem_of(cell(32_768))
    assert (error.problem, error.row, error.column) == ("long_cell", 2, "B")


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_refused(member):
    evil = b'<!DOCTYPE a [<!ENTITY b "cccc">]><a>&b;</a>'
    assert problem_of(altered(written(), {member: evil})).problem == "broken"


def test_column_letters_and_numbers_are_each_others_inverse():
    assert column_letter(1) == "A"
    assert column_letter(16384) == "XFD"
    assert all(column_number(column_letter(n)) == n for n in range(1, 16385))

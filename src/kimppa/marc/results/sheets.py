"""Sheets of texts and numbers as an .xlsx file (ECMA-376, SpreadsheetML), written a row at a time.

Texts stand in the cells themselves and nothing is a formula. That is all which a check's workbook
needs, and takes a third of the time of a library that can do everything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import islice
from string import ascii_uppercase
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

LONGEST: Final = 32_767  # characters that a cell holds
MOST_ROWS: Final = 1_048_576

type Row = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, its columns' titles and widths (in characters, 26 columns at most), its rows
    below the titles. Titles stay in sight, and every column can be filtered."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Row]


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """The file. What a cell cannot hold is cut (32,767 characters) or shown as U+FFFD."""
    file_bytes = BytesIO()
    with ZipFile(file_bytes, "w", ZIP_DEFLATED) as file:
        areas = []
        for number, sheet in enumerate(sheets, 1):
            rows = ["".join(_cells(1, [name for name, _ in sheet.columns], _HEAD))]
            rows_below = islice(sheet.rows, MOST_ROWS - 1)
            rows += ("".join(_cells(n, row, _TEXT)) for n, row in enumerate(rows_below, 2))
            area = f"{ascii_uppercase[len(sheet.columns) - 1]}${max(len(rows), 2)}"
            areas.append(area)
            file.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet, rows, area))
        for name, content in _frame(title, sheets, areas).items():
            file.writestr(name, _XML + content)
    return file_bytes.getvalue()


# Formats of cells by their places in `_STYLES`.
_TEXT, _NUMBER, _HEAD = 1, 2, 3
# Control characters, and the two that XML has no way to say. A line ends with \n alone.
_CONTROL: Final = {
    **dict.fromkeys(
        [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}"
    ),
    13: "_x000D_",
}
_LIKE_A_SIGN: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which would be read as one


def _cells(row: int, values: Row, style: int) -> Iterator[str]:
    """The cells of a row; empty texts are no cells."""
    for letter, value in zip(ascii_uppercase, values, strict=False):
        if isinstance(value, int):
            yield f'<c r="{letter}{row}" s="{_NUMBER}"><v>{value}</v></c>'
        elif value:
            text = escape(_plain(value), quote=False)
            yield (
                f'<c r="{letter}{row}" s="{style}" t="inlineStr">'
                f'<is><t xml:space="preserve">{text}</t></is></c>'
            )


def _plain(text: str) -> str:
    text = text[:LONGEST]
    if "_x" in text:
        text = _LIKE_A_SIGN.sub("_x005F_", text)
    # To translate every text would take longer than to write it.
    return text if text.isprintable() else text.translate(_CONTROL)


def _sheet(sheet: Sheet, rows: Iterable[str], area: str) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}.71" customWidth="1"/>'
        for n, (_title, width) in enumerate(sheet.columns, 1)
    )
    numbered = "".join(f'<row r="{n}">{cells}</row>' for n, cells in enumerate(rows, 1))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>{numbered}</sheetData>"
        f'<autoFilter ref="A1:{area.replace("$", "")}"/></worksheet>'
    )


_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORMATS: Final = "application/vnd.openxmlformats"
_SHEETS: Final = f"{_FORMATS}-officedocument.spreadsheetml"
_QUOTE: Final = escape("'")
_CORE: Final = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/>'
    "</border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" '
    'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def _frame(title: str, sheets: Sequence[Sheet], areas: Sequence[str]) -> dict[str, str]:
    """What holds the sheets together: names of files and their contents."""
    numbers = range(1, len(sheets) + 1)
    sheet_files = [(f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    package_files = [
        (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    return {
        "[Content_Types].xml": _types(numbers),
        "_rels/.rels": _relations(package_files),
        "docProps/core.xml": _CORE.format(escape(_plain(title))),
        "xl/workbook.xml": _book([escape(sheet.name) for sheet in sheets], areas),
        "xl/_rels/workbook.xml.rels": _relations(
            [*sheet_files, (f"{_OFFICE}/styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }


def _types(numbers: Iterable[int]) -> str:
    kinds = {f"/xl/worksheets/sheet{n}.xml": f"{_SHEETS}.worksheet+xml" for n in numbers} | {
        "/xl/workbook.xml": f"{_SHEETS}.sheet.main+xml",
        "/xl/styles.xml": f"{_SHEETS}.styles+xml",
        "/docProps/core.xml": f"{_FORMATS}-package.core-properties+xml",
    }
    parts = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    relations = f"{_FORMATS}-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>{parts}</Types>'
    )


def _book(names: Sequence[str], areas: Sequence[str]) -> str:
    sheet_elements = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{name.replace(_QUOTE, 2 * _QUOTE)}'!$A$1:${area}</definedName>"
        for n, (name, area) in enumerate(zip(names, areas, strict=True))
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheet_elements}</sheets><definedNames>{filters}</definedNames></workbook>"
    )


def _relations(kinds_and_targets: Iterable[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds_and_targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'

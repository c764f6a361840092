"""The findings as an Excel workbook. Everything is text or a number, nothing a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from kimppa.marc.checking import Checked
from kimppa.marc.results.excerpts import Excerpt
from kimppa.marc.results.terminal import ordered
from kimppa.marc.results.words import word

_LONGEST: Final = 32_767  # characters that a cell holds
_CONTROL: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32)], "\N{REPLACEMENT CHARACTER}")
type Row = Sequence[str | int]


def write(checked: Checked, findings: Iterable[Excerpt], language: str) -> bytes:
    """Three sheets: a line a rule, a line a rule and owner, and the findings with their texts."""
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"title": f"{word('title', language)}: {checked.source.name}"})
    style = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }
    _sheet(book, style, word("summary", language), *_summary(checked, language))
    _sheet(book, style, word("owners", language), *_by_owner(checked, language))
    _sheet(book, style, word("findings", language), *_findings(findings, language))
    book.close()
    return data.getvalue()


type Content = tuple[list[tuple[str, int]], Iterable[Row]]


def _summary(checked: Checked, language: str) -> Content:
    columns = _columns(language, severity=10, rule=30, message=70, findings=12, records=12, fix=16)
    rows = (
        (
            heading.severity,
            heading.id,
            heading.message[language],
            heading.findings,
            heading.records,
            word(heading.fix, language) if heading.fix else "",
        )
        for heading in ordered(checked)
    )
    return columns, rows


def _by_owner(checked: Checked, language: str) -> Content:
    columns = _columns(
        language, owner=20, severity=10, rule=30, message=70, findings=12, records=12
    )
    headings = {heading.number: heading for heading in checked.headings}
    rows = [
        (
            owner,
            headings[rule].severity,
            headings[rule].id,
            headings[rule].message[language],
            findings,
            records,
        )
        for rule, owner, findings, records in checked.by_owner().iter_rows()
    ]
    rows.sort(key=lambda row: (row[0], row[1], -row[4], row[2]))
    return columns, [(row[0] or word("nobody", language), *row[1:]) for row in rows]


def _findings(findings: Iterable[Excerpt], language: str) -> Content:
    columns = _columns(
        language, severity=10, rule=30, message=60, control=16, owner=20, name=40, place=9, text=70
    )
    rows = (
        (
            finding.heading.severity,
            finding.heading.id,
            finding.told,
            finding.control,
            finding.owners,
            finding.title,
            finding.place,
            finding.text,
        )
        for finding in findings
    )
    return columns, rows


def _columns(language: str, **widths: int) -> list[tuple[str, int]]:
    return [(word(name, language), width) for name, width in widths.items()]


def _sheet(
    book: Any, style: dict[str, Any], name: str, columns: list[tuple[str, int]], rows: Iterable[Row]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, (title, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, style["head"])
    last = 0
    for last, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(last, place, value, style["number"])
            else:
                text = value.translate(_CONTROL)[:_LONGEST]
                sheet.write_string(last, place, text, style["text"])
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)

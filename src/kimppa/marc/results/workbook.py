"""The findings as an Excel workbook. Everything is text or a number, nothing a formula."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kimppa.marc.checking import Checked
from kimppa.marc.results.excerpts import Excerpt
from kimppa.marc.results.lines import ordered, undefined_tags
from kimppa.marc.results.messages import word
from kimppa.marc.results.sheets import Row, Sheet, workbook
from kimppa.marc.results.unread import unread

_UNREAD: Final = 10_000  # records that could not be read


def write(checked: Checked, findings: Sequence[Excerpt], language: str) -> bytes:
    """Sheets: a line a rule, a line a rule and owner, the findings with their texts, and the
    records that could not be read if there are any."""
    shown_counts = Counter(finding.heading.number for finding in findings)
    contents = {
        "summary": _summary(checked, shown_counts, language),
        "owners": _by_owner(checked, language),
        "findings": _findings(findings, language),
    }
    if checked.counts.quarantined:
        contents["quarantined"] = _unread(checked, language)
    title = f"{word('title', language)}: {checked.source.name}"
    return workbook(
        title, [Sheet(word(name, language), *content) for name, content in contents.items()]
    )


type Content = tuple[list[tuple[str, int]], Iterable[Row]]


def _summary(checked: Checked, shown_counts: Mapping[int, int], language: str) -> Content:
    columns = _columns(
        language, severity=10, rule=30, message=70, findings=12, records=12, shown=12, fix=16
    )
    rows: list[Row] = []
    for heading in ordered(checked):
        fix = word(heading.fix, language) if heading.fix else ""
        message = heading.message[language]
        counts = (heading.findings, heading.records, shown_counts.get(heading.number, 0))
        rows.append((heading.severity, heading.id, message, *counts, fix))
        rows += [
            (
                heading.severity,
                f"{heading.id} {line.tag}",
                line.message,
                line.findings,
                line.records,
                "",
                "",
            )
            for line in undefined_tags(checked, heading, language)
        ]
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


def _unread(checked: Checked, language: str) -> Content:
    columns = _columns(language, order=16, byte=16, control=16, why=60, begins=70)
    rows = (
        (row.order, row.offset, row.control, row.reason, row.begins)
        for row in unread(checked, language, _UNREAD)
    )
    return columns, rows


def _columns(language: str, **widths: int) -> list[tuple[str, int]]:
    return [(word(name, language), width) for name, width in widths.items()]

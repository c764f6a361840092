"""A sheet's facts as a document to read, a workbook to type from, and CSV.

Pure but for the catalogues of words: call under `official(municipality)`.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.language import active_language
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.messages import shortfall
from kimppa.documents import numbers
from kimppa.documents.blocks import (
    Block,
    Column,
    Document,
    bullets,
    heading,
    note,
    number_column,
    paragraph,
    table,
)
from kimppa.documents.csvfile import write_csv
from kimppa.documents.spreadsheets import Cell, Kind
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.statistics.sheets.content import incomplete, lacking
from kimppa.statistics.variables.messages import GROUPS, ORIGINS, STATES

WIDEST = 4  # branches that a page has room for beside the municipality


def document(facts: Mapping[str, Any], stamp: Stamp) -> Document:
    """The sheet to read and to print."""
    town = facts["municipality"]["name"]
    return Document(
        title=facts["title"],
        subtitle=f"{town} · {facts['consortium']}",
        subject=f"{facts['title']}, {town}",
        author=facts["producer"] or facts["consortium"],
        language=active_language(),
        date=stamp.date,
        blocks=tuple(_blocks(facts, stamp)),
        footer=" · ".join(
            filter(None, (facts["title"], town, version_text(stamp), shortfall(incomplete(facts))))
        ),
        provisional=stamp.provisional or not stamp.version,
    )


def version_text(stamp: Stamp) -> str:
    """The version in words."""
    return _("version %(version)d") % {"version": stamp.version} if stamp.version else _("draft")


def incomplete_text(facts: Mapping[str, Any]) -> str:
    """That a sheet is not whole, with what it lacks by group; empty for a whole one."""
    text = shortfall(incomplete(facts))
    if not text:
        return ""
    groups = [f"{GROUPS[group]} {count}" for group, count in lacking(facts).items()]
    return _("%(short)s. Lacking: %(groups)s.") % {"short": text, "groups": ", ".join(groups)}


def _blocks(facts: Mapping[str, Any], stamp: Stamp) -> Iterable[Block]:
    if shortfall_text := incomplete_text(facts):
        yield note(shortfall_text)
    if facts["example"]:
        yield note(_("The figures of this sheet are partly made-up examples."))
    if stamp.reason:
        yield note(_("Why a new version: %(reason)s") % {"reason": stamp.reason})
    yield bullets(*facts["method"])
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in facts["rows"]:
        groups.setdefault(row["group"], []).append(row)
    for group, rows in groups.items():
        yield heading(str(GROUPS[group]))
        yield _table(str(GROUPS[group]), facts, rows)
        yield from _explanation_blocks(rows)
    yield from _key_figure_blocks(facts)
    yield from _visit_blocks(facts)
    yield paragraph(source_line())


def source_line() -> str:
    """Whose figures the comparison rests on."""
    return _("Figures compared with: Finnish Public Libraries Statistics, Ministry of Education "
             "and Culture, %(address)s (CC BY 4.0)") % {
                 "address": "https://tilastot.kirjastot.fi/"
             }  # fmt: skip


def _table(caption: str, facts: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Block:
    branches = facts["branches"] if 1 < len(facts["branches"]) <= WIDEST else []
    columns = [
        Column(_("Variable"), weight=2.6),
        *(number_column(branch["name"]) for branch in branches),
        number_column(facts["municipality"]["name"]),
        number_column(_("Earlier")),
        number_column(_("Change")),
    ]
    return table(caption, columns, [_row_cells(row, branches) for row in rows])


def _row_cells(row: Mapping[str, Any], branches: Sequence[Mapping[str, str]]) -> list[str]:
    name = f"{row['name']} ({row['unit']})"
    earlier_text = (
        f"{format_number(row['last'])} ({row['last_year']})" if row["last"] is not None else "–"
    )
    percent = f" ({format_number(row['percent'])} %)" if row["percent"] is not None else ""
    change = "–" if row["difference"] is None else f"{format_number(row['difference'])}{percent}"
    parts = [format_number(row["branches"].get(branch["code"])) for branch in branches]
    return [name, *parts, format_number(row["value"], row["state"]), earlier_text, change]


def format_number(number_text: str | None, missing_because: str = "") -> str:
    """A number of the facts as people read it, or in words why there is none."""
    if number_text is None:
        return str(STATES.get(missing_because, "–"))
    if number_text in STATES:
        return str(STATES[number_text])
    number = Decimal(number_text)
    decimals = max(0, -int(number.as_tuple().exponent))
    return numbers.decimal(number, active_language(), min(decimals, 2))


def _explanation_blocks(rows: Iterable[Mapping[str, Any]]) -> Iterable[Block]:
    lines = [
        f"{note['number']}: {note['finding']} – {note['explanation'] or _('not explained yet')}"
        for row in rows
        for note in row["notes"]
    ]
    if lines:
        yield bullets(*lines)


def _key_figure_blocks(facts: Mapping[str, Any]) -> Iterable[Block]:
    if facts["key_figures"]:
        title = str(GROUPS["key-figures"])
        yield heading(title)
        rows = [
            [
                key_figure["name"],
                _round_number(key_figure["value"]) if key_figure["value"] is not None else "–",
            ]
            for key_figure in facts["key_figures"]
        ]
        columns = [Column(_("Key figure"), weight=2.0), number_column(_("Value"))]
        yield table(title, columns, rows)


def _round_number(text: str) -> str:
    return numbers.decimal(Decimal(text), active_language(), 2)


def _visit_blocks(facts: Mapping[str, Any]) -> Iterable[Block]:
    if not facts["shared"]:
        return
    title = _("Shared web services")
    yield heading(title)
    columns = [
        Column(_("Service"), weight=1.6),
        number_column(_("Visits of all")),
        Column(_("Split by"), weight=1.4),
        number_column(_("Part")),
    ]
    rows = [
        [
            visits["service"],
            format_number(str(visits["visits"])),
            visits["key"] or _("the municipality's own, measured"),
            format_number(str(visits["part"])),
        ]
        for visits in facts["shared"]
    ]
    yield table(title, columns, rows)
    notes = [text for visits in facts["shared"] for text in _notes_on_visits(visits)]
    if notes:
        yield bullets(*notes)


def _notes_on_visits(visits: Mapping[str, Any]) -> Iterable[str]:
    """What must be known of a service's visits. A sheet frozen long ago may not have it all."""
    if visits["method"]:
        yield f"{visits['service']}: {visits['method']}"
    if visits.get("missing_months"):
        months = ", ".join(map(str, visits["missing_months"]))
        yield _("%(service)s: months without a figure: %(months)s.") % {
            "service": visits["service"],
            "months": months,
        }
    if visits.get("key_before"):
        yield _("%(service)s: the series breaks this year, for the key is another; before: "
                "%(key)s.") % {
                    "service": visits["service"], "key": visits["key_before"]
                }  # fmt: skip
    elif visits["series_break"]:
        yield _("%(service)s: the series breaks this year.") % {"service": visits["service"]}


def workbook(facts: Mapping[str, Any], stamp: Stamp) -> bytes:
    """The sheet to type from: one column a branch, then the municipality."""
    columns = tuple(SheetColumn(title, kind) for title, kind in _columns(facts))
    shortfall_text = incomplete_text(facts)
    notes = (
        *([shortfall_text] if shortfall_text else []),
        *facts["method"],
        version_text(stamp),
        source_line(),
    )
    sheet = Sheet(facts["title"][:31], columns, [_line(facts, row) for row in facts["rows"]], notes)
    return write_xlsx(
        [sheet], created=stamp.date, language=active_language(), title=facts["title"],
        author=facts["producer"],
    )  # fmt: skip


def csv(facts: Mapping[str, Any]) -> bytes:
    """The same rows as CSV."""
    header = [title for title, _kind in _columns(facts)]
    return write_csv(header, [_line(facts, row) for row in facts["rows"]])


def _columns(facts: Mapping[str, Any]) -> list[tuple[str, Kind]]:
    return [
        (_("Code"), "text"),
        (_("Group"), "text"),
        (_("Variable"), "text"),
        (_("Unit"), "text"),
        *((branch["name"], "decimal") for branch in facts["branches"]),
        (facts["municipality"]["name"], "decimal"),
        (_("Earlier"), "decimal"),
        (_("Year"), "text"),
        (_("Change"), "decimal"),
        (_("Change, %"), "decimal"),
        (_("Origin"), "text"),
        (_("Source"), "text"),
        (_("Explanation"), "text"),
    ]


def _line(facts: Mapping[str, Any], row: Mapping[str, Any]) -> list[Cell]:
    explanations = [noted["explanation"] or noted["finding"] for noted in row["notes"]]
    return [
        row["row"] or row["code"],
        str(GROUPS[row["group"]]),
        row["name"],
        row["unit"],
        *(_number(row["branches"].get(branch["code"])) for branch in facts["branches"]),
        _number(row["value"] or row["state"]),
        _number(row["last"]),
        str(row["last_year"] or ""),
        _number(row["difference"]),
        _number(row["percent"]),
        str(ORIGINS.get(row["origin"], "")),
        row["source"],
        " ".join(explanations),
    ]


def _number(text: str | None) -> Cell:
    if text is None:
        return None
    if text in STATES:
        return str(STATES[text])
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number

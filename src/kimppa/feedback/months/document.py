"""A theme list as a page to read. Pure but for the catalogues of words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.language import active_language
from kimppa.core.releases.facts import Stamp
from kimppa.documents import numbers
from kimppa.documents.blocks import (
    Block,
    Column,
    Document,
    note,
    number_column,
    paragraph,
    table,
)
from kimppa.feedback.months.content import cell

WIDEST = 7  # columns of municipalities that a page has room for beside one another


def document(facts: Mapping[str, Any], stamp: Stamp) -> Document:
    """The list to read and to print: one page for up to six municipalities."""
    version = _("version %(version)d") % {"version": stamp.version} if stamp.version else _("draft")
    return Document(
        title=facts["title"],
        subtitle=facts["consortium"],
        subject=facts["title"],
        author=facts["producer"] or facts["consortium"],
        language=active_language(),
        date=stamp.date,
        blocks=tuple(_blocks(facts, stamp)),
        footer=f"{facts['title']} · {version}",
        provisional=stamp.provisional or not stamp.version,
    )


def _blocks(facts: Mapping[str, Any], stamp: Stamp) -> Iterable[Block]:
    if facts["example"]:
        yield note(_("The feedback of this list is partly made-up examples."))
    if stamp.reason:
        yield note(_("Why a new version: %(reason)s") % {"reason": stamp.reason})
    columns = facts["columns"]
    for start in range(0, len(columns), WIDEST):
        yield from _tables(facts, columns[start : start + WIDEST])
    yield paragraph(method())


def method() -> str:
    """How the figures are meant."""
    return _("Arrived: came in the month. Handled, handed over and forwarded: done in the month, "
             "whenever it came. The list holds counts only, no words of customers.")  # fmt: skip


def titles() -> dict[str, str]:
    """The tables of a list, by the key of its facts."""
    return {
        "told": _("What customers told of"),
        "handling": _("How they were answered"),
        "done": _("What was done with it"),
    }


def _tables(facts: Mapping[str, Any], columns: Sequence[Mapping[str, str]]) -> Iterable[Block]:
    heads = [
        Column(_("What"), weight=3.6),
        number_column(_("All")),
        *(number_column(column["name"]) for column in columns),
    ]
    # Two tables, for a third head would take the room of two rows.
    headings, answered = titles(), [*facts["handling"], *facts["done"]]
    for title, rows in ((headings["told"], facts["told"]), (headings["handling"], answered)):
        if rows:
            yield table(title, heads, [_cells(row, columns) for row in rows])


def _cells(row: Mapping[str, Any], columns: Sequence[Mapping[str, str]]) -> list[str]:
    values = [row["together"], *(cell(row, value["code"]) for value in columns)]
    return [row["name"], *(_cell_text(value) for value in values)]


def _cell_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return numbers.decimal(value, active_language(), 1 if isinstance(value, float) else 0)

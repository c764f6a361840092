"""`where` and `when`: conditions in the words of SQL, compiled once, run cheap parts first.

A condition is cut at its outermost ANDs. Parts that ask only of the record are answered once for
each record; comparisons come before regular expressions, which then see fewer rows. What asks for
a few characters only (a tag, a code, an indicator, fixed positions) is answered once for each of
the texts that there are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask
from kimppa.marc.rules import recordcolumns
from kimppa.marc.rules.building import Branch, Builder
from kimppa.marc.rules.grammar import parsed, span
from kimppa.marc.rules.nodes import MOST, Node
from kimppa.marc.rules.table import LETTERS
from kimppa.marc.rules.texts import Characters
from kimppa.marc.rules.view import FieldRows, Rows, SubfieldRows, View
from kimppa.marc.translation import Message

SUBFIELD: Final = ("tag", "i1", "i2", "code", "value", "next", "prev")
FIELD: Final = ("tag", "i1", "i2", "value", "codes", "text")
RECORD: Final = ()

_LETTER_ANSWERS: Final[dict[tuple[str, str], npt.NDArray[np.bool_]]] = {}
_FEW: Final = 2000  # rows for which cutting a condition costs more than it saves


@dataclass(frozen=True, slots=True)
class Position:
    """What a condition asks of some characters of a column, the first of them counted from 0."""

    name: str
    at: int
    length: int
    asked: str  # how the expression calls a column which has those characters alone
    expression: pl.Expr

    def holds(self, column: Characters) -> npt.NDArray[np.bool_]:
        """Where it is true of the column's texts."""
        characters = column.cut(self.at, self.length)
        return characters.where(
            lambda texts: texts.to_frame(self.asked).select(self.expression).to_series()
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One of the conditions that must all hold."""

    sql: str
    expression: pl.Expr
    names: tuple[str, ...]
    of_record: bool
    cost: int
    position: Position | None = None

    @property
    def lookup(self) -> bool:
        """Whether it asks only for one tag, code or indicator: few answers, each made once."""
        return len(self.names) == 1 and self.names[0] in {"tag", "code", "i1", "i2"}

    def holds(self, frame: pl.DataFrame) -> npt.NDArray[np.bool_]:
        """Where it is true; what is neither true nor false is not."""
        answer = frame.select(self.expression).to_series()
        if len(answer) != len(frame):  # a condition without columns
            return np.full(len(frame), bool(answer[0]))
        return mask(answer)


class Condition:
    """A whole condition; an empty one always holds."""

    def __init__(self, sql: str, columns: Collection[str]) -> None:
        """Raise ValueError for what is no condition or asks for a column that is not there."""
        self.parts = _parts(sql, tuple(columns)) if sql.strip() else []

    def records(self, view: View) -> npt.NDArray[np.bool_]:
        """Where it holds; every part must ask of the record only."""
        hits = np.ones(view.count, np.bool_)
        for part in self.parts:
            hits &= _cached_record_mask(part, view)
        return hits

    def narrow[R: (SubfieldRows, FieldRows)](self, rows: R) -> R:
        remaining = []
        hits = np.ones(len(rows), np.bool_)
        for part in self.parts:
            # Asked of all rows, for what they know of themselves is there for the next rule too.
            answer = _test_cheaply(part, rows)
            if answer is None:
                remaining.append(part)
            else:
                hits &= answer
        rows = rows.keep(hits) if len(remaining) < len(self.parts) else rows
        if len(rows) <= _FEW and len(remaining) > 1:
            return rows.keep(_all_true(remaining, rows)) if len(rows) else rows
        for part in remaining:
            if len(rows):
                rows = rows.keep(rows.held(part))
        return rows

    def also(self, other: "Condition") -> "Condition":
        combination = Condition("", ())
        combination.parts = sorted([*self.parts, *other.parts], key=lambda part: part.cost)
        return combination


@lru_cache(maxsize=4096)
def _parts(sql: str, columns: tuple[str, ...]) -> list[Part]:
    """What stands between the outermost ANDs, the cheapest first."""
    tree = parsed(sql)
    branches: list[Branch] = [tree]
    if tree.data == "conjunction":
        branches = [child for child in tree.children if not isinstance(child, str)]
    if len(branches) > MOST:
        raise ValueError(
            Message("more than {limit} words and operators: cut it into several", limit=MOST)
        )
    return sorted(
        (_condition_part(sql, columns, branch) for branch in branches), key=lambda child: child.cost
    )


def _condition_part(sql: str, columns: Collection[str], branch: Branch) -> Part:
    node = Builder(sql, columns).condition(branch)
    start, end = span(branch)
    of_record = not any(name in columns or name.startswith("sub_") for name in node.names)
    cost = 4 * node.heavy + 2 * ("text" in node.names) + ("value" in node.names)
    position = _position(node, Builder(sql, columns, cut=True), branch)
    return Part(sql[start:end], node.expression, node.names, of_record, cost, position)


def _position(node: Node, cutting: Builder, branch: Branch) -> Position | None:
    if len(node.names) != 1:
        return None
    (name,) = node.names
    if name in recordcolumns.PLACES:
        return Position(*recordcolumns.PLACES[name], name, node.expression)
    if len(node.places) != 1 or None in node.places:
        return None
    ((start, length),) = (place for place in node.places if place)
    return Position(name, start, length, name, cutting.condition(branch).expression)


def _all_true(parts: list[Part], rows: Rows) -> npt.NDArray[np.bool_]:
    frame = rows.frame(dict.fromkeys(name for part in parts for name in part.names))
    hits: npt.NDArray[np.bool_] = np.logical_and.reduce([part.holds(frame) for part in parts])
    return hits


def _cached_record_mask(part: Part, view: View) -> npt.NDArray[np.bool_]:
    return view.mask(part.sql, lambda: _record_mask(part, view))


def _record_mask(part: Part, view: View) -> npt.NDArray[np.bool_]:
    if part.position and (characters := view.records.characters(part.position.name)):
        return part.position.holds(characters)
    return part.holds(_record_frame(part, view))


def _test_cheaply(part: Part, rows: Rows) -> npt.NDArray[np.bool_] | None:
    """Where a part is true that need not be asked of every row."""
    if part.of_record:
        return _cached_record_mask(part, rows.view).take(rows.rec)
    if part.lookup:
        return _looked_up(part, rows)
    if part.position and (characters := rows.characters(part.position.name)):
        return part.position.holds(characters)
    return None


def _looked_up(part: Part, rows: Rows) -> npt.NDArray[np.bool_]:
    name = part.names[0]

    def of_tags() -> npt.NDArray[np.bool_]:
        numbers, texts = rows.table.tags
        by_tag = np.zeros(65536, np.bool_)
        by_tag[numbers] = part.holds(texts.to_frame(name))
        return by_tag

    if name == "tag":
        answers = rows.view.mask(f"{part.sql} of {id(rows.table)}", of_tags)
    else:
        answers = _letter_mask(part, name)
    hits: npt.NDArray[np.bool_] = answers.take(rows.numbers(name))
    return hits


def _letter_mask(part: Part, name: str) -> npt.NDArray[np.bool_]:
    """What a part answers for each byte that a code or an indicator can be."""
    if (part.sql, name) not in _LETTER_ANSWERS:
        _LETTER_ANSWERS[part.sql, name] = part.holds(LETTERS.to_frame(name))
    return _LETTER_ANSWERS[part.sql, name]


def _record_frame(part: Part, view: View) -> pl.DataFrame:
    if not part.names:
        return pl.DataFrame({"": np.zeros(view.count, np.uint8)})
    return view.records.frame(part.names)

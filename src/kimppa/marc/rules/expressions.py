"""`where` and `when`: SQL conditions, compiled once, run cheap parts first.

A condition is cut at its outermost ANDs. Parts that ask only of the record are answered once for
each record; comparisons come before regular expressions, which then see fewer rows. What asks for
a few characters only (a tag, a code, an indicator, fixed positions) is answered once for each of
the texts that there are.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.exceptions import PolarsError

from kimppa.marc.columns import mask
from kimppa.marc.rules import recordcolumns
from kimppa.marc.rules.table import LETTERS
from kimppa.marc.rules.texts import WIDEST, Characters
from kimppa.marc.rules.view import FieldRows, Rows, SubfieldRows, View

SUBFIELD: Final = ("tag", "i1", "i2", "code", "value", "next", "prev")
FIELD: Final = ("tag", "i1", "i2", "value", "codes", "text")
RECORD: Final = ()

_FEW: Final = 2000  # rows for which cutting a condition costs more than it saves
_POSITION: Final = re.compile(rf"\bSUBSTR\((\w+), ([1-9]\d*), ([1-{WIDEST}])\)")
_TOKENS: Final = re.compile(
    r"'(?:[^']|'')*'|\(|\)|\b(?:AND|OR|BETWEEN|CASE)\b|.", re.IGNORECASE | re.DOTALL
)


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
        answers = self.expression.cast(pl.Boolean)
        cut = column.cut(self.at, self.length)
        return cut.where(lambda texts: texts.to_frame(self.asked).select(answers).to_series())


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
        answer = frame.select(self.expression.cast(pl.Boolean)).to_series()
        if len(answer) != len(frame):  # a condition without columns
            return np.full(len(frame), bool(answer[0]))
        return mask(answer)


class Condition:
    """A whole condition; an empty one always holds."""

    def __init__(self, sql: str, own: Collection[str]) -> None:
        """Raise ValueError for what is not SQL or asks for a column that is not there."""
        parts = [_part(one, own) for one in (conjuncts(sql) if sql.strip() else [])]
        self.parts = sorted(parts, key=lambda one: one.cost)

    def records(self, view: View) -> npt.NDArray[np.bool_]:
        """Where it holds; every part must ask of the record only."""
        found = np.ones(view.count, np.bool_)
        for part in self.parts:
            found &= _of_records(part, view)
        return found

    def narrow[R: (SubfieldRows, FieldRows)](self, rows: R) -> R:
        """The rows for which it holds."""
        left = []
        found = np.ones(len(rows), np.bool_)
        for part in self.parts:
            # Asked of all rows, for what they know of themselves is there for the next rule too.
            answer = _cheaply(part, rows)
            if answer is None:
                left.append(part)
            else:
                found &= answer
        rows = rows.keep(found) if len(left) < len(self.parts) else rows
        if len(rows) <= _FEW and len(left) > 1:
            return rows.keep(_all(left, rows)) if len(rows) else rows
        for part in left:
            if len(rows):
                rows = rows.keep(rows.held(part))
        return rows

    def also(self, other: "Condition") -> "Condition":
        """That both hold."""
        both = Condition("", ())
        both.parts = sorted([*self.parts, *other.parts], key=lambda one: one.cost)
        return both


def conjuncts(sql: str) -> list[str]:
    """The parts between the outermost ANDs; the whole where an outermost OR joins them."""
    parts, depth, between = [""], 0, False
    for token in _TOKENS.findall(sql):
        word = token.upper()
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in {"OR", "CASE"}:
            return [sql]
        if depth == 0 and word == "AND" and not between:
            parts.append("")
            continue
        between = word == "BETWEEN" or (between and word != "AND")
        parts[-1] += token
    return [one.strip() for one in parts]


def known(name: str, own: Collection[str]) -> bool:
    """Whether a block has such a column."""
    if name in own or name in recordcolumns.NAMES or recordcolumns.PATTERN.fullmatch(name):
        return True
    return "codes" in own and len(name) == 5 and name.startswith("sub_")


def _part(sql: str, own: Collection[str]) -> Part:
    try:
        expression = pl.sql_expr(sql)
    except (PolarsError, ValueError) as wrong:
        raise ValueError(f"{sql!r} is not a condition: {wrong}") from wrong
    names = tuple(dict.fromkeys(expression.meta.root_names()))
    for name in names:
        if not known(name, own):
            have = ", ".join([*own, *recordcolumns.NAMES, "has_245, count_245 …"])
            raise ValueError(f"{sql!r} asks for {name!r}; there are {have}")
    of_record = not any(name in own or name.startswith("sub_") for name in names)
    position = _position(sql, names[0], expression) if len(names) == 1 else None
    return Part(sql, expression, names, of_record, _cost(sql, names), position)


def _position(sql: str, name: str, expression: pl.Expr) -> Position | None:
    if name in recordcolumns.PLACES:
        return Position(*recordcolumns.PLACES[name], name, expression)
    asked = {(at, length) for _, at, length in _POSITION.findall(sql)}
    if len(asked) != 1 or re.search(rf"\b{name}\b", _POSITION.sub("", sql)):
        return None
    ((at, length),) = asked
    return Position(name, int(at) - 1, int(length), name, pl.sql_expr(_POSITION.sub(name, sql)))


def _cost(sql: str, names: Collection[str]) -> int:
    heavy = bool(re.search(r"~|like|lower|upper|replace", sql, re.IGNORECASE))
    return 4 * heavy + 2 * ("text" in names) + ("value" in names)


def _all(parts: list[Part], rows: Rows) -> npt.NDArray[np.bool_]:
    frame = rows.frame(dict.fromkeys(name for part in parts for name in part.names))
    found: npt.NDArray[np.bool_] = np.logical_and.reduce([part.holds(frame) for part in parts])
    return found


def _of_records(part: Part, view: View) -> npt.NDArray[np.bool_]:
    return view.mask(part.sql, lambda: _asked(part, view))


def _asked(part: Part, view: View) -> npt.NDArray[np.bool_]:
    if part.position and (characters := view.records.characters(part.position.name)):
        return part.position.holds(characters)
    return part.holds(_record_frame(part, view))


def _cheaply(part: Part, rows: Rows) -> npt.NDArray[np.bool_] | None:
    """Where a part is true that need not be asked of every row."""
    if part.of_record:
        return _of_records(part, rows.view).take(rows.rec)
    if part.lookup:
        return _looked_up(part, rows)
    if part.position and (characters := rows.characters(part.position.name)):
        return part.position.holds(characters)
    return None


def _looked_up(part: Part, rows: Rows) -> npt.NDArray[np.bool_]:
    name = part.names[0]

    def of_tags() -> npt.NDArray[np.bool_]:
        numbers, texts = rows.table.tags
        found = np.zeros(65536, np.bool_)
        found[numbers] = part.holds(texts.to_frame(name))
        return found

    if name == "tag":
        answers = rows.view.mask(f"{part.sql} of {id(rows.table)}", of_tags)
    else:
        answers = _of_letters(part.sql, name)
    found: npt.NDArray[np.bool_] = answers.take(rows.numbers(name))
    return found


@cache
def _of_letters(sql: str, name: str) -> npt.NDArray[np.bool_]:
    """What a part answers for each byte that a code or an indicator can be."""
    return _part(sql, {name}).holds(LETTERS.to_frame(name))


def _record_frame(part: Part, view: View) -> pl.DataFrame:
    if not part.names:
        return pl.DataFrame({"": np.zeros(view.count, np.uint8)})
    return view.records.frame(part.names)

"""What a condition is built of: Polars expressions with what is known of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import and_, or_
from typing import Final

import polars as pl

from kimppa.marc.translation import Message

WIDEST: Final = 16  # times the texts of a row: CONCAT and REPLACE make longer texts
LITERAL_BYTES: Final = 250  # bytes of a text in the condition that count as a text of a row
DEEPEST: Final = 32  # brackets, NOTs and functions within each other
MOST: Final = 500  # words and operators, the items of lists left out


class Kind(StrEnum):
    """What an expression gives for each row."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Node:
    """An expression and what it asks for."""

    kind: Kind
    expression: pl.Expr
    names: tuple[str, ...] = ()  # of columns, each once
    # Fixed positions that are asked of its columns, from 0, and their lengths; None is a whole one.
    places: frozenset[tuple[int, int] | None] = frozenset()
    heavy: bool = False  # reads whole texts: a regular expression, LIKE, LOWER …
    growth: int = 0  # how many times the texts of a row its own may be
    depth: int = 1
    literal: str | int | None = None

    def __post_init__(self) -> None:
        """Make numbers signed: a negative one of Polars' unsigned lengths wraps around."""
        if self.kind is Kind.NUMBER:
            object.__setattr__(self, "expression", self.expression.cast(pl.Int64))


def joined(
    kind: Kind,
    expression: pl.Expr,
    nodes: Iterable[Node],
    *,
    heavy: bool = False,
    growth: int | None = None,
    depth: int = 1,
) -> Node:
    """A node above others. Raises ValueError where it grows too deep, or its texts too long."""
    nodes = list(nodes)
    text_growth = max((node.growth for node in nodes), default=0) if growth is None else growth
    if kind is Kind.TEXT and text_growth > WIDEST:
        raise ValueError(
            Message("it makes texts more than {limit} times longer: write it shorter", limit=WIDEST)
        )
    depth += max((node.depth for node in nodes), default=0)
    if depth > DEEPEST:
        raise ValueError(
            Message("more than {limit} within each other: write it simpler", limit=DEEPEST)
        )
    return Node(
        kind,
        expression,
        tuple(dict.fromkeys(name for node in nodes for name in node.names)),
        frozenset().union(*(node.places for node in nodes)),
        heavy or any(node.heavy for node in nodes),
        text_growth if kind is Kind.TEXT else 0,
        depth,
    )


def literal_node(literal: str | int) -> Node:
    """A text or a number that stands in the condition."""
    if isinstance(literal, str):
        growth = -(-len(literal.encode()) // LITERAL_BYTES)
        return Node(Kind.TEXT, pl.lit(literal), growth=growth, literal=literal)
    return Node(Kind.NUMBER, pl.lit(literal), literal=literal)


def balanced(nodes: Sequence[Node], *, every: bool) -> pl.Expr:
    """All (or some) of these, as a tree that is not deep: Polars follows it by recursion."""
    expressions = [node.expression for node in nodes]
    while len(expressions) > 1:
        pairs = [expressions[index : index + 2] for index in range(0, len(expressions), 2)]
        expressions = [reduce(and_ if every else or_, pair) for pair in pairs]
    return expressions[0]


COMPARISONS: Final[Mapping[str, str]] = {
    "=": "eq", "==": "eq", "<>": "ne", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
}  # fmt: skip


def like(text: pl.Expr, pattern: str, *, any_case: bool) -> pl.Expr:
    """LIKE: % is any text, _ any character; there is no sign that escapes them."""
    literal = pattern.strip("%")
    if any_case or "%" in literal or "_" in literal:
        signs = {"%": ".*", "_": "."}
        regex = "".join(signs.get(sign) or pl.escape_regex(sign) for sign in pattern)
        return text.str.contains(f"(?s{'i' if any_case else ''})^{regex}$")
    first, last = pattern.startswith("%"), pattern.endswith("%")
    if first and last:
        return text.str.contains(literal, literal=True)
    if first or last:
        return text.str.ends_with(literal) if first else text.str.starts_with(literal)
    return text == pattern

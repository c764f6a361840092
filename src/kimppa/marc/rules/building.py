"""From the tree of a condition to Polars expressions: each kind of branch has a method here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from kimppa.marc.rules import recordcolumns
from kimppa.marc.rules.functions import called, concatenated, position
from kimppa.marc.rules.grammar import refused
from kimppa.marc.rules.nodes import (
    COMPARISONS,
    MOST,
    Kind,
    Node,
    balanced,
    joined,
    like,
    literal_node,
)
from kimppa.marc.rules.regexes import refuse_unfit
from kimppa.marc.translation import N_, Message, reason

if TYPE_CHECKING:
    from lark import Token, Tree

type Branch = Tree[Token]
type Value = Node | list[Node] | Token

_FLAGS: Final = ("has_", "flag_", "foreign")


def is_column(name: str, columns: Collection[str]) -> bool:
    """Whether a block has such a column."""
    if name in columns or name in recordcolumns.NAMES or recordcolumns.PATTERN.fullmatch(name):
        return True
    return "codes" in columns and len(name) == 5 and name.startswith("sub_")


class Builder:
    """Builds what a condition says over the columns that a block has.

    With `cut`, a fixed position of a column stands for the whole column.
    """

    def __init__(self, sql: str, columns: Collection[str], *, cut: bool = False) -> None:
        self.sql = sql
        self.own = columns
        self.cut = cut

    def condition(self, tree: Branch) -> Node:
        """What the tree says. Raises ValueError with the word and its place."""
        node = self._built(tree)
        if node.kind is not Kind.TRUTH:
            raise self._wrong(tree, N_("this is neither true nor false: compare it with something"))
        return node

    def _built(self, tree: Branch) -> Node:
        """Branch by branch from below, without recursion."""
        branches = list(tree.iter_subtrees())
        if len(branches) > MOST + sum(
            len(child.children) for child in branches if child.data == "values"
        ):
            raise self._wrong(
                tree,
                Message("more than {limit} words and operators: cut it into several", limit=MOST),
            )
        built: dict[int, Value] = {}
        for branch in branches:
            values = [
                child if isinstance(child, str | None) else built[id(child)]
                for child in branch.children
            ]
            make: Callable[..., Value] = getattr(self, f"_{branch.data}")
            try:
                built[id(branch)] = make(*values)
            except ValueError as error:
                raise self._wrong(branch, reason(error)) from error
        root = built[id(tree)]
        assert isinstance(root, Node)
        return root

    def _wrong(self, branch: Branch, reason: str) -> ValueError:
        return refused(self.sql, branch.meta.start_pos, branch.meta.end_pos, reason)

    # What stands alone

    def _column(self, name: Token) -> Node:
        return self._named(str(name))

    def _quoted(self, name: Token) -> Node:
        return self._named(str(name)[1:-1])

    def _named(self, name: str) -> Node:
        if name.upper() == "NULL":
            raise ValueError(N_("nothing equals NULL: write IS NULL"))
        if not is_column(name, self.own):
            have = ", ".join([*self.own, *recordcolumns.NAMES, "has_245, count_245 …"])
            raise ValueError(Message("there is no such column; there are {known}", known=have))
        kind = Kind.TRUTH if name.startswith(_FLAGS) else Kind.TEXT
        kind = Kind.NUMBER if name.startswith("count_") else kind
        return Node(kind, pl.col(name), (name,), frozenset({None}), growth=kind is Kind.TEXT)

    def _text(self, text: Token) -> Node:
        return literal_node(_plain(text))

    def _number(self, number: Token) -> Node:
        return literal_node(int(number))

    def _signed(self, sign: Token, number: Token) -> Node:
        if sign == "||":
            raise ValueError(N_("a text is missing before ||"))
        return literal_node(int(number) if sign == "+" else -int(number))

    def _truth(self, word: Token) -> Node:
        return Node(Kind.TRUTH, pl.lit(word.upper() == "TRUE"))

    def _values(self, *values: Node) -> list[Node]:
        return list(values)

    # What is asked of them

    def _disjunction(self, *nodes: Node) -> Node:
        return self._all(nodes, every=False)

    def _conjunction(self, *nodes: Node) -> Node:
        return self._all(nodes, every=True)

    def _all(self, nodes: tuple[Node, ...], *, every: bool) -> Node:
        for node in nodes:
            _want_truth(node)
        return joined(Kind.TRUTH, balanced(nodes, every=every), nodes)

    def _negated(self, node: Node) -> Node:
        _want_truth(node)
        return joined(Kind.TRUTH, ~node.expression, [node])

    def _compared(self, left: Node, sign: Token, right: Node) -> Node:
        _want_alike([left, right])
        if left.kind is Kind.TRUTH and COMPARISONS[sign] not in {"eq", "ne"}:
            raise ValueError(N_("what is true or false is neither more nor less: use = or <>"))
        compare = getattr(left.expression, COMPARISONS[sign])
        return joined(Kind.TRUTH, compare(right.expression), [left, right])

    def _between(self, node: Node, lower: Node, upper: Node) -> Node:
        _want_alike([node, lower, upper], Kind.TEXT, Kind.NUMBER)
        is_between = (node.expression >= lower.expression) & (node.expression <= upper.expression)
        return joined(Kind.TRUTH, is_between, [node, lower, upper])

    def _not_between(self, node: Node, lower: Node, upper: Node) -> Node:
        return _inverse(self._between(node, lower, upper))

    def _among(self, node: Node, nodes: list[Node]) -> Node:
        _want_alike([node, *nodes], Kind.TEXT, Kind.NUMBER)
        literals = [node.literal for node in nodes]
        return joined(Kind.TRUTH, node.expression.is_in(literals), [node])

    def _not_among(self, node: Node, nodes: list[Node]) -> Node:
        return _inverse(self._among(node, nodes))

    def _like(self, node: Node, sign: Token, pattern: Token) -> Node:
        _want_text(node)
        expression = like(node.expression, _plain(pattern), any_case=sign.upper() == "ILIKE")
        return joined(Kind.TRUTH, expression, [node], heavy=True)

    def _not_like(self, node: Node, sign: Token, pattern: Token) -> Node:
        return _inverse(self._like(node, sign, pattern))

    def _matched(self, node: Node, sign: Token, pattern: Token) -> Node:
        _want_text(node)
        regex = ("(?i)" if sign.endswith("*") else "") + _plain(pattern)
        refuse_unfit(regex)
        match = joined(Kind.TRUTH, node.expression.str.contains(regex), [node], heavy=True)
        return _inverse(match) if sign.startswith("!") else match

    def _null(self, node: Node) -> Node:
        return joined(Kind.TRUTH, node.expression.is_null(), [node])

    def _not_null(self, node: Node) -> Node:
        return joined(Kind.TRUTH, node.expression.is_not_null(), [node])

    def _calculated(self, left: Node, sign: Token, right: Node) -> Node:
        if sign == "||":
            return concatenated([left, right])
        _want_alike([left, right], Kind.NUMBER)
        calculate: dict[str, Callable[[pl.Expr], pl.Expr]] = {
            "+": left.expression.add,
            "-": left.expression.sub,
        }
        calculate["%"] = partial(_remainder, left.expression)
        return joined(Kind.NUMBER, calculate[sign](right.expression), [left, right])

    def _call(self, name: Token, *arguments: Node | None) -> Node:
        operands = [node for node in arguments if node is not None]
        node = called(str(name), operands)
        start_and_length = position(str(name), operands)
        if start_and_length is None:
            return node
        column = operands[0]
        expression = column.expression if self.cut else node.expression
        return Node(
            Kind.TEXT, expression, column.names, frozenset({start_and_length}), growth=1, depth=2
        )


def _remainder(number: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """What is left over, as SQL has it: with the sign of the number, not of the divisor."""
    return (number.abs() % divisor.abs()) * number.sign()


def _plain(text: Token) -> str:
    return str(text)[1:-1].replace("''", "'")


def _inverse(node: Node) -> Node:
    return joined(Kind.TRUTH, ~node.expression, [node], depth=0)


def _want_truth(node: Node) -> None:
    if node.kind is not Kind.TRUTH:
        raise ValueError(
            N_("AND, OR and NOT join what is true or false: compare it with something")
        )


def _want_text(node: Node) -> None:
    if node.kind is not Kind.TEXT:
        raise ValueError(N_("LIKE and ~ ask of a text"))


def _want_alike(nodes: list[Node], *kinds: Kind) -> None:
    if len({node.kind for node in nodes}) > 1 or (kinds and nodes[0].kind not in kinds):
        raise ValueError(N_("compare texts with texts and numbers with numbers"))

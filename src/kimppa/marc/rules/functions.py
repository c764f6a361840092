"""The functions that a condition may call. None of them makes a text longer without bound."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from kimppa.marc.rules.nodes import Kind, Node, joined
from kimppa.marc.rules.texts import WIDEST
from kimppa.marc.translation import N_, Message

TEXT, NUMBER, TRUTH = Kind.TEXT, Kind.NUMBER, Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Function:
    """`takes`: T a text, t a written text, n a whole number from 1; ? from here on optional."""

    takes: str
    gives: Kind
    make: Callable[..., pl.Expr]  # of expressions, and of what is written out as it is
    heavy: bool = False


def _substr(text: pl.Expr, start: int, length: int | None = None) -> pl.Expr:
    return text.str.slice(start - 1, length)


def _strpos(text: pl.Expr, part: pl.Expr) -> pl.Expr:
    return (text.str.find(part, literal=True) + 1).fill_null(0)


def _nullif(text: pl.Expr, null_text: pl.Expr) -> pl.Expr:
    return pl.when(text == null_text).then(None).otherwise(text)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "SUBSTR": Function("Tn?n", TEXT, _substr),
    "LEFT": Function("Tn", TEXT, lambda text, count: text.str.head(count)),
    "RIGHT": Function("Tn", TEXT, lambda text, count: text.str.tail(count)),
    "LENGTH": Function("T", NUMBER, lambda text: text.str.len_chars()),
    "LOWER": Function("T", TEXT, lambda text: text.str.to_lowercase(), heavy=True),
    "UPPER": Function("T", TEXT, lambda text: text.str.to_uppercase(), heavy=True),
    "TRIM": Function("T?t", TEXT, lambda text, signs=None: text.str.strip_chars(signs)),
    "LTRIM": Function("T?t", TEXT, lambda text, signs=None: text.str.strip_chars_start(signs)),
    "RTRIM": Function("T?t", TEXT, lambda text, signs=None: text.str.strip_chars_end(signs)),
    "STARTS_WITH": Function("TT", TRUTH, lambda text, part: text.str.starts_with(part)),
    "ENDS_WITH": Function("TT", TRUTH, lambda text, part: text.str.ends_with(part)),
    "CONTAINS": Function("TT", TRUTH, lambda text, part: text.str.contains(part, literal=True)),
    "STRPOS": Function("TT", NUMBER, _strpos),
    "NULLIF": Function("TT", TEXT, _nullif),
    "REPLACE": Function(
        "Ttt", TEXT, lambda text, old, new: text.str.replace_all(old, new, literal=True), heavy=True
    ),
}
_ALIASES: Final = {
    "SUBSTRING": "SUBSTR",
    "CHAR_LENGTH": "LENGTH",
    "CHARACTER_LENGTH": "LENGTH",
    "IFNULL": "COALESCE",
}
NAMES: Final = ", ".join([*FUNCTIONS, "COALESCE", "CONCAT"])
_ARGUMENT_SIGNS: Final = {"T": "value", "t": "'x'", "n": "1"}


def called(name: str, arguments: Sequence[Node]) -> Node:
    """A function of its arguments. Raises ValueError for what is not there or not fit."""
    name = name.upper()
    name = _ALIASES.get(name, name)
    if name == "COALESCE":
        return _coalesced(arguments)
    if name == "CONCAT":
        return concatenated(arguments, ignore_nulls=True)
    if name not in FUNCTIONS:
        raise ValueError(Message("there is no such function; there are {known}", known=NAMES))
    function = FUNCTIONS[name]
    needed, _, optional = function.takes.partition("?")
    if not len(needed) <= len(arguments) <= len(needed + optional):
        raise ValueError(Message("write it as {usage}", usage=_usage(name)))
    operands = []
    for sign, node in zip(needed + optional, arguments, strict=False):
        if not _fits(sign, node):
            raise ValueError(Message("write it as {usage}", usage=_usage(name)))
        operands.append(node.expression if sign == "T" else node.literal)
    growth = _replace_growth(arguments) if name == "REPLACE" else arguments[0].growth
    return joined(
        function.gives, function.make(*operands), arguments, heavy=function.heavy, growth=growth
    )


def position(name: str, arguments: Sequence[Node]) -> tuple[int, int] | None:
    """What a SUBSTR cuts out of a column: from which character on, from 0, and how many."""
    if _ALIASES.get(name.upper(), name.upper()) != "SUBSTR" or len(arguments) != 3:
        return None
    column, start, length = arguments
    if column.places != {None} or column.depth > 1:
        return None
    assert isinstance(start.literal, int)
    assert isinstance(length.literal, int)
    return (start.literal - 1, length.literal) if length.literal <= WIDEST else None


def concatenated(nodes: Sequence[Node], *, ignore_nulls: bool = False) -> Node:
    """Texts one after another. CONCAT leaves NULL out; of || nothing comes where one is NULL."""
    if not nodes or any(node.kind is not TEXT for node in nodes):
        raise ValueError(N_("it takes texts"))
    expressions = [node.expression for node in nodes]
    expression = pl.concat_str(expressions, ignore_nulls=ignore_nulls)
    return joined(TEXT, expression, nodes, growth=sum(node.growth for node in nodes))


def _coalesced(nodes: Sequence[Node]) -> Node:
    if not nodes or len({node.kind for node in nodes}) > 1:
        raise ValueError(N_("it takes texts, or numbers, or what is true or false; not both"))
    return joined(nodes[0].kind, pl.coalesce(*(node.expression for node in nodes)), nodes)


def _fits(sign: str, node: Node) -> bool:
    if sign == "n":
        return isinstance(node.literal, int) and node.literal > 0
    return node.kind is TEXT and (sign == "T" or node.literal is not None)


def _replace_growth(arguments: Sequence[Node]) -> int:
    """How long REPLACE can make a text: each old text becomes a new one."""
    old_text, new_text = (str(node.literal) for node in arguments[1:])
    if not old_text:
        raise ValueError(N_("write what is replaced"))
    text_growth = arguments[0].growth
    return max(text_growth, -(-text_growth * len(new_text.encode()) // len(old_text.encode())))


def _usage(name: str) -> str:
    """The function with all that it takes."""
    signs = FUNCTIONS[name].takes.replace("?", "")
    return f"{name}({', '.join(_ARGUMENT_SIGNS[sign] for sign in signs)})"

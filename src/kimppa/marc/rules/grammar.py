"""The language of conditions, and what is said of a text that is not in it.

Nothing but this grammar is read: there is no subquery, no table, no file. LALR(1) reads in linear
time and without recursion (docs/decisions/0110).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from kimppa.marc.rules.nodes import DEEPEST
from kimppa.marc.translation import N_, Message

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput

LONGEST: Final = 20_000  # characters; a list of a thousand record numbers fits
_WORDS: Final = "=, <>, <, >, IN, BETWEEN, LIKE, ILIKE, ~, !~, ~*, IS NULL, AND, OR, NOT, ( )"
_NOT_KNOWN: Final = Message(
    "this is not understood here; a condition has {known}, columns and functions", known=_WORDS
)

_GRAMMAR: Final = r"""
?start: disjunction
?disjunction: conjunction (_OR conjunction)*
?conjunction: negation (_AND negation)*
?negation: _NOT negation -> negated
    | predicate
// Comparisons do not follow each other without brackets.
?predicate: operand
    | operand COMPARISON operand -> compared
    | operand _BETWEEN operand _AND operand -> between
    | operand _NOT _BETWEEN operand _AND operand -> not_between
    | operand _IN "(" values ")" -> among
    | operand _NOT _IN "(" values ")" -> not_among
    | operand LIKE STRING -> like
    | operand _NOT LIKE STRING -> not_like
    | operand MATCH STRING -> matched
    | operand _IS _NULL -> null
    | operand _IS _NOT _NULL -> not_null
values: value ("," value)*
?value: literal
?operand: operand SUM term -> calculated
    | term
?term: term PERCENT atom -> calculated
    | atom
?atom: "(" disjunction ")"
    | NAME "(" [disjunction ("," disjunction)*] ")" -> call
    | NAME -> column
    | QUOTED -> quoted
    | TRUTH -> truth
    | literal
?literal: STRING -> text
    | NUMBER -> number
    | SUM NUMBER -> signed

_OR.2: /OR\b/i
_AND.2: /AND\b/i
_NOT.2: /NOT\b/i
_BETWEEN.2: /BETWEEN\b/i
_IN.2: /IN\b/i
_IS.2: /IS\b/i
_NULL.2: /NULL\b/i
LIKE.2: /I?LIKE\b/i
TRUTH.2: /(TRUE|FALSE)\b/i
MATCH.2: /!?~\*?(?!~)/
COMPARISON: /<>|!=|<=|>=|==?|<|>/
SUM: /\+|-(?!-)|\|\|/
PERCENT: "%"
// The longest sum of these fits into 64 bits.
NUMBER: /[0-9]{1,15}(?![\w.])/
STRING: /'(?:[^']|'')*'/
QUOTED: /"[^"]+"|`[^`]+`/
NAME: /[^\W\d]\w*/
%ignore /\s+/
"""


@cache
def parser() -> Lark:
    """The parser, which gives trees; made when the first condition is read."""
    from lark import Lark  # 40 ms, which commands that read no rules do not wait for

    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", propagate_positions=True)


def parsed(sql: str) -> Tree[Token]:
    """The tree of a condition. Raises ValueError with the word that is wrong and its place."""
    from lark.exceptions import UnexpectedInput

    if len(sql) > LONGEST:
        raise ValueError(Message("the condition is longer than {limit} characters", limit=LONGEST))
    if _brackets(sql) > DEEPEST:
        raise ValueError(
            Message("more than {limit} brackets within each other: write it simpler", limit=DEEPEST)
        )
    try:
        return parser().parse(sql)
    except UnexpectedInput as error:
        raise _unexpected(sql, error) from error


def _brackets(sql: str) -> int:
    """How many brackets stand within each other."""
    depth = deepest = 0
    for mark in re.findall(r"'[^']*'|[()]", sql):
        depth += (mark == "(") - (mark == ")")
        deepest = max(deepest, depth)
    return deepest


def span(branch: Tree[Token]) -> tuple[int, int]:
    """Where a branch stands in its text, the brackets around it among it."""
    meta = branch.meta
    start = getattr(meta, "container_start_pos", meta.start_pos)
    return start, getattr(meta, "container_end_pos", meta.end_pos)


def refused(sql: str, start: int, end: int, reason: str) -> ValueError:
    """The error about these characters."""
    return ValueError(
        Message(
            "{word} (character {place}): {why}",
            word=repr(_short(sql[start:end])),
            place=start + 1,
            why=reason,
        )
    )


def _unexpected(sql: str, error: UnexpectedInput) -> ValueError:
    offset = error.pos_in_stream or 0
    if not sql[offset:].strip() or getattr(error, "token", None) == "":
        return ValueError(N_("the condition breaks off: something is missing at its end"))
    word = re.match(r"\w+|'(?:[^']|'')*'?|\S", sql[offset:])
    assert word is not None
    # Two names in a row: the first is a word of another language, such as SELECT.
    foreign_word = re.search(r"(?<!\w)([^\W\d]\w*+)\s*+\Z", sql[:offset][-100:])
    if foreign_word and getattr(getattr(error, "token", None), "type", "") == "NAME":
        offset -= len(sql[:offset][-100:]) - foreign_word.start()
        return refused(sql, offset, offset + len(foreign_word[1]), _NOT_KNOWN)
    if word[0].startswith("'") and "'" not in word[0][1:]:
        return refused(sql, offset, offset + len(word[0]), N_("the quotation mark is not closed"))
    return refused(sql, offset, offset + len(word[0]), _NOT_KNOWN)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"

"""A rule of the catalogue engine with one of its conditions changed: what its tests must notice.

Every AND and OR loses each of its parts in turn, every NOT goes, every comparison is turned round
or moved by its bound, and what a building block asks beside its conditions (a pattern, a number,
whether the field is wanted) is left out or turned round. Where any of several fields answers, each
of them is left out in turn. Other lists of tags, codes and values, and what is written inside a
regular expression, stay as they are.
"""

import copy
from collections.abc import Iterator
from typing import Any

from lark import Token, Tree

from kimppa.marc.rules.grammar import parsed, span

CONDITIONS = ("when", "where")
SIDES = ("if", "then", "from", "answer")
# The sign on the other side of the bound, and the one that lets the bound itself in or out.
TURNED = {
    "=": ["<>"],
    "<>": ["="],
    "<": [">=", "<="],
    "<=": [">", "<"],
    ">": ["<=", ">="],
    ">=": ["<", ">"],
}

type Find = dict[str, Any]


def weakened(find: Find) -> Iterator[tuple[str, Find]]:
    """What is changed, in words, and the rule's `[find]` with that change; one after another."""
    for side in ("", *(side for side in SIDES if side in find)):
        table = find[side] if side else find
        for key, part, new in changes(table):
            changed = copy.deepcopy(find)
            target = changed[side] if side else changed
            if new is None:
                del target[key]
            else:
                target[key] = new
            yield f"{side}.{part}" if side else part, changed
    tags = find["then"].get("tag") if "then" in find else ()
    for tag in tags if isinstance(tags, list) and len(tags) > 1 else ():
        changed = copy.deepcopy(find)
        changed["then"]["tag"].remove(tag)
        yield f"then: without {tag}", changed


def changes(table: Find) -> Iterator[tuple[str, str, Any]]:
    """A key, what is changed in words, and the key's other value; None leaves the key out."""
    for key in CONDITIONS:
        if key in table:
            yield from ((key, f"{key}: {part}", sql) for part, sql in conditions(table[key]))
    kind = table.get("kind", "")
    if "pattern" in table and kind != "pattern":
        yield "pattern", "without pattern", None
    if "wanted" in table or kind == "presence":
        yield "wanted", "wanted turned round", not table.get("wanted", True)
    for key in ("min", "max"):
        if key in table:
            yield from ((key, f"{key} {step:+}", table[key] + step) for step in (-1, 1))


def conditions(sql: str) -> Iterator[tuple[str, str]]:
    """The part of a condition that is changed, and the condition without it."""
    tree = parsed(sql)
    if tree.data not in {"conjunction", "negated"}:
        yield "all of it", "TRUE"
    for branch in tree.iter_subtrees_topdown():
        for start, end, new in edits(sql, branch):
            yield f"{sql[start:end]} -> {new}", sql[:start] + new + sql[end:]


def edits(sql: str, branch: Tree[Token]) -> Iterator[tuple[int, int, str]]:
    """What may be written in the place of a branch: from where, to where, and what."""
    parts = [part for part in branch.children if isinstance(part, Tree)]
    if branch.data in {"conjunction", "disjunction"}:
        neutral = "TRUE" if branch.data == "conjunction" else "FALSE"
        yield from ((*span(part), neutral) for part in parts)
    elif branch.data == "negated":
        yield *span(branch), f"({sql[slice(*span(parts[0]))]})"
    elif branch.data == "compared":
        sign = branch.children[1]
        assert isinstance(sign, Token)
        start = sign.start_pos or 0
        yield from ((start, start + len(sign), other) for other in TURNED[sign])

"""Texts that make a pattern slow, drawn from its parsed tree.

Each repeat is pumped with each kind of character that it takes, after what may stand before it and
before what it cannot take. All that stands before it is repeated with it as well, so that a search
begins at many places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from re import _constants as codes
from re import _parser as parser

LONG = 24  # a repeat of at most so many is no loop
GENERAL = "a0 A\n!.-_<äå\x00"
CHARACTERS = 30  # tried in a pattern
PUMPS = 6  # of one repeat
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}
_CHARACTERS = {codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN}
_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


@dataclass(frozen=True)
class Attack:
    """`start`, then `pump` repeated, then `end`."""

    start: str
    pump: str
    end: str

    def text(self, size: int) -> str:
        return self.start + self.pump * max(1, size // len(self.pump)) + self.end


def attacks(pattern: re.Pattern) -> list[Attack]:
    tree = parser.parse(pattern.pattern, pattern.flags)
    tree = _Tree(tree, bool(pattern.flags & re.IGNORECASE), bool(pattern.flags & re.DOTALL))
    found = dict.fromkeys(tree.attacks())
    return [attack for attack in found if attack.pump]


class _Tree:
    def __init__(self, tree, ignore_case: bool, dot_all: bool) -> None:
        self.tree, self.ignore_case, self.dot_all = tree, ignore_case, dot_all

    def attacks(self) -> Iterator[Attack]:
        for wish in "a0 ":
            for full in (True, False):
                yield Attack("", self.sample(self.tree, wish, full), "")
        for before, body, after in self.repeats([], self.tree, []):
            yield from self.pumped(before, body, after)

    def pumped(self, before, body, after) -> Iterator[Attack]:
        near = _literals([*body, *after[:4], *before[-2:]])
        alphabet = list(dict.fromkeys([*GENERAL, *near]))[:CHARACTERS]
        pumps: dict[str, str] = {}
        for wish in alphabet:
            pumps.setdefault(self.sample(body, wish, full=False), wish)
        for pump, wish in [*pumps.items()][:PUMPS]:
            starts = {
                self.sample(before, other, full) for other in (wish, "a") for full in (True, False)
            }
            strangers = [char for char in alphabet if self.sample(body, char, False) != char]
            ends = ["", *strangers[:2], "\n", "\na", self.sample(after, wish, full=True)[:-1]]
            for start, end in product({"", *starts}, dict.fromkeys(ends)):
                yield Attack(start, pump, end)
                yield Attack("", start + pump, end)

    def repeats(self, before: list, tree, after: list) -> Iterator[tuple[list, list, list]]:
        """Each loop of the tree with what stands before it and after it."""
        items = list(tree)
        for index, (code, value) in enumerate(items):
            left, right = [*before, *items[:index]], [*items[index + 1 :], *after]
            if code in _REPEATS and value[1] - value[0] >= LONG:
                yield left, list(value[2]), right
            for inner in _inside(code, value):
                yield from self.repeats(left, inner, right)

    def sample(self, tree, wish: str, full: bool) -> str:
        """A text that the tree takes, of the wished character where it may stand."""
        return "".join(self._sample(code, value, wish, full) for code, value in tree)

    def _sample(self, code, value, wish: str, full: bool) -> str:
        if code in _CHARACTERS:
            choices = [wish, *_literals([(code, value)]), *GENERAL]
            return next((char for char in choices if self._takes(code, value, char)), "")
        if code in _REPEATS:
            return self.sample(value[2], wish, full) * max(value[0], int(full and value[1] > 0))
        if code in (codes.ASSERT, codes.ASSERT_NOT):
            is_before = code is codes.ASSERT and value[0] < 0
            return self.sample(value[1], wish, full) if is_before else ""
        samples = [self.sample(inner, wish, full) for inner in _inside(code, value)]
        return next((text for text in samples if wish in text), samples[0] if samples else "")

    def _takes(self, code, value, char: str) -> bool:
        chars = {char, char.lower(), char.upper()} if self.ignore_case else {char}
        if code is codes.ANY:
            return char != "\n" or self.dot_all
        if code is codes.IN:
            negated = value[0][0] is codes.NEGATE
            return negated != any(_is_member(member, c) for member in value for c in chars)
        return (code is codes.LITERAL) == any(c == chr(value) for c in chars)


def _is_member(member, char: str) -> bool:
    code, value = member
    if code is codes.LITERAL:
        return char == chr(value)
    if code is codes.RANGE:
        return len(char) == 1 and value[0] <= ord(char) <= value[1]
    return code is codes.CATEGORY and re.fullmatch(_CATEGORIES[value], char) is not None


def _inside(code, value) -> list:
    if code in _REPEATS:
        return [value[2]]
    if code is codes.BRANCH:
        return list(value[1])
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.ATOMIC_GROUP:
        return [value]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return []


def _literals(tree) -> Iterator[str]:
    """All characters that a tree names."""
    for code, value in tree:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            yield chr(value)
        elif code is codes.RANGE:
            yield chr(value[0])
        inner = [value] if code is codes.IN else _inside(code, value)
        for branch in inner:
            yield from _literals(branch)

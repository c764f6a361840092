"""What earlier agreements know of a new paper's lines: what obliged nobody obliges nobody now, and
what people split or joined is split or joined again. Pure.

Words count as the same when they are equal, or but for years that moved on with the agreement.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from kimppa.agreement.structure.diff import mask
from kimppa.agreement.structure.mending import REMEMBERED, Mend, Verb, full_text, joined
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.tree import AgreementText

_MOST_JOINED = 8
_TOKEN = re.compile(r"\t|[^\s\t]+")
_UNSPLIT = frozenset({Role.HEADING, Role.PAGE, Role.TRANSLATION})

type _Words = tuple[str, ...]


def remember(
    lines: Sequence[PaperLine], earlier_agreements: Sequence[AgreementText], year: int | None
) -> tuple[tuple[PaperLine, ...], list[Mend]]:
    """The lines of an agreement for a year, each as its words were in the newest of the earlier
    agreements that knows them; and the mends that split and join lines as people had them there.
    """
    memories = [_Memory(agreement) for agreement in earlier_agreements]
    sure_lines = tuple(_as_known(line, memories, year) for line in lines)
    return sure_lines, list(_mends(sure_lines, memories, year))


class _Memory:
    """The texts of one agreement as tuples of their words: as they are, and with each year as its
    distance from the agreement's.
    """

    def __init__(self, agreement: AgreementText) -> None:
        year = agreement.year
        note_texts = [note for section in agreement.sections for note in section.notes]
        clause_texts = [clause.text for section in agreement.sections for clause in section.clauses]
        self.notes = _all_wordings([*note_texts, *agreement.preamble.split("\n\n")], year)
        self.clauses = _all_wordings(clause_texts, year)
        self.titles = _all_wordings([section.title for section in agreement.sections], year)
        self.wordings = self.notes | self.clauses
        self.in_order = sorted(self.wordings)
        self.lengths: dict[str, set[int]] = defaultdict(set)
        for words in self.wordings:
            self.lengths[words[0]].add(len(words))

    def knows(self, wordings: set[_Words]) -> bool:
        """Whether a whole line of the agreement, or a title, had these words."""
        return not (wordings.isdisjoint(self.wordings) and wordings.isdisjoint(self.titles))

    def role(self, wordings: set[_Words], line: PaperLine) -> Role | None:
        """The part that a line with these words played, if it played but one."""
        in_notes = not wordings.isdisjoint(self.notes)
        in_clauses = not wordings.isdisjoint(self.clauses)
        if in_clauses and not in_notes:
            return line.role if line.obliges else Role.ROW if "\t" in line.text else Role.DUTY
        if in_notes and not in_clauses:
            stays = line.role in (Role.LEAD, Role.PAGE, Role.TRANSLATION)
            return line.role if stays else Role.TEXT
        if line.ask and not wordings.isdisjoint(self.titles):
            return Role.HEADING
        return None

    def parts(self, words: _Words) -> list[_Words]:
        """The texts, two at least and each the longest, that make up these words; empty where they
        do not."""
        parts: list[_Words] = []
        index = 0
        while index < len(words):
            lengths = sorted(self.lengths.get(words[index], ()), reverse=True)
            runs = (words[index : index + length] for length in lengths)
            part = next((run for run in runs if run in self.wordings), None)
            if part is None:
                return []
            parts.append(part)
            index += len(part)
        return parts if len(parts) > 1 else []

    def begins(self, words: _Words) -> bool:
        """Whether a longer text begins with these words; the last may be broken."""
        start = words[:-1] or words
        index = bisect_left(self.in_order, start)
        return index < len(self.in_order) and self.in_order[index][: len(start)] == start


def _all_wordings(texts: Iterable[str], year: int | None) -> set[_Words]:
    return {words for text in texts for words in _wordings(text, year)}


def _as_known(line: PaperLine, memories: Sequence[_Memory], year: int | None) -> PaperLine:
    wordings = _line_wordings(line, year)
    roles = (memory.role(wordings, line) for memory in memories)
    role = next((role for role in roles if role is not None), None)
    return line if role is None else _sure(line, role)


def _mends(
    lines: Sequence[PaperLine], memories: Sequence[_Memory], year: int | None
) -> Iterator[Mend]:
    index = 0
    while index < len(lines):
        line, wordings = lines[index], _line_wordings(lines[index], year)
        joined_count = 0
        if line.role not in _UNSPLIT and line.text:
            for memory in memories:
                if memory.knows(wordings):
                    break
                if mends := [*_splits(index, line, memory, year)]:
                    yield from mends
                    break
                if joined_count := _lines_joined(lines[index : index + _MOST_JOINED], memory, year):
                    yield from _joins(index, lines[index : index + joined_count + 1], memory, year)
                    break
        index += joined_count + 1


def _splits(index: int, line: PaperLine, memory: _Memory, year: int | None) -> Iterator[Mend]:
    """The mends that part a line where the agreement had two or more."""
    tokens = list(_TOKEN.finditer(line.text))
    label = _TOKEN.findall(line.label)
    for words in _line_wordings(line, year):
        parts = memory.parts(words)
        # The label, if these are words with it, is no part of the text that is split.
        skipped = len(label) if len(words) == len(tokens) + len(label) else 0
        if not parts or len(words) - skipped != len(tokens) or len(parts[0]) <= skipped:
            continue
        roles = [_role_again(memory, part, line, _key(index, 0)) for part in parts[:1]]
        start, token_index = 0, len(parts[0]) - skipped
        for part in parts[1:]:
            cut = tokens[token_index].start()
            yield _remembered(Verb.SPLIT, _key(index, start), at=cut - start)
            start, token_index = cut, token_index + len(part)
            roles.append(_role_again(memory, part, line, _key(index, start)))
        yield from filter(None, roles)
        return


def _role_again(memory: _Memory, words: _Words, line: PaperLine, key: str) -> Mend | None:
    role = memory.role({words}, line)
    differs = role is not None and role is not line.role
    return _remembered(Verb.ROLE, key, role=role) if differs else None


def _lines_joined(lines: Sequence[PaperLine], memory: _Memory, year: int | None) -> int:
    """How many lines after the first make with it one text of the agreement."""
    first_line = lines[0]
    if not any(map(memory.begins, _line_wordings(first_line, year))):
        return 0
    whole_line = first_line
    for joined_count, line in enumerate(lines[1:], start=1):
        if line.role in _UNSPLIT:
            return 0
        whole_line = joined(whole_line, line)
        if memory.role(_line_wordings(whole_line, year), whole_line) is not None:
            return joined_count
    return 0


def _joins(
    index: int, lines: Sequence[PaperLine], memory: _Memory, year: int | None
) -> Iterator[Mend]:
    for offset in range(1, len(lines)):
        yield _remembered(Verb.JOIN, str(index + offset + 1))
    whole_line = reduce(joined, lines)
    for words in _line_wordings(whole_line, year) & memory.wordings:
        if mend := _role_again(memory, words, whole_line, _key(index, 0)):
            yield mend


def _remembered(verb: Verb, key: str, *, role: Role | None = None, at: int = 0) -> Mend:
    return Mend(verb, (key,), role, at=at, why=REMEMBERED)


def _key(index: int, offset: int) -> str:
    return f"{index + 1}-{offset}" if offset else str(index + 1)


def _line_wordings(line: PaperLine, year: int | None) -> set[_Words]:
    return _wordings(line.text, year) | _wordings(full_text(line), year)


def _wordings(text: str, year: int | None) -> set[_Words]:
    """The words of a text, cells of a row apart by dashes: as they are, and with years as
    distances."""
    return {_words(text), _words(mask(text, year))} - {()}


def _words(text: str) -> _Words:
    return tuple("–" if token == "\t" else token for token in _TOKEN.findall(text))


def _sure(line: PaperLine, role: Role) -> PaperLine:
    if role is line.role and not line.ask:
        return line
    level = line.level
    if role is not line.role and Role.HEADING in (role, line.role):
        level = 1 if role is Role.HEADING else 0
    return replace(line, role=role, level=level, why=REMEMBERED, ask="", answers=())

"""What is asked of a paper's lines, what would answer it, and which lines are alike. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kimppa.agreement.structure.mending import LineAt, Mend, Verb
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.twodoers import second_doer

# Where one sentence may tell of two matters.
_AND = re.compile(r"[;,]\s+(?:ja|sekä|och|samt|and)\s|;\s|\s(?:ja|sekä|och|samt|and)\s")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a code for its words, and the mend that it is."""

    code: str
    """A role, or own, under, split, keep, replace, new."""
    mend: Mend


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one line, or about several that follow each other and are alike."""

    lines: tuple[LineAt, ...]
    answers: tuple[Answer, ...]
    """The likeliest first."""

    @property
    def first(self) -> LineAt:
        """The line beside which it is asked."""
        return self.lines[0]

    @property
    def code(self) -> str:
        """What is asked."""
        return self.first.line.ask

    @property
    def number(self) -> str:
        """The numbers of its lines: "21–26"."""
        first_number, last_number = self.first.first, self.lines[-1].last
        return self.first.number if len(self.lines) == 1 else f"{first_number}–{last_number}"

    @property
    def guess(self) -> Mend:
        """What it is if nobody says otherwise."""
        return self.answers[0].mend


def questions(lines: Sequence[LineAt]) -> list[Question]:
    """Every question about the lines, in their order."""
    runs: list[list[LineAt]] = []
    line_before: LineAt | None = None
    for line in lines:
        if line.line.ask:
            if line_before is not None and _together(line_before.line, line.line):
                runs[-1].append(line)
            else:
                runs.append([line])
        line_before = line
    return [Question(tuple(run), answers(run)) for run in runs]


def _together(line_above: PaperLine, line_below: PaperLine) -> bool:
    """Whether one answer does for both. What is asked of two lines at once is of their own."""
    return shape(line_above) == shape(line_below) and line_below.ask not in ("two", "replaces")


def shape(line: PaperLine) -> tuple[object, ...]:
    """Lines of one shape are alike."""
    return (line.role, line.ask, line.level, re.sub(r"\w+", "w", line.label), "\t" in line.text)


def alike(lines: Sequence[LineAt], key: str) -> tuple[list[LineAt], list[LineAt]]:
    """The lines that follow each other and are like this one, itself too; and those elsewhere."""
    index_of_line = next((index for index, line in enumerate(lines) if line.key == key), None)
    if index_of_line is None:
        return [], []
    own_shape = shape(lines[index_of_line].line)
    start = end = index_of_line
    while start and shape(lines[start - 1].line) == own_shape:
        start -= 1
    while end + 1 < len(lines) and shape(lines[end + 1].line) == own_shape:
        end += 1
    run = list(lines[start : end + 1])
    if not lines[index_of_line].line.ask:
        return run, []
    other_lines = [*lines[:start], *lines[end + 1 :]]
    return run, [line for line in other_lines if shape(line.line) == own_shape]


def answers(run: Sequence[LineAt]) -> tuple[Answer, ...]:
    """What would answer the question about a run of lines, the likeliest first."""
    line, keys = run[0].line, tuple(line_at.key for line_at in run)
    if line.ask == "two":
        return tuple(_two(run[0]))
    if line.ask == "replaces" and line.replaces is not None:
        return (
            Answer("replace", Mend(Verb.REPLACE, keys)),
            Answer("new", Mend(Verb.NEW, keys)),
        )
    roles = list(dict.fromkeys(line.answers)) or [line.role]
    if len(roles) == 1 and line.ask != "heading":
        roles.append(Role.DUTY if roles[0] is not Role.DUTY else Role.TEXT)
    return tuple(answer for role in roles for answer in _of_role(line, role, keys))


def _of_role(line: PaperLine, role: Role, keys: tuple[str, ...]) -> Iterator[Answer]:
    if line.ask != "heading" or role is not Role.HEADING:
        yield Answer(str(role), Mend(Verb.ROLE, keys, role))
        return
    own_level = Answer("own", Mend(Verb.ROLE, keys, role, level=1))
    lower_level = Answer("under", Mend(Verb.ROLE, keys, role, level=2))
    yield from (lower_level, own_level) if line.level > 1 else (own_level, lower_level)


def _two(line_at: LineAt) -> Iterator[Answer]:
    position = second_doer(line_at.line.text) or likeliest_place(line_at.line.text)
    if position:
        yield Answer("split", Mend(Verb.SPLIT, (line_at.key,), at=position))
    yield Answer("keep", Mend(Verb.KEEP, (line_at.key,)))


def likeliest_place(text: str) -> int:
    """The character before which two matters of one sentence part; 0 when none is plain.

    A comma with a conjunction goes before a bare conjunction, then the place nearest the middle.
    """
    candidates = [(match[0][0].isspace(), match) for match in _AND.finditer(text)]
    if not candidates:
        return 0
    _bare, best_match = min(candidates, key=lambda p: (p[0], abs(p[1].start() - len(text) // 2)))
    start = best_match.start() if best_match[0][0].isspace() else best_match.start() + 1
    return start if text[:start].strip() and text[start:].strip() else 0


def guesses(doubts: Sequence[Question]) -> list[Mend]:
    """The mends that take every guess for right."""
    return [question.guess for question in doubts]


_BEFORE_PLACES = re.compile(r"(?<=[.;:,!?])\s|\t|\s(?=(?:ja|sekä|tai|och|samt|eller|and|or)\s)")
_SENTENCE_END = re.compile(r"(?<=[^\W\d])[.!?]\s(?=[A-ZÅÄÖ])")
_MOST_PLACES = 24


def places(text: str) -> list[tuple[int, str, str]]:
    """Where a line may be split: (character, some words before it, some words after it).

    After signs and before conjunctions, the ends of sentences first; before any word where there
    are none.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    other_ends = [match.end() for match in _BEFORE_PLACES.finditer(text)]
    positions = list(dict.fromkeys([*ends, *other_ends]))
    positions = positions or [match.end() for match in re.finditer(r"\s", text)]
    return [
        (position, _last_words(text[:position]), _first_words(text[position:]))
        for position in positions[:_MOST_PLACES]
        if text[:position].strip() and text[position:].strip()
    ]


def _last_words(text: str) -> str:
    return " ".join(text[-80:].split()[-3:])


def _first_words(text: str) -> str:
    return " ".join(text[:80].split()[:3])

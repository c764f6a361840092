"""What differs between two versions of a text: line by line, and word by word within a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kimppa.core.edits import edits, likeness

_PARTS = re.compile(r"\s+|\w+|[^\w\s]")
NEAR = 0.4  # lines less alike than this are told as one gone and one new
AROUND = 2  # unchanged lines shown around a change
LONGEST = 4_000  # letters: words of a longer line are not compared one by one
MOST = 60_000  # letters of the lines of a text whose words are compared


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: `kind` is same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line: same, gone, new, changed, or a gap of unchanged lines that are not shown."""

    kind: str
    spans: tuple[Span, ...]


def compare(before: str, after: str) -> list[Line]:
    """The lines of both texts in order; empty when nothing differs but spaces at line ends."""
    old_lines, new_lines = _lines(before), _lines(after)
    if old_lines == new_lines:
        return []
    lines: list[Line] = []
    codes = edits(old_lines, new_lines)
    for index, (code, old_start, old_end, new_start, new_end) in enumerate(codes):
        if code == "equal":
            lines += _context_lines(
                old_lines[old_start:old_end], is_first=index == 0, is_last=index == len(codes) - 1
            )
        else:
            lines += _changed_lines(old_lines[old_start:old_end], new_lines[new_start:new_end])
    return lines


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _context_lines(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    """Unchanged lines: those beside a change, and a gap for the rest."""
    lines_above = 0 if is_first else AROUND
    lines_below = 0 if is_last else AROUND
    if len(lines) <= lines_above + lines_below + 1:
        yield from (_whole_line("same", line) for line in lines)
        return
    yield from (_whole_line("same", line) for line in lines[:lines_above])
    yield Line("gap", ())
    yield from (_whole_line("same", line) for line in lines[len(lines) - lines_below :])


def _changed_lines(old_lines: Sequence[str], new_lines: Sequence[str]) -> Iterator[Line]:
    letters = 0
    for index in range(max(len(old_lines), len(new_lines))):
        old_line = old_lines[index] if index < len(old_lines) else None
        new_line = new_lines[index] if index < len(new_lines) else None
        letters += max(len(old_line or ""), len(new_line or ""))
        if (
            old_line is not None
            and new_line is not None
            and letters <= MOST
            and (spans := _word_spans(old_line, new_line))
        ):
            yield Line("changed", spans)
            continue
        if old_line is not None:
            yield _whole_line("gone", old_line)
        if new_line is not None:
            yield _whole_line("new", new_line)


def _whole_line(kind: str, line: str) -> Line:
    return Line(kind, (Span(kind, line),))


def _word_spans(old_line: str, new_line: str) -> tuple[Span, ...]:
    """The words of two lines that are alike enough; nothing for others."""
    if max(len(old_line), len(new_line)) > LONGEST:
        return ()
    old_words, new_words = _PARTS.findall(old_line), _PARTS.findall(new_line)
    codes = edits(old_words, new_words)
    if likeness(old_words, new_words, codes) < NEAR:
        return ()
    spans: list[Span] = []
    for code, old_start, old_end, new_start, new_end in codes:
        if code == "equal":
            spans.append(Span("same", "".join(old_words[old_start:old_end])))
        else:
            spans += (
                [Span("gone", "".join(old_words[old_start:old_end]))] if old_end > old_start else []
            )
            spans += (
                [Span("new", "".join(new_words[new_start:new_end]))] if new_end > new_start else []
            )
    return tuple(spans)

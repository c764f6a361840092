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
    old, new = _lines(before), _lines(after)
    if old == new:
        return []
    lines: list[Line] = []
    codes = edits(old, new)
    for index, (code, a, b, c, d) in enumerate(codes):
        if code == "equal":
            lines += _context(old[a:b], first=index == 0, last=index == len(codes) - 1)
        else:
            lines += _changed_lines(old[a:b], new[c:d])
    return lines


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _context(lines: Sequence[str], *, first: bool, last: bool) -> Iterator[Line]:
    """Unchanged lines: those beside a change, and a gap for the rest."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(lines) <= head + tail + 1:
        yield from (_whole_line("same", line) for line in lines)
        return
    yield from (_whole_line("same", line) for line in lines[:head])
    yield Line("gap", ())
    yield from (_whole_line("same", line) for line in lines[len(lines) - tail :])


def _changed_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    letters = 0
    for place in range(max(len(old), len(new))):
        a = old[place] if place < len(old) else None
        b = new[place] if place < len(new) else None
        letters += max(len(a or ""), len(b or ""))
        if a is not None and b is not None and letters <= MOST and (spans := _words(a, b)):
            yield Line("changed", spans)
            continue
        if a is not None:
            yield _whole_line("gone", a)
        if b is not None:
            yield _whole_line("new", b)


def _whole_line(kind: str, line: str) -> Line:
    return Line(kind, (Span(kind, line),))


def _words(a: str, b: str) -> tuple[Span, ...]:
    """The words of two lines that are alike enough; nothing for others."""
    if max(len(a), len(b)) > LONGEST:
        return ()
    old, new = _PARTS.findall(a), _PARTS.findall(b)
    codes = edits(old, new)
    if likeness(old, new, codes) < NEAR:
        return ()
    spans: list[Span] = []
    for code, i, j, k, m in codes:
        if code == "equal":
            spans.append(Span("same", "".join(old[i:j])))
        else:
            spans += [Span("gone", "".join(old[i:j]))] if j > i else []
            spans += [Span("new", "".join(new[k:m]))] if m > k else []
    return tuple(spans)

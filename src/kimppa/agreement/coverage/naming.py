"""Short names of the agreement's lines, for rows, menus and matrices."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kimppa.agreement.coverage.matrix import ClauseView
from kimppa.core.topics import SHORT_LENGTH, short_label

SHARED = "other"  # the topic of what has none of its own


def named(clauses: Iterable[ClauseView]) -> list[ClauseView]:
    """The lines of a whole agreement, each with its short name."""
    lines = list(clauses)
    names = short_names(lines)
    return [replace(line, name=names[line.number]) for line in lines]


def short_names(clauses: Iterable[ClauseView]) -> dict[str, str]:
    """By the line's number: its topic's short name; where several lines would have the same, the
    service that a line is tied to, else the beginning of its words.
    """
    lines = list(clauses)
    subjects = Counter(_words(line).partition(" ")[0] for line in lines)
    name_by_number = {line.number: _of_topic(line) for line in lines}
    counts = Counter(name_by_number.values())
    return {
        line.number: name if name and counts[name] == 1 else _own_name(line, subjects) or name
        for line in lines
        for name in (name_by_number[line.number],)
    }


def _of_topic(line: ClauseView) -> str:
    topic = next((duty.topic for duty in line.duties if duty.topic), SHARED)
    return "" if topic == SHARED else short_label(topic)


def _words(line: ClauseView) -> str:
    """The line's own words; of a row of a table the first cell."""
    return line.text.strip().partition("\n")[0].partition(" – ")[0]


def _own_name(line: ClauseView, subjects: Counter[str]) -> str:
    service = next((duty.service for duty in line.duties if duty.service), "")
    name = service or _words(line)
    first_word, _, tail = name.partition(" ")
    if subjects[first_word] > 1 and tail and not service:
        # "Vastuukirjasto ylläpitää …" and "Vastuukirjasto järjestää …" differ behind the doer.
        name = tail[:1].upper() + tail[1:]
    if len(name) <= SHORT_LENGTH:
        return name
    words = name[:SHORT_LENGTH].rpartition(" ")[0] or name[: SHORT_LENGTH - 1]
    return f"{words.rstrip(' ,;:–-')}…"

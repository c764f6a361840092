"""The summary of a check as lines of a terminal."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.definition.systems import systems
from kimppa.marc.results.lines import ordered, undefined_tags
from kimppa.marc.results.messages import number, word
from kimppa.marc.results.unread import unread

_OWNERS: Final = 8  # that a table has columns for: those with most findings
_NARROWEST: Final = 48  # of the column with the message
_UNREAD: Final = 5  # records that could not be read
_TAGS: Final = 12  # that the format does not have


def summary(checked: Checked, language: str = "fi", width: int = 100) -> str:
    """The counts, then a line for each rule: severity, message, findings, records, by owner.

    Owners stand beside while there is room: those with most findings. A message that is too long
    for its column goes on in the next line.
    """
    lines = [counts(checked, language), *breaks(checked.breaks, language)]
    lines += [*systems_line(checked, language), *_unread(checked, language), ""]
    if not checked.headings:
        return "\n".join([*lines, nothing(checked, language)]).rstrip()
    owners = _owners(checked)
    rows = [
        row
        for heading in ordered(checked)
        for row in _heading_rows(checked, heading, owners, language)
    ]
    names = [name or word("nobody", language) for name in owners]
    head = [word("severity", language), word("message", language)]
    head += [word("findings", language), word("records", language), *names]
    return "\n".join([*lines, *_table(head, rows, width)])


def nothing(checked: Checked, language: str) -> str:
    """What is said where no rule has findings; nothing of a file of which nothing was read."""
    figures = checked.counts
    if figures.quarantined == figures.read:
        return ""
    return word("nothing-in-others" if figures.quarantined else "nothing", language)


def _unread(checked: Checked, language: str) -> list[str]:
    """The first records that could not be read, a line each."""
    total = checked.counts.quarantined
    if not total:
        return []
    lines = [
        "  "
        + word(
            "unread-record",
            language,
            order=number(lost.order, language),
            byte=number(lost.offset, language),
            why=lost.reason,
        )
        + (f" [{lost.control or lost.begins}]" if lost.control or lost.begins else "")
        for lost in unread(checked, language, _UNREAD)
    ]
    if total > len(lines):
        lines.append("  " + word("more", language, count=number(total - len(lines), language)))
    return ["", word("unread", language, count=number(total, language)), *lines]


def counts(checked: Checked, language: str) -> str:
    """One line on what was read: read = good + repaired + quarantined."""
    figures = checked.counts
    parts = ", ".join(
        f"{number(count, language)} {word(name, language)}"
        for name, count in (
            ("good", figures.good),
            ("repaired", figures.repaired),
            ("quarantined", figures.quarantined),
        )
        if count or name == "good"
    )
    read = f"{word('read', language)}: {number(figures.read, language)} ({parts})"
    return f"{checked.source.name} · {checked.profile} · {read}"


def breaks(offsets: Iterable[int], language: str) -> list[str]:
    """Where a file breaks off, a line each, with what to do."""
    return [word("breaks", language, byte=number(offset, language)) for offset in offsets]


def systems_line(checked: Checked, language: str) -> list[str]:
    """Whose own fields were left alone; nothing when no system was recognised or named."""
    names = ", ".join(systems()[name].name for name in checked.systems)
    return [word("systems", language, names=names)] if names else []


def _owners(checked: Checked) -> dict[str, dict[int, int]]:
    """Findings by rule of the owners with most of them; only "" is no table of owners."""
    by_owner: dict[str, dict[int, int]] = {}
    for rule, owner, findings, _records in checked.by_owner().iter_rows():
        by_owner.setdefault(owner, {})[rule] = findings
    if set(by_owner) == {""}:
        return {}
    largest_owners = sorted(by_owner, key=lambda name: (-sum(by_owner[name].values()), name))[
        :_OWNERS
    ]
    return {name: by_owner[name] for name in largest_owners}


def _heading_rows(
    checked: Checked, heading: Heading, owners: dict[str, dict[int, int]], language: str
) -> list[list[str]]:
    figures = [
        heading.findings,
        heading.records,
        *(findings_of_owner.get(heading.number, 0) for findings_of_owner in owners.values()),
    ]
    texts = [number(figure, language) if figure else "–" for figure in figures]
    rows = [[heading.severity, heading.message[language], *texts]]
    for line in undefined_tags(checked, heading, language)[:_TAGS]:
        counts = [number(line.findings, language), number(line.records, language)]
        rows.append(["", f"  {line.tag}", *counts, *("" for _owner in owners)])
    return rows


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    while sum(widths) - widths[1] + 2 * len(widths) + _NARROWEST > width and len(widths) > 4:
        widths.pop()  # an owner too many for this terminal
    room = width - (sum(widths) - widths[1] + 2 * (len(widths) - 1))
    widths[1] = min(widths[1], max(room, _NARROWEST))
    rows = (head, ["─" * size for size in widths], *rows)
    return [line for row in rows for line in _lines(row, widths)]


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    indent = " " * (len(row[1]) - len(row[1].lstrip()))
    message, *more = textwrap.wrap(row[1], widths[1], subsequent_indent=indent) or [""]
    cells = [row[0].ljust(widths[0]), message.ljust(widths[1])]
    cells += [text.rjust(size) for text, size in zip(row[2:], widths[2:], strict=False)]
    return [
        "  ".join(cells).rstrip(),
        *(" " * (widths[0] + 2) + rest for rest in more),
    ]

"""The summary of a check as lines of a terminal."""

from collections.abc import Iterable, Sequence
from typing import Final

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.results.words import number, word

_OWNERS: Final = 8  # that a table has columns for: those with most findings
_NARROWEST: Final = 48  # of the column with the message


def ordered(checked: Checked) -> list[Heading]:
    """What was found, the most serious and the most frequent first."""
    return sorted(
        checked.headings, key=lambda heading: (heading.severity, -heading.findings, heading.id)
    )


def summary(checked: Checked, language: str = "fi", width: int = 100) -> str:
    """The counts, then a line for each rule: severity, message, findings, records, by owner.

    Owners stand beside while there is room: those with most findings.
    """
    lines = [counts(checked, language), *breaks(checked.breaks, language), ""]
    if not checked.headings:
        return "\n".join([*lines, word("nothing", language)])
    owners = _owners(checked)
    rows = [_row(heading, owners, language) for heading in ordered(checked)]
    names = [name or word("nobody", language) for name in owners]
    head = [word("severity", language), word("message", language)]
    head += [word("findings", language), word("records", language), *names]
    return "\n".join([*lines, *_table(head, rows, width)])


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


def _owners(checked: Checked) -> dict[str, dict[int, int]]:
    """Findings by rule of the owners with most of them; only "" is no table of owners."""
    by_owner: dict[str, dict[int, int]] = {}
    for rule, owner, findings, _records in checked.by_owner().iter_rows():
        by_owner.setdefault(owner, {})[rule] = findings
    if set(by_owner) == {""}:
        return {}
    most = sorted(by_owner, key=lambda name: (-sum(by_owner[name].values()), name))[:_OWNERS]
    return {name: by_owner[name] for name in most}


def _row(heading: Heading, owners: dict[str, dict[int, int]], language: str) -> list[str]:
    figures = [
        heading.findings,
        heading.records,
        *(each.get(heading.number, 0) for each in owners.values()),
    ]
    texts = [number(figure, language) if figure else "–" for figure in figures]
    return [heading.severity, heading.message[language], *texts]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    while sum(widths) - widths[1] + 2 * len(widths) + _NARROWEST > width and len(widths) > 4:
        widths.pop()  # an owner too many for this terminal
    room = width - (sum(widths) - widths[1] + 2 * (len(widths) - 1))
    widths[1] = min(widths[1], max(room, _NARROWEST))
    return [_line(row, widths) for row in (head, ["─" * size for size in widths], *rows)]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0]), _shorten(row[1], widths[1]).ljust(widths[1])]
    cells += [text.rjust(size) for text, size in zip(row[2:], widths[2:], strict=False)]
    return "  ".join(cells).rstrip()


def _shorten(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"

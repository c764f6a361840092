"""How a record became another, line by line, and which rule changed which line."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kimppa.marc.record import Record
from kimppa.marc.texts import likeness

LEADER: Final = "LDR"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field before and after, in the line format; "" where it was not or is no more.

    `rules` made it; none, when it comes of writing the record anew (another encoding). An edit
    without a tag is another order of the same fields.
    """

    tag: str
    before: str
    after: str
    rules: tuple[str, ...] = ()


def lines(record: Record) -> list[str]:
    """The record as lines; what the leader says of lengths is not the record's own."""
    leader = record.leader.ljust(24)
    comparable_leader = f"00000{leader[5:12]}00000{leader[17:24]}"
    return [f"{LEADER}    {comparable_leader}", *map(str, record.fields)]


def edits(old_lines: list[str], new_lines: list[str], rules: tuple[str, ...] = ()) -> list[Edit]:
    """What was changed, in the order of the tags."""
    if old_lines == new_lines:
        return []
    old_counts, new_counts = Counter(old_lines), Counter(new_lines)
    removed_lines, added_lines = (
        list((old_counts - new_counts).elements()),
        list((new_counts - old_counts).elements()),
    )
    if not removed_lines and not added_lines:
        orders = [
            " ".join(line[:3] for line in side_lines) for side_lines in (old_lines, new_lines)
        ]
        return [Edit("", orders[0], orders[1], rules)]
    differences = []
    for tag in sorted({line[:3] for line in (*removed_lines, *added_lines)}):
        lines_of_tag = (
            [line for line in side if line[:3] == tag] for side in (removed_lines, added_lines)
        )
        differences += [
            Edit(tag, old_line, new_line, rules) for old_line, new_line in _paired(*lines_of_tag)
        ]
    return differences


def _paired(old_lines: list[str], new_lines: list[str]) -> Iterator[tuple[str, str]]:
    """Old and new lines of one tag: in their order when as many, else the likest together."""
    if len(old_lines) == len(new_lines):
        yield from zip(old_lines, new_lines, strict=True)
        return
    remaining = list(new_lines)
    for line in old_lines:
        likest = max(remaining, key=lambda candidate: likeness(line, candidate), default="")
        if likest and (len(old_lines) < len(new_lines) or likeness(line, likest) > 0.5):
            remaining.remove(likest)
            yield line, likest
        else:
            yield line, ""
    yield from (("", line) for line in remaining)


def attributed(total: Iterable[Edit], trace: list[Edit]) -> tuple[Edit, ...]:
    """Every change from first to last, with the rules that the single steps tell of."""
    return tuple(replace(edit, rules=tuple(dict.fromkeys(_rules(edit, trace)))) for edit in total)


def _rules(edit: Edit, trace: list[Edit]) -> list[str]:
    line = edit.before
    rules: list[str] = []
    steps_of_tag = [step for step in trace if step.tag == edit.tag]
    for step in steps_of_tag:
        if step.before == line:
            line = step.after
            rules += step.rules
    if line == edit.after and rules:
        return rules
    return [rule for step in steps_of_tag for rule in step.rules]

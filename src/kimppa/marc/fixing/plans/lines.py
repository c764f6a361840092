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
    own = f"00000{leader[5:12]}00000{leader[17:24]}"
    return [f"{LEADER}    {own}", *map(str, record.fields)]


def edits(before: list[str], after: list[str], rules: tuple[str, ...] = ()) -> list[Edit]:
    """What was changed, in the order of the tags."""
    if before == after:
        return []
    old, new = Counter(before), Counter(after)
    removed, added = list((old - new).elements()), list((new - old).elements())
    if not removed and not added:
        orders = [" ".join(line[:3] for line in some) for some in (before, after)]
        return [Edit("", orders[0], orders[1], rules)]
    differences = []
    for tag in sorted({line[:3] for line in (*removed, *added)}):
        mine = ([line for line in side if line[:3] == tag] for side in (removed, added))
        differences += [
            Edit(tag, old_line, new_line, rules) for old_line, new_line in _paired(*mine)
        ]
    return differences


def _paired(removed: list[str], added: list[str]) -> Iterator[tuple[str, str]]:
    """Old and new lines of one tag: in their order when as many, else the likest together."""
    if len(removed) == len(added):
        yield from zip(removed, added, strict=True)
        return
    remaining = list(added)
    for line in removed:
        best = max(remaining, key=lambda candidate: likeness(line, candidate), default="")
        if best and (len(removed) < len(added) or likeness(line, best) > 0.5):
            remaining.remove(best)
            yield line, best
        else:
            yield line, ""
    yield from (("", line) for line in remaining)


def attributed(total: Iterable[Edit], trace: list[Edit]) -> tuple[Edit, ...]:
    """Every change from first to last, with the rules that the single steps tell of."""
    return tuple(replace(edit, rules=tuple(dict.fromkeys(_rules(edit, trace)))) for edit in total)


def _rules(edit: Edit, trace: list[Edit]) -> list[str]:
    line = edit.before
    rules: list[str] = []
    mine = [step for step in trace if step.tag == edit.tag]
    for step in mine:
        if step.before == line:
            line = step.after
            rules += step.rules
    if line == edit.after and rules:
        return rules
    return [rule for step in mine for rule in step.rules]

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
    gone, come = list((old - new).elements()), list((new - old).elements())
    if not gone and not come:
        orders = [" ".join(line[:3] for line in some) for some in (before, after)]
        return [Edit("", orders[0], orders[1], rules)]
    found = []
    for tag in sorted({line[:3] for line in (*gone, *come)}):
        mine = ([line for line in side if line[:3] == tag] for side in (gone, come))
        found += [Edit(tag, one, other, rules) for one, other in _paired(*mine)]
    return found


def _paired(gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
    """Old and new lines of one tag: in their order when as many, else the likest together."""
    if len(gone) == len(come):
        yield from zip(gone, come, strict=True)
        return
    left = list(come)
    for line in gone:
        best = max(left, key=lambda one: likeness(line, one), default="")
        if best and (len(gone) < len(come) or likeness(line, best) > 0.5):
            left.remove(best)
            yield line, best
        else:
            yield line, ""
    yield from (("", line) for line in left)


def attributed(total: Iterable[Edit], trace: list[Edit]) -> tuple[Edit, ...]:
    """Every change from first to last, with the rules that the single steps tell of."""
    return tuple(replace(one, rules=tuple(dict.fromkeys(_rules(one, trace)))) for one in total)


def _rules(edit: Edit, trace: list[Edit]) -> list[str]:
    line = edit.before
    found: list[str] = []
    mine = [one for one in trace if one.tag == edit.tag]
    for one in mine:
        if one.before == line:
            line = one.after
            found += one.rules
    if line == edit.after and found:
        return found
    return [rule for one in mine for rule in one.rules]

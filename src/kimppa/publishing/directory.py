"""Our branches beside those of Kirjastohakemisto. Pure but for the rows that it is given."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kimppa.core.consortium.models import Branch
from kimppa.publishing.models import DirectoryEntry

SAME, RENAMED, NEW, CLOSED, MISSING = "same", "renamed", "new", "closed", "missing"


@dataclass(frozen=True, slots=True)
class Compared:
    """A branch, its entry in the directory, and how they differ."""

    branch: Branch | None
    entry: DirectoryEntry | None
    state: str


def compare(branches: Iterable[Branch], entries: Sequence[DirectoryEntry]) -> list[Compared]:
    """Every branch of ours in its order, then what only the directory knows."""
    by_branch = {one.branch_id: one for one in entries if one.branch_id}
    found = []
    for branch in branches:
        entry = by_branch.get(branch.pk)
        state = MISSING
        if entry is not None:
            same = entry.name.casefold() == branch.name_fi.casefold()
            state = CLOSED if entry.gone else SAME if same else RENAMED
        found.append(Compared(branch, entry, state))
    alone = [one for one in entries if not one.branch_id and not one.gone]
    return found + [Compared(None, one, NEW) for one in alone]


def hours_on(entry: DirectoryEntry | None, day: dt.date) -> dict[str, Any] | None:
    """The hours of a day: date, times (start, end, staffed) and info; None when not known."""
    if entry is None:
        return None
    return next((one for one in entry.hours if one["date"] == day.isoformat()), None)


def closures(entry: DirectoryEntry | None, day: dt.date) -> list[tuple[dt.date, str]]:
    """Days to come on which it is closed for a reason that it tells."""
    if entry is None:
        return []
    return [
        (dt.date.fromisoformat(one["date"]), one["info"])
        for one in entry.hours
        if one["info"] and not one["times"] and one["date"] >= day.isoformat()
    ]

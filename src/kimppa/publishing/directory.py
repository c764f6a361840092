"""Our branches beside those of Kirjastohakemisto. Pure but for the rows that it is given."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kimppa.core.consortium.models import Branch
from kimppa.publishing.models import DirectoryEntry, Item

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


def closed_on(entry: DirectoryEntry | None, day: dt.date) -> str | None:
    """Why it is closed all day, "" when no reason is told; None when open, or not known."""
    told = hours_on(entry, day) if entry and not entry.gone else None
    return str(told["info"]) if told and not told["times"] else None


def closed_days(entry: DirectoryEntry | None, days: Iterable[dt.date]) -> list[tuple[dt.date, str]]:
    """Those of the days on which it is closed, each once with its reason."""
    found = {day: closed_on(entry, day) for day in days}
    return [(day, why) for day, why in sorted(found.items()) if why is not None]


def closures(entry: DirectoryEntry | None, day: dt.date) -> list[tuple[dt.date, dt.date, str]]:
    """When it is closed for a reason that it tells, from that day on: first day, last day, why."""
    found: list[tuple[dt.date, dt.date, str]] = []
    for one in sorted(entry.hours if entry else [], key=lambda one: str(one["date"])):
        date = dt.date.fromisoformat(one["date"])
        if one["times"] or not one["info"] or date < day:
            continue
        if found and found[-1][2] == one["info"] and date - found[-1][1] == dt.timedelta(days=1):
            found[-1] = (found[-1][0], date, one["info"])
        else:
            found.append((date, date, one["info"]))
    return found


def entry_of(item: Item) -> DirectoryEntry | None:
    """The directory's entry of the library where an item is held; None elsewhere."""
    if item.branch is None or item.place:
        return None
    found: DirectoryEntry | None = getattr(item.branch, "directory_entry", None)
    return found

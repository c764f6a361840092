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


def compare(
    branches: Iterable[Branch], directory_entries: Sequence[DirectoryEntry]
) -> list[Compared]:
    """Every branch of ours in its order, then what only the directory knows."""
    entry_by_branch = {other.branch_id: other for other in directory_entries if other.branch_id}
    comparisons = []
    for branch in branches:
        directory_entry = entry_by_branch.get(branch.pk)
        state = MISSING
        if directory_entry is not None:
            has_same_name = directory_entry.name.casefold() in map(str.casefold, branch.names)
            state = CLOSED if directory_entry.gone else SAME if has_same_name else RENAMED
        comparisons.append(Compared(branch, directory_entry, state))
    unmatched_entries = [
        other for other in directory_entries if not other.branch_id and not other.gone
    ]
    return comparisons + [Compared(None, other, NEW) for other in unmatched_entries]


def hours_on(directory_entry: DirectoryEntry | None, day: dt.date) -> dict[str, Any] | None:
    """The hours of a day: date, times (start, end, staffed) and info; None when not known."""
    if directory_entry is None:
        return None
    return next(
        (hours for hours in directory_entry.hours if hours["date"] == day.isoformat()), None
    )


def closed_on(directory_entry: DirectoryEntry | None, day: dt.date) -> str | None:
    """Why it is closed all day, "" when no reason is told; None when open, or not known."""
    hours = hours_on(directory_entry, day) if directory_entry and not directory_entry.gone else None
    return str(hours["info"]) if hours and not hours["times"] else None


def closed_days(
    directory_entry: DirectoryEntry | None, days: Iterable[dt.date]
) -> list[tuple[dt.date, str]]:
    """Those of the days on which it is closed, each once with its reason."""
    reason_by_day = {day: closed_on(directory_entry, day) for day in days}
    return [(day, reason) for day, reason in sorted(reason_by_day.items()) if reason is not None]


def closures(
    directory_entry: DirectoryEntry | None, day: dt.date
) -> list[tuple[dt.date, dt.date, str]]:
    """When it is closed for a reason that it tells, from that day on: first day, last day, why."""
    periods: list[tuple[dt.date, dt.date, str]] = []
    for hours in sorted(
        directory_entry.hours if directory_entry else [], key=lambda hours: str(hours["date"])
    ):
        date = dt.date.fromisoformat(hours["date"])
        if hours["times"] or not hours["info"] or date < day:
            continue
        if (
            periods
            and periods[-1][2] == hours["info"]
            and date - periods[-1][1] == dt.timedelta(days=1)
        ):
            periods[-1] = (periods[-1][0], date, hours["info"])
        else:
            periods.append((date, date, hours["info"]))
    return periods


def entry_of(item: Item) -> DirectoryEntry | None:
    """The directory's entry of the library where an item is held; None elsewhere."""
    if item.branch is None or item.place:
        return None
    directory_entry: DirectoryEntry | None = getattr(item.branch, "directory_entry", None)
    return directory_entry

"""Whether an export can prove corrections: only one made after they were loaded can. Pure."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Loading:
    """What is known of the loading of a plan's records."""

    used: Collection[int]  # exports (ids) that it was previewed with or made from
    day: dt.date | None  # when they were loaded; else when the export was made that they are of
    made_at: dt.datetime | None  # when the corrected file was made


def too_early(loading: Loading, export: int, taken_on: dt.date, added_at: dt.datetime) -> bool:
    """Whether an export was certainly made before the corrected records were loaded."""
    return (
        export in loading.used
        or (loading.day is not None and taken_on < loading.day)
        or (loading.made_at is not None and added_at < loading.made_at)
    )


def proven(figures: Mapping[str, Any]) -> bool:
    """Whether an export has every record as agreed."""
    return figures.get("loaded", 0) > 0 and not figures.get("missing")

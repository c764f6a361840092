"""What came of a search: kept by the worker alone."""

from dataclasses import asdict

from kimppa.catalogue.twins.finding import Counts
from kimppa.catalogue.twins.models import Search
from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.permissions import SYSTEM


def fail(row: Search, why: str) -> None:
    """The search could not be made."""
    change(row, by=SYSTEM, action="catalogue.duplicates-fail", failure=why[:500])


def keep(row: Search, counts: Counts) -> None:
    """The groups are on disk; here are their counts."""
    change(
        row, by=SYSTEM, action="catalogue.duplicates-found", failure="", found_at=clock.now(),
        **asdict(counts),
    )  # fmt: skip

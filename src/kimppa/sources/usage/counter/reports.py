"""What COUNTER's reports are: identifiers, metrics, and what a standard view may hold."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kimppa.sources.usage.model import Period

RELEASES: Final = ("5", "5.1")
_REQUESTS: Final = ("Total_Item_Requests", "Unique_Item_Requests")
_INVESTIGATIONS: Final = ("Total_Item_Investigations", "Unique_Item_Investigations")
_DENIALS: Final = ("Limit_Exceeded", "No_License")
_SEARCHES: Final = ("Searches_Automated", "Searches_Federated", "Searches_Regular")
METRICS: Final = frozenset(
    (
        *_REQUESTS,
        *_INVESTIGATIONS,
        *_DENIALS,
        *_SEARCHES,
        "Searches_Platform",
        "Unique_Title_Requests",
        "Unique_Title_Investigations",
    )
)
_JOURNALS: Final = frozenset({"Journal"})
_BOOKS: Final = frozenset({"Book", "Reference_Work"})
ALL: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """`of` is the master report whose columns it has; empty sets hold nothing back."""

    of: str
    metrics: frozenset[str] = ALL
    types: frozenset[str] = ALL


def _view(master: str, *metrics: str, types: frozenset[str] = ALL) -> Report:
    return Report(master, frozenset(metrics), types)


REPORTS: Final = {
    **{master: Report(master) for master in ("PR", "DR", "TR", "IR")},
    "PR_P1": _view("PR", *_REQUESTS, "Unique_Title_Requests", "Searches_Platform"),
    "DR_D1": _view("DR", *_REQUESTS, *_INVESTIGATIONS, *_SEARCHES),
    "DR_D2": _view("DR", *_DENIALS),
    "TR_B1": _view("TR", "Total_Item_Requests", "Unique_Title_Requests", types=_BOOKS),
    "TR_B2": _view("TR", *_DENIALS, types=_BOOKS),
    "TR_B3": _view(
        "TR",
        *_REQUESTS,
        *_INVESTIGATIONS,
        "Unique_Title_Requests",
        "Unique_Title_Investigations",
        types=_BOOKS,
    ),
    "TR_J1": _view("TR", *_REQUESTS, types=_JOURNALS),
    "TR_J2": _view("TR", *_DENIALS, types=_JOURNALS),
    "TR_J3": _view("TR", *_REQUESTS, *_INVESTIGATIONS, types=_JOURNALS),
    "TR_J4": _view("TR", *_REQUESTS, types=_JOURNALS),
    "IR_A1": _view("IR", *_REQUESTS),
    "IR_M1": _view("IR", *_REQUESTS),
}
_DAY: Final = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})(?:-([0-9]{2}))?")
_EXCEPTION: Final = re.compile(r"\b([0-9]{1,5})\s{0,3}:([^;|:]{0,500})")


@dataclass(frozen=True, slots=True)
class Trouble:
    """An exception of the service: its code and words."""

    code: int | None
    message: str


@dataclass(slots=True)
class Header:
    """What a report says of itself."""

    report: str = ""
    release: str = ""
    institution: str = ""
    created: str = ""
    period: Period | None = None
    troubles: list[Trouble] = field(default_factory=list)


def release_of(cell: object) -> str:
    """The release as COUNTER writes it. Excel in Finland makes a day of 5.1."""
    if isinstance(cell, dt.date):
        return "5.1" if (cell.day, cell.month) == (5, 1) else ""
    text = str(cell if cell is not None else "").strip()
    return {"5.0": "5", "5,1": "5.1"}.get(text, text)[:20]


def period_between(begin: str, end: str) -> Period | None:
    """The months from one to another, days written or not."""
    begin_match, end_match = _DAY.search(begin[:100]), _DAY.search(end[:100])
    if not begin_match or not end_match:
        return None
    try:
        return Period(
            dt.date(int(begin_match[1]), int(begin_match[2]), 1),
            Period.month(int(end_match[1]), int(end_match[2])).last,
        )
    except ValueError:
        return None


@lru_cache(maxsize=4_096)
def month_between(begin: str, end: str) -> dt.date | None:
    """The first day of the one month in which both are; None for none and for several."""
    period = period_between(begin, end)
    if period is None or f"{period.first:%Y%m}" != f"{period.last:%Y%m}":
        return None
    return period.first


def period_in(text: str) -> Period | None:
    """The period in a line: Begin_Date=2022-01-01; End_Date=2022-12-31, or only its days."""
    days = _DAY.findall(text[:200])
    return period_between("-".join(days[0][:2]), "-".join(days[1][:2])) if len(days) > 1 else None


def troubles_in(text: str) -> list[Trouble]:
    """The exceptions of a tabular header: 3030: No usage; 3040: Partial."""
    return [
        Trouble(int(code), message.strip()) for code, message in _EXCEPTION.findall(text[:5_000])
    ]

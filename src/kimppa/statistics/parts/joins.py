"""Parts of a year joined: one system until the change, another after it; or any months. Pure.

A flow is the sum of parts that follow each other without a gap; what is counted at the end is
that of the last part. What is no sum, such as borrowers, is never joined of several parts.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kimppa.statistics.variables.catalogue import Variable

type Span = tuple[dt.date, dt.date]
type Key = tuple[str, str]
"""Place ("branch:main") and variable."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one file tells of some days of the year."""

    take: int
    name: str
    span: Span
    values: Mapping[Key, Decimal]


@dataclass(frozen=True, slots=True)
class Joined:
    """A figure of a time with the parts that it is made of; None when they do not make it."""

    value: Decimal | None
    parts: tuple[Part, ...]


def year_of(year: int) -> Span:
    """A calendar year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def covers(spans: Sequence[Span], whole_span: Span) -> bool:
    """Whether spans follow each other from the whole's first day to its last."""
    sorted_spans = sorted(set(spans))
    if not sorted_spans or (sorted_spans[0][0], sorted_spans[-1][1]) != whole_span:
        return False
    day = dt.timedelta(days=1)
    return all(earlier[1] + day == later[0] for earlier, later in itertools.pairwise(sorted_spans))


def windows(parts: Sequence[Part]) -> list[Span]:
    """Every time that parts cover, the longest first."""
    spans = {part.span for part in parts}
    covered_spans = set()
    for start in {span[0] for span in spans}:
        for end in {span[1] for span in spans if span[1] >= start}:
            inner_spans = [span for span in spans if start <= span[0] and span[1] <= end]
            if covers(inner_spans, (start, end)):
                covered_spans.add((start, end))
    return sorted(covered_spans | spans, key=lambda span: (span[0] - span[1], span[0]))


def join(
    parts: Sequence[Part], span: Span, variable: Callable[[str], Variable]
) -> dict[Key, Joined]:
    """Every figure that the parts within a time give of it."""
    inner_parts = [part for part in parts if span[0] <= part.span[0] and part.span[1] <= span[1]]
    keys = dict.fromkeys(key for part in inner_parts for key in part.values)
    figures = {}
    for key in keys:
        sources = sorted(
            (part for part in inner_parts if key in part.values), key=lambda part: part.span
        )
        figures[key] = Joined(_value(sources, key, span, variable(key[1])), tuple(sources))
    return figures


def _value(sources: Sequence[Part], key: Key, span: Span, variable: Variable) -> Decimal | None:
    """A flow's sum, a stock's figure on the last day; None where the parts do not make it."""
    if not variable.flow:
        end_values = [part.values[key] for part in sources if part.span[1] == span[1]]
        return end_values[0] if len(end_values) == 1 else None
    spans = [part.span for part in sources]
    if len(set(spans)) < len(spans) or not covers(spans, span):
        return None
    if len(sources) > 1 and not variable.additive:
        return None
    return sum((part.values[key] for part in sources), Decimal(0))


@dataclass(frozen=True, slots=True)
class Municipal:
    """A municipality's figure of a time, or why there is none: branches that lack theirs, or that
    it is no sum and the sources do not tell it.
    """

    value: Decimal | None
    lacking: tuple[str, ...] = ()
    no_sum: bool = False


def by_municipality(
    joined: Mapping[Key, Joined],
    branches_by_town: Mapping[str, Sequence[str]],
    variable: Callable[[str], Variable],
) -> dict[Key, Municipal]:
    """Every figure of the municipalities (code → codes of their branches) that the joined figures
    make: their own where a source tells it, else the sum of every branch.
    """
    codes = dict.fromkeys(code for _place, code in joined)
    figures = {}
    for town, branches in branches_by_town.items():
        for code in codes:
            own_figure = joined.get((f"municipality:{town}", code))
            figure_by_branch = {
                branch: joined.get((f"branch:{branch}", code)) for branch in branches
            }
            if own_figure is not None and own_figure.value is not None:
                figures[town, code] = Municipal(own_figure.value)
            elif own_figure is not None or any(figure_by_branch.values()):
                figures[town, code] = _of_branches(figure_by_branch, variable(code))
    return figures


def _of_branches(figure_by_branch: Mapping[str, Joined | None], variable: Variable) -> Municipal:
    if not variable.additive:
        return Municipal(None, no_sum=True)
    value_by_branch = {
        branch: figure.value if figure else None for branch, figure in figure_by_branch.items()
    }
    lacking_branches = tuple(branch for branch, value in value_by_branch.items() if value is None)
    numbers = [value for value in value_by_branch.values() if value is not None]
    return (
        Municipal(None, lacking_branches)
        if lacking_branches
        else Municipal(sum(numbers, Decimal(0)))
    )

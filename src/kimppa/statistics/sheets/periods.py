"""The boards of a part of a year: half a year, a quarter or a month."""

from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.duties.spans import span
from kimppa.statistics.parts.actions import RULE
from kimppa.statistics.parts.joins import Joined, Key, Part, by_municipality, join
from kimppa.statistics.parts.queries import describe, part_takes, parts_of
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.work.board import Board, Entry, Row


def boards_of_period(year: int, period: str, towns: Sequence[Municipality]) -> dict[str, Board]:
    """What the files of the year's parts tell of a period, by the municipality's code.

    A row for each variable that they tell; without a value where it cannot be summed or a branch
    lacks it.
    """
    days = span(period)
    if days is None:
        raise ValueError(f"not a period: {period!r}")
    variables = catalogue()
    joined = join(parts_of(year), days[:2], variables.__getitem__)
    branches: dict[str, dict[str, str]] = {town.code: {} for town in towns}
    for branch in Branch.objects.filter(municipality__in=towns).select_related("municipality"):
        branches[branch.municipality.code][branch.code] = branch.name
    members = {town: list(names) for town, names in branches.items()}
    sums = by_municipality(joined, members, variables.__getitem__)
    examples = {take.pk for take in part_takes(year) if take.example}
    boards = {}
    for town, names in branches.items():
        rows = tuple(
            _row(town, names, variable, joined, sums[town, code].value, examples)
            for code, variable in variables.items()
            if (town, code) in sums
        )
        there = {place for row in rows for place in row.branches}
        shown = {place: name for place, name in names.items() if place in there}
        boards[town] = Board(year, shown, rows, {}, ())
    return boards


def _row(
    town: str,
    branches: Iterable[str],
    variable: Variable,
    joined: Mapping[Key, Joined],
    value: Decimal | None,
    examples: Set[int],
) -> Row:
    by_branch = {
        place: figure
        for place in branches
        if (figure := joined.get((f"branch:{place}", variable.code)))
    }
    own = joined.get((f"municipality:{town}", variable.code))
    entries = {
        place: _entry(figure.value, figure.parts, examples)
        for place, figure in by_branch.items()
        if figure.value is not None
    }
    parts = own.parts if own else [p for figure in by_branch.values() for p in figure.parts]
    return Row(variable, entries, None if value is None else _entry(value, parts, examples))


def _entry(value: Decimal, parts: Iterable[Part], examples: Set[int]) -> Entry:
    by_take = {part.take: part for part in parts}
    return Entry(
        value,
        source=" + ".join(map(describe, by_take.values())),
        rule=RULE,
        example=not examples.isdisjoint(by_take),
    )

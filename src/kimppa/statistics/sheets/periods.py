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
    figure_by_key = join(parts_of(year), days[:2], variables.__getitem__)
    names_by_town: dict[str, dict[str, str]] = {town.code: {} for town in towns}
    for branch in Branch.objects.filter(municipality__in=towns).select_related("municipality"):
        names_by_town[branch.municipality.code][branch.code] = branch.name
    branches_by_town = {town: list(names) for town, names in names_by_town.items()}
    sum_by_key = by_municipality(figure_by_key, branches_by_town, variables.__getitem__)
    examples = {take.pk for take in part_takes(year) if take.example}
    boards = {}
    for town, names in names_by_town.items():
        rows = tuple(
            _board_row(town, names, variable, figure_by_key, sum_by_key[town, code].value, examples)
            for code, variable in variables.items()
            if (town, code) in sum_by_key
        )
        branch_codes = {branch_code for row in rows for branch_code in row.branches}
        shown_names = {
            branch_code: name for branch_code, name in names.items() if branch_code in branch_codes
        }
        boards[town] = Board(year, shown_names, rows, {}, ())
    return boards


def _board_row(
    town: str,
    branches: Iterable[str],
    variable: Variable,
    figure_by_key: Mapping[Key, Joined],
    value: Decimal | None,
    examples: Set[int],
) -> Row:
    figure_by_branch = {
        branch: figure
        for branch in branches
        if (figure := figure_by_key.get((f"branch:{branch}", variable.code)))
    }
    own_figure = figure_by_key.get((f"municipality:{town}", variable.code))
    entries = {
        branch: _entry(figure.value, figure.parts, examples)
        for branch, figure in figure_by_branch.items()
        if figure.value is not None
    }
    parts = (
        own_figure.parts
        if own_figure
        else [p for figure in figure_by_branch.values() for p in figure.parts]
    )
    return Row(variable, entries, None if value is None else _entry(value, parts, examples))


def _entry(value: Decimal, parts: Iterable[Part], examples: Set[int]) -> Entry:
    part_by_take = {part.take: part for part in parts}
    return Entry(
        value,
        source=" + ".join(map(describe, part_by_take.values())),
        rule=RULE,
        example=not examples.isdisjoint(part_by_take),
    )

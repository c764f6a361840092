"""What the indicators of actions follow: yearly figures, and what the rooms count themselves."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from kimppa.core.area import Counted, counted
from kimppa.core.figures.queries import standing_figures
from kimppa.core.memo import read_once


def figure_values(codes: Iterable[str], year: int) -> dict[str, Counted]:
    """Yearly values of variables, one query, and what the rooms count themselves. The consortium's
    own figure counts as the total; without one, additive parts are summed, a municipality's
    branches into it.
    """
    asked = {code for code in codes if code}
    return read_once(
        "values", year, *sorted(asked), make=lambda: values_of_years(asked, [year])[year]
    )


def values_of_years(
    codes: Collection[str], years: Collection[int]
) -> dict[int, dict[str, Counted]]:
    """The same for several years, in one query besides what the rooms count."""
    values = {year: counted(codes, year) for year in years}
    missing = {code for code in codes if any(code not in values[year] for year in years)}
    if not missing:
        return values
    parts = _Parts()
    for figure in (
        standing_figures(missing, years)
        .filter(month=None, value__isnull=False)
        .select_related("branch")
    ):
        key = figure.year, figure.variable.code
        if key[1] not in values[figure.year]:
            value = figure.value or Decimal(0)
            parts.additive[key] = figure.variable.additive
            if figure.municipality_id is not None:
                parts.own.setdefault(key, {})[figure.municipality_id] = value
            elif figure.branch is not None:
                sums = parts.branches.setdefault(key, {})
                town = figure.branch.municipality_id
                sums[town] = sums.get(town, Decimal(0)) + value
            else:
                parts.total[key] = value
    for (year, code), count in parts.counted():
        values[year][code] = count
    return values


class _Parts:
    """Figures by year and code: of all together, of municipalities and of their branches."""

    def __init__(self) -> None:
        self.total: dict[tuple[int, str], Decimal] = {}
        self.own: dict[tuple[int, str], dict[int, Decimal]] = {}
        self.branches: dict[tuple[int, str], dict[int, Decimal]] = {}
        self.additive: dict[tuple[int, str], bool] = {}

    def counted(self) -> Iterable[tuple[tuple[int, str], Counted]]:
        """What each comes to, and its part in each municipality."""
        for key, sums_up in self.additive.items():
            own = (self.branches.get(key, {}) if sums_up else {}) | self.own.get(key, {})
            whole = sum(own.values(), Decimal(0)) if own and sums_up else None
            yield key, Counted(self.total.get(key, whole), own)

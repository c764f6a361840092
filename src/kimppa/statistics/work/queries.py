"""Reading the statistics: the figures of a year as boards, files, notes and versions."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.figures.models import Figure
from kimppa.core.figures.queries import PUBLISHED
from kimppa.core.memo import remember
from kimppa.statistics.checks.comparison import change
from kimppa.statistics.events.queries import events_of
from kimppa.statistics.models import (
    Explanation,
)
from kimppa.statistics.variables import versions
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.variables.keyfigures import compute
from kimppa.statistics.work import facts
from kimppa.statistics.work.board import Board, Entry, Material, board_of
from kimppa.statistics.years.figures import SUMMED
from kimppa.statistics.years.queries import codes_in_force, year_of


def _entry(figure: Figure) -> Entry:
    return Entry(
        figure.value,
        figure.state,
        figure.origin,
        figure.pk,
        figure.source,
        figure.rule,
        figure.example,
    )


def boards(year: int, municipalities: Sequence[Municipality]) -> dict[str, Board]:
    """The year of each municipality by its code: one query until something is written."""
    versions.look()
    towns = [(town.pk, town.code) for town in municipalities]
    return remember("statistics-boards", year, towns, make=lambda: _boards(year, dict(towns), {}))


type Foreseen = Mapping[tuple[Branch | Municipality, str], Entry]


def boards_with(
    year: int, municipalities: Sequence[Municipality], foreseen: Foreseen
) -> dict[str, Board]:
    """The year of each municipality as it would be with some figures more."""
    return _boards(year, {town.pk: town.code for town in municipalities}, foreseen)


def _boards(year: int, towns: Mapping[int, str], foreseen: Foreseen) -> dict[str, Board]:
    branches = list(Branch.objects.filter(municipality__in=towns))
    figures = _year_figures(year, [branch.pk for branch in branches])
    _foresee(figures, year, branches, foreseen)
    notes = _notes(year)
    facts_by_town = _facts(year, towns, branches, figures)
    key_figures = {pk: compute(_values(years.get(year, {}))) for pk, years in figures.towns.items()}
    by_code = {}
    for pk, code in towns.items():
        years = figures.towns.get(pk, {})
        own = [branch for branch in branches if branch.municipality_id == pk]
        material = Material(
            year,
            {branch.code: branch.name for branch in own},
            years.get(year, {}),
            {branch.code: figures.branches.get(branch.pk, {}) for branch in own},
            {y: entries for y, entries in years.items() if y < year},
            figures.first_published.get(pk, {}),
            _peers(year, pk, figures.towns),
            facts_by_town[pk],
            notes.get((year, pk), {}),
            notes.get((year - 1, pk), {}),
            _peer_key_figures(pk, key_figures),
        )
        by_code[code] = board_of(material)
    return by_code


def board(year: int, municipality: Municipality) -> Board:
    """One municipality's year."""
    return boards(year, [municipality])[municipality.code]


@dataclass(slots=True)
class _YearFigures:
    """Figures read once: of branches, of municipalities by year, and as first published."""

    branches: dict[int, dict[str, Entry]]
    branches_before: dict[int, dict[str, Entry]]
    towns: dict[int, dict[int, dict[str, Entry]]]
    first_published: dict[int, dict[str, Entry]]


def _year_figures(year: int, branches: Sequence[int]) -> _YearFigures:
    """What stands of the branches' year and of every municipality up to it, and what was
    published first of the year before: a republication shows beside it (V32).
    """
    codes_by_figure = codes_in_force()
    standing = Q(replaced_at__isnull=True)
    towns = Q(municipality__isnull=False, year__lte=year)
    first = Q(rule=PUBLISHED, year=year - 1, withdrawn=False, municipality__isnull=False)
    of_year = Q(branch__in=branches, year__in=(year, year - 1))
    figures_read = Figure.objects.filter(
        (standing & (towns | of_year)) | first,
        variable__code__in=codes_by_figure,
        month__isnull=True,
    ).select_related("variable")
    figures = _YearFigures(
        defaultdict(dict),
        defaultdict(dict),
        defaultdict(lambda: defaultdict(dict)),
        defaultdict(dict),
    )
    # A figure of the year itself goes before the people of the last day of the year before.
    for figure in sorted(
        figures_read.order_by("pk"), key=lambda figure: figure.year == year_of(figure)
    ):
        code = codes_by_figure[figure.variable.code]
        if figure.branch_id is not None:
            of = figures.branches if figure.year == year else figures.branches_before
            of[figure.branch_id][code] = _entry(figure)
        if figure.municipality_id is None:
            continue
        if figure.replaced_at is None:
            figures.towns[figure.municipality_id][year_of(figure)][code] = _entry(figure)
        if figure.year == year - 1 and figure.rule == PUBLISHED:
            figures.first_published[figure.municipality_id].setdefault(code, _entry(figure))
    return figures


def _foresee(
    figures: _YearFigures, year: int, branches: Sequence[Branch], foreseen: Foreseen
) -> None:
    """Put figures among those that stand, and the sums of branches that follow from them."""
    touched: set[tuple[int, str]] = set()
    for (place, code), entry in foreseen.items():
        if isinstance(place, Branch):
            figures.branches[place.pk][code] = entry
            touched.add((place.municipality_id, code))
        else:
            figures.towns[place.pk][year][code] = entry
    for town, code in touched:
        own = figures.towns[town][year].get(code)
        parts = [figures.branches[b.pk].get(code) for b in branches if b.municipality_id == town]
        values = [entry.value for entry in parts if entry and entry.value is not None]
        summed = own is None or own.rule == SUMMED
        if summed and catalogue()[code].additive and parts and len(values) == len(parts):
            figures.towns[town][year][code] = Entry(sum(values, Decimal(0)), rule=SUMMED)


def _peers(
    year: int, own: int, by_town: Mapping[int, Mapping[int, Mapping[str, Entry]]]
) -> dict[str, list[Decimal]]:
    """Changes of the other municipalities in per cent, by variable."""
    changes: dict[str, list[Decimal]] = defaultdict(list)
    for town, years in by_town.items():
        if town == own:
            continue
        last = years.get(year - 1, {})
        for code, entry in years.get(year, {}).items():
            before = last.get(code)
            percent = change(entry.value, before.value) if before else None
            if percent is not None:
                changes[code].append(percent)
    return dict(changes)


def _values(entries: Mapping[str, Entry]) -> dict[str, Decimal | None]:
    return {code: entry.value for code, entry in entries.items()}


def _peer_key_figures(
    own: int, key_figures: Mapping[int, Mapping[str, Decimal | None]]
) -> dict[str, list[Decimal]]:
    """Key figures of the other municipalities (V31); fewer than three tell no range."""
    by_figure: dict[str, list[Decimal]] = defaultdict(list)
    for town, figures in key_figures.items():
        for code, value in figures.items():
            if town != own and value is not None:
                by_figure[code].append(value)
    return {code: values for code, values in by_figure.items() if len(values) >= FEWEST}


def _facts(
    year: int, towns: Mapping[int, str], branches: Sequence[Branch], figures: _YearFigures
) -> dict[int, facts.Facts]:
    """What the checks may know of each municipality beside its figures."""
    own = {pk: years.get(year, {}) for pk, years in figures.towns.items()}
    shared = facts.shared_facts(year, own.values())
    renewed = facts.renewals(year)
    delivered = facts.delivered_facts(year, {code: own.get(pk, {}) for pk, code in towns.items()})
    series_break = shared.get("web_method_same") is False
    happened = Counter(event.branch.municipality_id for event in events_of(year))
    by_town = {}
    for pk, code in towns.items():
        mine = [branch for branch in branches if branch.municipality_id == pk]
        now, last = (
            {branch.code: of.get(branch.pk, {}) for branch in mine}
            for of in (figures.branches, figures.branches_before)
        )
        noted = happened[pk] + series_break
        of_branches = facts.branch_facts(year, mine, now, last, noted)
        by_town[pk] = shared | of_branches | renewed.get(code, {}) | delivered.get(code, {})
    return by_town


FEWEST = 3


def _notes(year: int) -> dict[tuple[int, int], dict[str, str]]:
    """Explanations of the year and the one before: year and municipality, finding."""
    notes: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for explanation in Explanation.objects.filter(year__in=(year, year - 1)):
        notes[explanation.year, explanation.municipality_id][explanation.key] = explanation.text
    return notes

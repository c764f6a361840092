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
    facts_by_town = _facts_by_town(year, towns, branches, figures)
    key_figures = {pk: compute(_values(years.get(year, {}))) for pk, years in figures.towns.items()}
    board_by_code = {}
    for pk, code in towns.items():
        years = figures.towns.get(pk, {})
        town_branches = [branch for branch in branches if branch.municipality_id == pk]
        material = Material(
            year,
            {branch.code: branch.name for branch in town_branches},
            years.get(year, {}),
            {branch.code: figures.branches.get(branch.pk, {}) for branch in town_branches},
            {y: entries for y, entries in years.items() if y < year},
            figures.first_published.get(pk, {}),
            _peer_changes(year, pk, figures.towns),
            facts_by_town[pk],
            notes.get((year, pk), {}),
            notes.get((year - 1, pk), {}),
            _peer_key_figures(pk, key_figures),
        )
        board_by_code[code] = board_of(material)
    return board_by_code


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
    is_standing = Q(replaced_at__isnull=True)
    towns = Q(municipality__isnull=False, year__lte=year)
    is_first = Q(rule=PUBLISHED, year=year - 1, withdrawn=False, municipality__isnull=False)
    of_year = Q(branch__in=branches, year__in=(year, year - 1))
    figures_read = Figure.objects.filter(
        (is_standing & (towns | of_year)) | is_first,
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
            branch_entries = figures.branches if figure.year == year else figures.branches_before
            branch_entries[figure.branch_id][code] = _entry(figure)
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
    sums_touched: set[tuple[int, str]] = set()
    for (place, code), entry in foreseen.items():
        if isinstance(place, Branch):
            figures.branches[place.pk][code] = entry
            sums_touched.add((place.municipality_id, code))
        else:
            figures.towns[place.pk][year][code] = entry
    for town, code in sums_touched:
        own_entry = figures.towns[town][year].get(code)
        entries = [figures.branches[b.pk].get(code) for b in branches if b.municipality_id == town]
        values = [entry.value for entry in entries if entry and entry.value is not None]
        is_sum = own_entry is None or own_entry.rule == SUMMED
        if is_sum and catalogue()[code].additive and entries and len(values) == len(entries):
            figures.towns[town][year][code] = Entry(sum(values, Decimal(0)), rule=SUMMED)


def _peer_changes(
    year: int, own_pk: int, years_by_town: Mapping[int, Mapping[int, Mapping[str, Entry]]]
) -> dict[str, list[Decimal]]:
    """Changes of the other municipalities in per cent, by variable."""
    changes: dict[str, list[Decimal]] = defaultdict(list)
    for town, years in years_by_town.items():
        if town == own_pk:
            continue
        last_entries = years.get(year - 1, {})
        for code, entry in years.get(year, {}).items():
            last_entry = last_entries.get(code)
            percent = change(entry.value, last_entry.value) if last_entry else None
            if percent is not None:
                changes[code].append(percent)
    return dict(changes)


def _values(entries: Mapping[str, Entry]) -> dict[str, Decimal | None]:
    return {code: entry.value for code, entry in entries.items()}


def _peer_key_figures(
    own_pk: int, key_figures: Mapping[int, Mapping[str, Decimal | None]]
) -> dict[str, list[Decimal]]:
    """Key figures of the other municipalities (V31); fewer than three tell no range."""
    values_by_figure: dict[str, list[Decimal]] = defaultdict(list)
    for town, figures in key_figures.items():
        for code, value in figures.items():
            if town != own_pk and value is not None:
                values_by_figure[code].append(value)
    return {code: values for code, values in values_by_figure.items() if len(values) >= FEWEST}


def _facts_by_town(
    year: int, towns: Mapping[int, str], branches: Sequence[Branch], figures: _YearFigures
) -> dict[int, facts.Facts]:
    """What the checks may know of each municipality beside its figures."""
    entries_by_town = {pk: years.get(year, {}) for pk, years in figures.towns.items()}
    shared_facts = facts.shared_facts(year, entries_by_town.values())
    renewal_facts = facts.renewals(year)
    delivery_facts = facts.delivered_facts(
        year, {code: entries_by_town.get(pk, {}) for pk, code in towns.items()}
    )
    series_break = shared_facts.get("web_method_same") is False
    events_by_town = Counter(event.branch.municipality_id for event in events_of(year))
    facts_by_town = {}
    for pk, code in towns.items():
        town_branches = [branch for branch in branches if branch.municipality_id == pk]
        entries_now, entries_last = (
            {branch.code: entries.get(branch.pk, {}) for branch in town_branches}
            for entries in (figures.branches, figures.branches_before)
        )
        event_count = events_by_town[pk] + series_break
        of_branches = facts.branch_facts(
            year, town_branches, entries_now, entries_last, event_count
        )
        facts_by_town[pk] = (
            shared_facts | of_branches | renewal_facts.get(code, {}) | delivery_facts.get(code, {})
        )
    return facts_by_town


FEWEST = 3


def _notes(year: int) -> dict[tuple[int, int], dict[str, str]]:
    """Explanations by year and municipality's key, then by `Explanation.key`: two years'."""
    notes: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for explanation in Explanation.objects.filter(year__in=(year, year - 1)):
        notes[explanation.year, explanation.municipality_id][explanation.key] = explanation.text
    return notes

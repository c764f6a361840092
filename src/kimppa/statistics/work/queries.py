"""Reading the statistics: the figures of a year as boards, files, notes and versions."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.figures.models import Figure
from kimppa.core.memo import remember
from kimppa.statistics.checks.comparison import change
from kimppa.statistics.events.queries import events_of
from kimppa.statistics.models import (
    Explanation,
)
from kimppa.statistics.variables import inforce
from kimppa.statistics.variables.keyfigures import compute
from kimppa.statistics.work import facts
from kimppa.statistics.work.board import Board, Entry, Material, board_of
from kimppa.statistics.years.figures import PUBLISHED
from kimppa.statistics.years.queries import codes


def _entry(row: Figure) -> Entry:
    return Entry(row.value, row.state, row.origin, row.pk, row.source, row.rule, row.example)


def boards(year: int, municipalities: Sequence[Municipality]) -> dict[str, Board]:
    """The year of each municipality by its code: one query until something is written."""
    inforce.look()
    asked = [(one.pk, one.code) for one in municipalities]
    return remember("statistics-boards", year, asked, make=lambda: _boards(year, dict(asked)))


def _boards(year: int, towns: Mapping[int, str]) -> dict[str, Board]:
    branches = list(Branch.objects.filter(municipality__in=towns))
    known = _known(year, [one.pk for one in branches])
    notes = _notes(year)
    told = _facts(year, towns, branches, known)
    key_figures = {pk: compute(_values(years.get(year, {}))) for pk, years in known.towns.items()}
    found = {}
    for pk, code in towns.items():
        years = known.towns.get(pk, {})
        own = [branch for branch in branches if branch.municipality_id == pk]
        material = Material(
            year,
            {one.code: one.name for one in own},
            years.get(year, {}),
            {one.code: known.branches.get(one.pk, {}) for one in own},
            {y: entries for y, entries in years.items() if y < year},
            known.first_published.get(pk, {}),
            _peers(year, pk, known.towns),
            told[pk],
            notes.get((year, pk), {}),
            notes.get((year - 1, pk), {}),
            _others(pk, key_figures),
        )
        found[code] = board_of(material)
    return found


def board(year: int, municipality: Municipality) -> Board:
    """One municipality's year."""
    return boards(year, [municipality])[municipality.code]


@dataclass(slots=True)
class _Known:
    """Figures read once: of branches, of municipalities by year, and as first published."""

    branches: dict[int, dict[str, Entry]]
    branches_before: dict[int, dict[str, Entry]]
    towns: dict[int, dict[int, dict[str, Entry]]]
    first_published: dict[int, dict[str, Entry]]


def _known(year: int, branches: Sequence[int]) -> _Known:
    """What stands of the branches' year and of every municipality up to it, and what was
    published first of the year before: a republication shows beside it (V32).
    """
    named = codes()
    standing = Q(replaced_at__isnull=True)
    towns = Q(municipality__isnull=False, year__lte=year)
    first = Q(rule=PUBLISHED, year=year - 1, withdrawn=False, municipality__isnull=False)
    of_year = Q(branch__in=branches, year__in=(year, year - 1))
    rows = Figure.objects.filter(
        (standing & (towns | of_year)) | first, variable__code__in=named, month__isnull=True
    ).select_related("variable")
    found = _Known(
        defaultdict(dict),
        defaultdict(dict),
        defaultdict(lambda: defaultdict(dict)),
        defaultdict(dict),
    )
    for row in rows.order_by("pk"):
        code = named[row.variable.code]
        if row.branch_id is not None:
            of = found.branches if row.year == year else found.branches_before
            of[row.branch_id][code] = _entry(row)
        if row.municipality_id is None:
            continue
        if row.replaced_at is None:
            found.towns[row.municipality_id][row.year][code] = _entry(row)
        if row.year == year - 1 and row.rule == PUBLISHED:
            found.first_published[row.municipality_id].setdefault(code, _entry(row))
    return found


def _peers(
    year: int, own: int, by_town: Mapping[int, Mapping[int, Mapping[str, Entry]]]
) -> dict[str, list[Decimal]]:
    """Changes of the other municipalities in per cent, by variable."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for town, years in by_town.items():
        if town == own:
            continue
        last = years.get(year - 1, {})
        for code, entry in years.get(year, {}).items():
            before = last.get(code)
            percent = change(entry.value, before.value) if before else None
            if percent is not None:
                found[code].append(percent)
    return dict(found)


def _values(entries: Mapping[str, Entry]) -> dict[str, Decimal | None]:
    return {code: one.value for code, one in entries.items()}


def _others(
    own: int, key_figures: Mapping[int, Mapping[str, Decimal | None]]
) -> dict[str, list[Decimal]]:
    """Key figures of the other municipalities (V31); fewer than three tell no range."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for town, figures in key_figures.items():
        for code, value in figures.items():
            if town != own and value is not None:
                found[code].append(value)
    return {code: values for code, values in found.items() if len(values) >= FEWEST}


def _facts(
    year: int, towns: Mapping[int, str], branches: Sequence[Branch], known: _Known
) -> dict[int, facts.Facts]:
    """What the checks may know of each municipality beside its figures."""
    own = {pk: years.get(year, {}) for pk, years in known.towns.items()}
    shared = facts.shared_facts(year, own.values())
    renewed = facts.renewals(year)
    given = facts.delivered_facts(year, {code: own.get(pk, {}) for pk, code in towns.items()})
    series_break = shared.get("web_method_same") is False
    happened = Counter(one.branch.municipality_id for one in events_of(year))
    found = {}
    for pk, code in towns.items():
        mine = [one for one in branches if one.municipality_id == pk]
        now, last = (
            {one.code: of.get(one.pk, {}) for one in mine}
            for of in (known.branches, known.branches_before)
        )
        noted = happened[pk] + series_break
        of_branches = facts.branch_facts(year, mine, now, last, noted)
        found[pk] = shared | of_branches | renewed.get(code, {}) | given.get(code, {})
    return found


FEWEST = 3


def _notes(year: int) -> dict[tuple[int, int], dict[str, str]]:
    """Explanations of the year and the one before: year and municipality, finding."""
    found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for one in Explanation.objects.filter(year__in=(year, year - 1)):
        found[one.year, one.municipality_id][one.key] = one.text
    return found

"""Reading the statistics: the figures of a year as boards, files, notes and versions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Membership, Municipality, Person
from kimppa.core.consortium.queries import municipalities_on, own_municipalities
from kimppa.core.consortium.roles import Role
from kimppa.core.figures.models import Figure
from kimppa.core.memo import remember
from kimppa.core.ratification.queries import standing
from kimppa.core.releases.models import Delivery, Release
from kimppa.statistics import facts, inforce, tables
from kimppa.statistics.board import PUBLISHED, Board, Entry, Material, board_of
from kimppa.statistics.comparison import change
from kimppa.statistics.keyfigures import compute
from kimppa.statistics.models import (
    Enquiry,
    Explanation,
    Learned,
    Round,
    TableVersion,
    Take,
    WebVisits,
)
from kimppa.statistics.sheets import KIND
from kimppa.statistics.tables import Row
from kimppa.statistics.variables import catalogue


def round_of(year: int) -> Round | None:
    """The year's round, once it has been begun."""
    return Round.objects.filter(year=year).first()


def is_locked(year: int) -> bool:
    """Whether the year takes no more figures."""
    return Round.objects.filter(year=year, locked_at__isnull=False).exists()


def visible_municipalities(person: Person) -> list[Municipality]:
    """Whose statistics the person may see: a coordinator all, others their own."""
    return own_municipalities(person)


def codes() -> dict[str, str]:
    """Codes of the desk's figures to those of the statistics' variables in force."""
    inforce.look()
    return {one.figure_code: one.code for one in catalogue().values()}


def places() -> dict[str, list[str]]:
    """Every name of each branch and municipality: what a file may call them."""
    found = {
        f"branch:{one.code}": [one.code, one.name_fi, one.name_sv, one.name_en, one.isil]
        for one in Branch.objects.all()
    }
    for one in municipalities_on():
        names = [one.name_fi, one.name_sv, one.name_en, one.code]
        found[f"municipality:{one.code}"] = names
    return {place: [name for name in names if name] for place, names in found.items()}


def register() -> dict[str, list[str]]:
    """Names of each municipality by its code."""
    return {
        one.code: [name for name in (one.name_fi, one.name_sv, one.name_en) if name]
        for one in municipalities_on()
    }


def learned() -> dict[str, str]:
    """What names have been said to mean."""
    return dict(Learned.objects.values_list("key", "target"))


def newest_table(kind: str) -> TableVersion | None:
    """The version of a table that is in force, unless it is as it came."""
    return TableVersion.objects.filter(kind=kind).first()


def table_versions(kind: str) -> QuerySet[TableVersion]:
    """Every version of a table, the newest first."""
    return TableVersion.objects.filter(kind=kind).defer("content")


def table_rows(kind: str) -> list[Row]:
    """The table in force as rows of texts."""
    found = newest_table(kind)
    return tables.read(found.content if found else tables.shipped(kind))


def versions_in_force() -> dict[str, str]:
    """A key for each table that somebody has changed: see `inforce`."""
    return remember("statistics-tables", make=_versions_in_force)


def _versions_in_force() -> dict[str, str]:
    rows = TableVersion.objects.order_by("version").values_list("kind", "version", "pk", "at")
    return {kind: f"{kind} {version} {pk} {at}" for kind, version, pk, at in rows}


def table_content(key: str) -> str:
    """What a version says, by its key."""
    return TableVersion.objects.values_list("content", flat=True).get(pk=key.split()[2])


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
    found = {}
    for pk, code in towns.items():
        mine = [one for one in branches if one.municipality_id == pk]
        now, last = (
            {one.code: of.get(one.pk, {}) for one in mine}
            for of in (known.branches, known.branches_before)
        )
        of_branches = facts.branch_facts(year, mine, now, last, series_break=series_break)
        found[pk] = shared | of_branches | renewed.get(code, {}) | given.get(code, {})
    return found


FEWEST = 3


def _notes(year: int) -> dict[tuple[int, int], dict[str, str]]:
    """Explanations of the year and the one before: year and municipality, finding."""
    found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for one in Explanation.objects.filter(year__in=(year, year - 1)):
        found[one.year, one.municipality_id][one.key] = one.text
    return found


def web_visits(year: int) -> list[WebVisits]:
    """Visits of services, with their keys and how far they are ratified."""
    rows = WebVisits.objects.filter(year=year).select_related(
        "service", "municipality", "key__ratification", "count__stored"
    )
    return list(rows.prefetch_related("key__ratification__confirmations"))


def unratified(year: int) -> list[str]:
    """Names of the keys that split a figure of the year and wait for a municipality's yes."""
    return remember("statistics-unratified", year, make=lambda: _unratified(year))


def _unratified(year: int) -> list[str]:
    keys = [one.key for one in web_visits(year) if one.key is not None]
    waiting = [
        key.name
        for key in keys
        if key.ratification is None or not standing(key.ratification).ratified
    ]
    return list(dict.fromkeys(waiting))


def takes(year: int) -> QuerySet[Take]:
    """Files of a year, the newest first; what was only looked at is left out."""
    return Take.objects.filter(year=year, taken_at__isnull=False)


def enquiry_of(year: int) -> Enquiry | None:
    """The year's request for active customers."""
    return Enquiry.objects.filter(year=year).first()


def _versions(year: int) -> QuerySet[Release]:
    rows = Release.objects.filter(kind=KIND, agreement_year=year, municipality__isnull=False)
    return rows.select_related("municipality").defer("difference").order_by("-version", "-pk")


def _newest(rows: Iterable[Release]) -> dict[tuple[str, str], Release]:
    found: dict[tuple[str, str], Release] = {}
    for one in rows:
        if one.municipality is not None:
            found.setdefault((one.topic, one.municipality.code), one)
    return found


def newest(year: int) -> dict[tuple[str, str], Release]:
    """The newest version by topic and municipality's code."""
    return _newest(_versions(year))


def receipts(year: int) -> dict[tuple[str, str], Release]:
    """The same with the deliveries and to whom they were passed on."""
    deliveries = Delivery.objects.select_related("municipality").prefetch_related("passed_on")
    return _newest(_versions(year).prefetch_related(Prefetch("deliveries", deliveries)))


def delivered(year: int) -> set[int]:
    """Ids of the versions that somebody has been given."""
    rows = Delivery.objects.filter(release__kind=KIND, release__agreement_year=year)
    return set(rows.values_list("release_id", flat=True))


def directors(municipalities: Sequence[Municipality]) -> dict[str, list[Person]]:
    """Who receives the sheets: each municipality's directors in office, by its code."""
    found: dict[str, list[Person]] = {one.code: [] for one in municipalities}
    rows = Membership.objects.valid_on(clock.today()).filter(
        role=Role.DIRECTOR, municipality__in=municipalities, person__is_active=True
    )
    for row in rows.select_related("municipality", "person"):
        if row.municipality is not None:
            found[row.municipality.code].append(row.person)
    return found

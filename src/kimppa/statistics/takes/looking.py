"""Looking at a file before it is taken into use: what it says, and what would change. Reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kimppa.core.consortium.models import Branch
from kimppa.core.figures.models import Figure
from kimppa.core.files.actions import read
from kimppa.statistics.lists import keeping
from kimppa.statistics.lists.computing import Computed
from kimppa.statistics.lists.gaps import Gap
from kimppa.statistics.models import Take
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.reading.grids import Grid, Told, read_grids, told
from kimppa.statistics.reading.known import learned, place_rows, places, register
from kimppa.statistics.reading.mapping import Plan
from kimppa.statistics.reading.naming import vocabulary
from kimppa.statistics.reading.problems import Fault
from kimppa.statistics.reading.published import read_published
from kimppa.statistics.reading.report import read_report
from kimppa.statistics.variables.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that a file gives: of which place, variable and year, and what stands now."""

    place: str
    place_name: str
    variable: str
    year: int
    read: Read
    address: str
    now: Decimal | None = None

    @property
    def changes(self) -> bool:
        """Whether it differs from what stands."""
        return self.now != self.read.value


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would give, or why it cannot be used."""

    wanted: tuple[Wanted, ...]
    faults: tuple[Fault, ...]
    plan: Plan | None
    told: Told
    sheets: tuple[str, ...]
    skipped: int = 0
    computed: Computed | None = None
    waits: bool = False  # lists that are still to be read or computed

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Codes of lists that have no meaning yet."""
        found = self.computed.gaps if self.computed else ()
        return tuple(one for one in found if one.problem == "unmapped")

    @property
    def fit(self) -> bool:
        """Whether it may be taken into use."""
        return bool(self.wanted) and not self.faults and not self.gaps


def look(take: Take) -> Looked:
    """The file as it would be taken in now. Raises SpreadsheetError, and OSError from the store."""
    if take.kind == Take.Kind.LISTS:
        return _lists(take)
    assert take.stored is not None  # only lists wait to be kept
    grids = read_grids(read(take.stored))
    names = tuple(grid.name for grid in grids)
    if take.kind == Take.Kind.PUBLISHED:
        return _published(take, grids, names)
    grid = grids[min(take.sheet, len(grids) - 1)]
    words = vocabulary(places(), learned())
    reading = read_report(grid, words)
    wanted = tuple(
        Wanted(one.place, "", one.variable, take.year, Read(one.value, one.state), one.address)
        for one in reading.figures
    )
    return Looked(_beside(wanted), reading.faults, reading.plan, reading.told, names)


def _published(take: Take, grids: Sequence[Grid], names: tuple[str, ...]) -> Looked:
    found = read_published(grids, register(), year=take.year, learned=learned())
    wanted = tuple(
        Wanted(
            f"municipality:{one.municipality}", "", one.variable, one.year,
            Read(one.value, one.state), "",
        )
        for one in found.values
    )  # fmt: skip
    said = told(grids[0])
    return Looked(_beside(wanted), found.faults, None, said, names, found.skipped)


def _lists(take: Take) -> Looked:
    """What is computed of lists: nothing while a code has no meaning or a row cannot be."""
    said, found = Told(take.start, take.end), keeping.computed(take)
    if found is None:
        return Looked((), (), None, said, (), waits=True)
    wanted = tuple(
        Wanted(place, "", code, take.year, Read(Decimal(value), State.VALUE), "")
        for place, code, value in keeping.figures(take, found)
    )
    faults = tuple(
        Fault(f"list-{one.problem}", one.line, 0, one.code, facts={"rows": str(one.rows)})
        for one in found.gaps
        if one.problem != "unmapped"
    )
    return Looked(_beside(wanted), faults, None, said, (), computed=found)


def _beside(wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """The same with the names of the places and what stands now."""
    names = place_rows({one.place for one in wanted})
    years = {one.year for one in wanted}
    codes = {catalogue()[one.variable].figure_code for one in wanted}
    rows = Figure.objects.filter(
        variable__code__in=codes, year__in=years, month__isnull=True, replaced_at__isnull=True
    ).select_related("variable")
    now = {(r.variable.code, r.year, r.municipality_id, r.branch_id): r.value for r in rows}
    found = []
    for one in wanted:
        place = names.get(one.place)
        if place is None:
            continue
        town, branch = (None, place.pk) if isinstance(place, Branch) else (place.pk, None)
        key = (catalogue()[one.variable].figure_code, one.year, town, branch)
        found.append(
            Wanted(
                one.place, place.name, one.variable, one.year, one.read, one.address, now.get(key)
            )
        )
    return tuple(found)

"""Looking at a file before it is taken into use: what it says, and what would change. Reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Branch
from kimppa.core.figures.models import Figure
from kimppa.core.files.actions import read
from kimppa.statistics.lists import outcomes
from kimppa.statistics.lists.computing import Computed
from kimppa.statistics.lists.gaps import Gap, rows_by_key
from kimppa.statistics.lists.messages import COLUMNS, TABLES, gap_text
from kimppa.statistics.models import Take
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid, Metadata, metadata, read_grids
from kimppa.statistics.reading.mapping import Plan, title_of
from kimppa.statistics.reading.published import read_published
from kimppa.statistics.reading.register import meanings, place_rows, places, register
from kimppa.statistics.reading.report import read_report
from kimppa.statistics.reading.vocabulary import Vocabulary, measure_of, vocabulary
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.work.board import Entry, Noted
from kimppa.statistics.work.queries import boards_with
from kimppa.statistics.years.figures import municipality_of


@dataclass(frozen=True, slots=True)
class Candidate:
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
class Preview:
    """What a file would give, or why it cannot be used."""

    candidates: tuple[Candidate, ...]
    faults: tuple[Fault, ...]
    plan: Plan | None
    metadata: Metadata
    sheets: tuple[str, ...]
    skipped: int = 0
    computed: Computed | None = None
    waits: bool = False  # lists that are still to be read or computed
    sheet: str = ""  # which of several is read
    measure: str = ""  # what the table counts, as `vocabulary.measure_of`

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Codes of lists that have no meaning yet."""
        gaps = self.computed.gaps if self.computed else ()
        return tuple(gap for gap in gaps if gap.problem == "unmapped")

    @property
    def acceptable(self) -> Mapping[str, int]:
        """What is wrong in rows that may be taken as they are, and in how many."""
        if self.computed is None:
            return {}
        return {**self.computed.accepted, **rows_by_key(self.computed.gaps)}

    @property
    def fit(self) -> bool:
        """Whether it may be taken into use."""
        return bool(self.candidates) and not self.faults and not self.gaps


def look(take: Take) -> Preview:
    """The file as it would be taken in now. Raises SpreadsheetError, and OSError from the store."""
    if take.kind == Take.Kind.LISTS:
        return _lists_preview(take)
    assert take.stored is not None  # only lists wait to be kept
    grids = read_grids(read(take.stored))
    names = tuple(grid.name for grid in grids)
    if take.kind == Take.Kind.PUBLISHED:
        return _published_preview(take, grids, names)
    grid = grids[min(take.sheet, len(grids) - 1)]
    words = words_for(take, grid)
    reading = read_report(grid, words)
    candidates = tuple(
        Candidate(
            figure.place,
            "",
            figure.variable,
            take.year,
            Read(figure.value, figure.state),
            figure.address,
        )
        for figure in reading.figures
    )
    return Preview(
        _with_standing(candidates),
        reading.faults,
        reading.plan,
        reading.metadata,
        names,
        sheet=grid.name if len(names) > 1 else "",
        measure=words.measure,
    )


def words_for(take: Take, grid: Grid) -> Vocabulary:
    """What the names in a file may mean. What its table counts is what somebody has said, else as
    the table calls itself, else as the file is called.
    """
    measure = take.measure or measure_of(title_of(grid)) or measure_of(Path(take.name).stem)
    return vocabulary(places(), meanings(), measure, take.year)


def _published_preview(take: Take, grids: Sequence[Grid], names: tuple[str, ...]) -> Preview:
    publication = read_published(grids, register(), year=take.year, meanings=meanings())
    candidates = tuple(
        Candidate(
            f"municipality:{published.municipality}", "", published.variable, published.year,
            Read(published.value, published.state), "",
        )
        for published in publication.values
    )  # fmt: skip
    about = metadata(grids[0])
    return Preview(
        _with_standing(candidates), publication.faults, None, about, names, publication.skipped
    )


def _lists_preview(take: Take) -> Preview:
    """What is computed of lists: nothing while a code has no meaning or a row cannot be."""
    about, computed = Metadata(take.start, take.end), outcomes.computed(take)
    if computed is None:
        return Preview((), (), None, about, (), waits=True)
    candidates = tuple(
        Candidate(place_code, "", code, take.year, _of_list(count), "")
        for place_code, code, count in outcomes.figures(take, computed)
    )
    faults = tuple(
        Fault(
            f"list-{gap.problem}",
            gap.line,
            text=gap.code or _("(empty)"),
            facts={
                "rows": str(gap.rows),
                "list": str(TABLES[gap.table]),
                "column": str(COLUMNS[gap.field]),
            },
        )
        for gap in computed.gaps
        if gap.problem != "unmapped" and gap.key not in take.accepted
    )
    shown = [c for c in _with_standing(candidates) if c.read.value is not None or c.now is None]
    return Preview(tuple(shown), faults, None, about, (), computed=computed)


def _of_list(count: int | None) -> Read:
    """A figure of lists; where a branch is left out there is none."""
    return Read(None, State.NOT_RELEVANT) if count is None else Read(Decimal(count), State.VALUE)


def faults_text(preview: Preview) -> str:
    """The first faults of a file in words."""
    language = (get_language() or "fi")[:2]
    messages = [
        f"{fault.address}: {fault.message(language)}" if fault.address else fault.message(language)
        for fault in preview.faults[:5]
    ]
    codes = [gap_text(gap) for gap in preview.gaps[:5]]
    if codes:
        messages.append(_("Codes without a meaning: %(codes)s.") % {"codes": ", ".join(codes)})
    return " ".join(messages) or _("The file gives no figures.")


type Findings = Mapping[tuple[str, str], Sequence[Noted]]


def judged(take: Take, preview: Preview) -> Findings:
    """What the checks would say of the file's figures beside those that stand, by place and
    variable: of a branch's figure what they say of its municipality's.
    """
    year_candidates = [candidate for candidate in preview.candidates if candidate.year == take.year]
    place_by_code = place_rows({candidate.place for candidate in year_candidates})
    foreseen = {
        (place_by_code[candidate.place], candidate.variable): Entry(
            candidate.read.value, candidate.read.state
        )
        for candidate in year_candidates
    }
    town_by_place = {place_code: municipality_of(row) for place_code, row in place_by_code.items()}
    boards = boards_with(take.year, list(set(town_by_place.values())), foreseen)
    noted_by_figure: dict[tuple[str, str], list[Noted]] = {}
    for candidate in year_candidates:
        board = boards[town_by_place[candidate.place].code]
        noted = [noted for noted in board.noted if noted.finding.field == candidate.variable]
        if noted := [noted for noted in noted if noted.open]:
            noted_by_figure[candidate.place, candidate.variable] = noted
    return noted_by_figure


def _with_standing(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same with the names of the places and what stands now."""
    place_by_code = place_rows({candidate.place for candidate in candidates})
    years = {candidate.year for candidate in candidates}
    codes = {catalogue()[candidate.variable].figure_code for candidate in candidates}
    figures = Figure.objects.filter(
        variable__code__in=codes, year__in=years, month__isnull=True, replaced_at__isnull=True
    ).select_related("variable")
    values = {(r.variable.code, r.year, r.municipality_id, r.branch_id): r.value for r in figures}
    new_candidates = []
    for candidate in candidates:
        place = place_by_code.get(candidate.place)
        if place is None:
            continue
        town, branch = (None, place.pk) if isinstance(place, Branch) else (place.pk, None)
        key = (catalogue()[candidate.variable].figure_code, candidate.year, town, branch)
        new_candidates.append(
            Candidate(
                candidate.place,
                place.name,
                candidate.variable,
                candidate.year,
                candidate.read,
                candidate.address,
                values.get(key),
            )
        )
    return tuple(new_candidates)

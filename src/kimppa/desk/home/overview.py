"""What the home pages show, gathered in a few queries and remembered until something changes."""

from dataclasses import dataclass

from kimppa.agreement.coverage.matrix import Coverage
from kimppa.agreement.coverage.queries import remembered_coverage
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.limits import Limit
from kimppa.core.evidence.queries import LatestWork, latest_works, tallies
from kimppa.core.evidence.sentences import sentences
from kimppa.core.memo import remember
from kimppa.desk.home.lines import NEWEST, Section, newest_by_line, sections


@dataclass(frozen=True, slots=True)
class Overview:
    """The agreement of a year as it stands now, for all or for one municipality."""

    coverage: Coverage
    sections: tuple[Section, ...]
    draft: bool
    """The agreement's text is read but not in force yet."""

    @property
    def lines(self) -> int:
        """How many clauses there are."""
        return len(self.coverage.rows)

    @property
    def has_work(self) -> bool:
        """Whether anything has been done for the year's lines."""
        return any(row.count for row in self.coverage.rows)


def overview(
    year: int, municipality: Municipality | None, own_ids: Limit | None = None
) -> Overview:
    """The home page's lines, of those that concern some of the municipalities of `own_ids` (None =
    all); one query when nothing has been written since the last look.
    """
    return remember(
        "overview",
        year,
        municipality.pk if municipality else None,
        None if own_ids is None else tuple(sorted(own_ids)),
        make=lambda: _overview(year, municipality, own_ids),
    )


def _overview(year: int, municipality: Municipality | None, own_ids: Limit | None) -> Overview:
    totals = tallies(year, municipality)
    coverage = remembered_coverage(year, municipality).within(own_ids)
    duties = {
        duty.id: duty.subject for row in coverage.rows for duty in row.clause.duties if duty.topic
    }
    return Overview(
        coverage,
        sections(coverage, sentences(duties, year, municipality, totals)),
        draft=any(row.clause.draft for row in coverage.rows),
    )


def newest_works(
    summary: Overview, municipality: Municipality | None, person: Person
) -> dict[str, tuple[LatestWork, ...]]:
    """The newest works of each line that the person may see, by the line's number."""
    duties = [duty.id for row in summary.coverage.rows for duty in row.clause.duties]
    # Whoever sees the work of all sees the same; another, what concerns the own municipalities.
    reader = 0 if person.is_coordinator else person.pk
    town_id = municipality.pk if municipality else None
    works = remember(
        "newest-works",
        summary.coverage.year,
        town_id,
        reader,
        make=lambda: latest_works(duties, municipality, person, each=NEWEST),
    )
    return newest_by_line(summary.coverage, works)

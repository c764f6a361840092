"""What the home pages show, gathered in a few queries and remembered until something changes."""

from dataclasses import dataclass

from kimppa.agreement.coverage.matrix import Coverage
from kimppa.agreement.coverage.queries import coverage_of
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.queries import sentences, tallies
from kimppa.core.memo import remember
from kimppa.core.ratification.models import Ratification
from kimppa.core.releases.models import Delivery
from kimppa.core.releases.queries import replaced
from kimppa.core.tasks.models import Task
from kimppa.desk.home.lines import Section, sections


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What awaits a municipality: answers, unopened deliveries, open tasks."""

    ratifications: list[Ratification]
    deliveries: list[Delivery]
    tasks: list[Task]

    @property
    def count(self) -> int:
        """All of it together."""
        return len(self.ratifications) + len(self.deliveries) + len(self.tasks)


def overview(year: int, municipality: Municipality | None) -> Overview:
    """The home page's lines; one query when nothing has been written since the last look."""
    return remember(
        "overview",
        year,
        municipality.pk if municipality else None,
        make=lambda: _overview(year, municipality),
    )


def _overview(year: int, municipality: Municipality | None) -> Overview:
    totals = tallies(year, municipality)
    coverage = coverage_of(year, municipality, tallies=totals)
    duties = {
        duty.id: duty.subject for row in coverage.rows for duty in row.clause.duties if duty.topic
    }
    return Overview(
        coverage,
        sections(coverage, sentences(duties, year, municipality, totals)),
        draft=any(row.clause.draft for row in coverage.rows),
    )


def waiting_for(person: Person) -> Waiting:
    """What awaits the person and, of those who act for it, the municipality: three queries.

    A reader can neither answer nor do, and another's task waits for its owner only.
    """
    municipality = person.municipality
    if municipality is None:
        return Waiting([], [], [])
    ratifications = Ratification.objects.awaiting(municipality).order_by("due", "asked_at")
    if not person.can(Permission.DO_TASKS, municipality):
        ratifications = ratifications.none()
    unopened = (
        Delivery.objects.filter(recipient=person, opened_at__isnull=True, revoked_at__isnull=True)
        .exclude(replaced())
        .select_related("release")
    )
    tasks = Task.objects.open().awaiting(person).select_related("municipality", "owner")
    return Waiting(list(ratifications), list(unopened), list(tasks[:10]))

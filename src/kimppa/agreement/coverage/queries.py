"""Reading the matrix of a year: its lines, parties, work and planned steps."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import OuterRef, Subquery

from kimppa.agreement.coverage.covering import cover
from kimppa.agreement.coverage.matrix import (
    DONE_KINDS,
    MONTHS,
    ClauseView,
    Coverage,
    DutyKind,
    DutyView,
    Party,
    Planned,
    Reach,
    Work,
)
from kimppa.agreement.coverage.naming import named
from kimppa.agreement.models import Agreement, Clause, Section
from kimppa.agreement.queries import parties_of_years
from kimppa.core import clock
from kimppa.core.area import planned_steps
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.limits import NO_LIMIT, Limit, concerns_any, concerns_nobody
from kimppa.core.duties.models import Duty
from kimppa.core.duties.planned import PlannedStep
from kimppa.core.duties.queries import duties_of, limit_of_sight
from kimppa.core.duties.rules import AFTER, BEFORE, parse, periods
from kimppa.core.evidence import queries as evidence
from kimppa.core.evidence.queries import Tally, reaches_of, tallies_of
from kimppa.core.memo import read_once, remember_each


def clauses_of(year: int) -> list[ClauseView]:
    """The clauses of a year in the agreement's order, with their duties: two queries, more where
    some concern a part of the municipalities (`_with_names`).
    """
    duties: dict[str, list[DutyView]] = defaultdict(list)
    limits: dict[str, Limit] = {}
    for duty in duties_of(year):
        duties[duty.clause].append(_duty_view(duty))
        limits[duty.clause] = duty.limit
    clauses = Clause.objects.filter(section__agreement__year=year).select_related("section")
    views = [
        ClauseView(
            number=clause.number,
            text=clause.text,
            lead=clause.lead,
            section_number=clause.section.number,
            section_title=clause.section.title,
            short_title=clause.section.name,
            duties=tuple(duties[clause.number]),
            limit=limits.get(clause.number, NO_LIMIT),
        )
        for clause in clauses
    ]
    return _with_names({year: views})[year]


def _with_names(by_year: dict[int, list[ClauseView]]) -> dict[int, list[ClauseView]]:
    """The lines, the limited ones with the names of whom they concern and whether any of these is a
    party: two queries if there are limited ones, one more where a year has no parties.
    """
    ids = {pk for lines in by_year.values() for line in lines for pk in line.limit}
    if not ids:
        return by_year
    towns = Municipality.objects.filter(pk__in=ids)
    names = [(town.pk, (town.code, town.name)) for town in towns]
    parties = parties_of_years(list(by_year))
    party_ids = {year: {town.pk for town in of_year} for year, of_year in parties.items()}
    return {
        year: [
            replace(
                line,
                places=tuple(name for pk, name in names if pk in line.limit),
                of_nobody=concerns_nobody(line.limit, party_ids[year]),
            )
            for line in lines
        ]
        for year, lines in by_year.items()
    }


def remembered_coverage(year: int, municipality: Municipality | None = None) -> Coverage:
    """The matrix as of today, worked out once until something is written: one query."""
    return remembered_coverages([year], municipality)[year]


def remembered_coverages(
    years: Sequence[int], municipality: Municipality | None = None
) -> dict[int, Coverage]:
    """The matrices of several years, by year."""
    return remember_each(
        "coverage",
        years,
        municipality.pk if municipality else None,
        make=lambda unknown: coverages_of(unknown, municipality),
    )


def coverage_of(
    year: int,
    municipality: Municipality | None = None,
    tallies: list[Tally] | None = None,
) -> Coverage:
    """The coverage matrix of a year, for all its parties or for one municipality.

    Whoever has read the year's tallies already gives them in `tallies`.
    """
    by_year = None if tallies is None else {year: tallies}
    return coverages_of([year], municipality, by_year)[year]


def coverages_of(
    years: Sequence[int],
    municipality: Municipality | None = None,
    tallies: dict[int, list[Tally]] | None = None,
) -> dict[int, Coverage]:
    """The coverage matrices of some years, by year.

    At most seven queries whatever the number of years and rows, and one for each year that has
    no parties.
    """
    if tallies is None:
        tallies = tallies_of(years, municipality)
    all_lines = every_line(years)
    concerned = {} if municipality else parties_of_years(years)
    lines = {
        year: own_lines(all_lines[year], [municipality] if municipality else concerned[year])
        for year in years
    }
    steps = _steps_of(years, municipality)
    if municipality:
        parties = {year: [_party(municipality, year)] for year in years}
        uneven = [duty.id for line in lines.values() for duty in _duties(line)]
        elsewhere = tallies_of(years)
    else:
        parties = {year: [_party(m, year) for m in concerned[year]] for year in years}
        uneven, elsewhere = _uneven(tallies, lines, parties), {}
    own = reaches_of(years, uneven, municipality)
    return {
        year: cover(
            lines[year],
            year=year,
            today=clock.today(),
            parties=parties[year],
            work=_counted_work(tallies[year]),
            reach=[*_common_reaches(tallies[year]), *_own_reaches(own[year])],
            elsewhere=_counted_work(elsewhere.get(year, ())),
            steps=_planned(steps.get(year, ()), all_lines[year], lines[year]),
        )
        for year in years
    }


def own_lines(
    lines: Iterable[ClauseView], municipalities: Iterable[Municipality]
) -> list[ClauseView]:
    """The lines that concern some of the municipalities."""
    ids = [town.pk for town in municipalities]
    return [line for line in lines if concerns_any(line.limit, ids)]


def visible_lines(lines: Iterable[ClauseView], person: Person) -> list[ClauseView]:
    """The lines that a person is told of: see `limit_of_sight`."""
    own_ids = limit_of_sight(person)
    return [line for line in lines if concerns_any(line.limit, own_ids)]


def _party(municipality: Municipality, year: int) -> Party:
    return Party(
        municipality.pk,
        municipality.code,
        municipality.name,
        _columns_of_membership(municipality, year),
    )


def _duties(lines: Iterable[ClauseView]) -> Iterator[DutyView]:
    return (duty for line in lines for duty in line.duties)


def _columns_of_membership(municipality: Municipality, year: int) -> int:
    """In which columns of a year a municipality was there: one that joined in July from its July
    on, and all of them for what is done when the year is over.
    """
    first, last = municipality.valid_from, municipality.valid_to
    begins = first.month if first and first.year == year else BEFORE
    ends = last.month if last and last.year == year else MONTHS[-1]
    return sum(1 << slot for slot in (*range(begins, ends + 1), AFTER))


def _uneven(
    by_year: Mapping[int, Sequence[Tally]],
    lines: Mapping[int, Iterable[ClauseView]],
    parties: Mapping[int, Sequence[Party]],
) -> list[int]:
    """The duties that some municipality may have got less of than others.

    Not those asked once that have had work for all within the year, while all were there: it
    reaches everybody, and what somebody got besides shows in no mark.
    """
    even = {
        tally.duty_id
        for year, tallies in by_year.items()
        for tally in tallies
        if tally.common and tally.slot in MONTHS and tally.kind in DONE_KINDS
        and all(party.there >> tally.slot & 1 for party in parties[year])
    }  # fmt: skip
    return [
        duty.id
        for year, clauses in lines.items()
        for duty in _duties(clauses)
        if duty.id not in even
        or duty.kind == DutyKind.DELIVERABLE
        or len(periods(parse(duty.due), year)) > 1
    ]


def _counted_work(tallies: Iterable[Tally]) -> list[Work]:
    return [
        Work(t.duty_id, t.slot, t.kind, t.count, t.count - t.by_rooms, t.unsettled) for t in tallies
    ]


def _common_reaches(tallies: Iterable[Tally]) -> Iterator[Reach]:
    for tally in tallies:
        if tally.common and tally.duty_id is not None:
            yield Reach(tally.duty_id, tally.kind, None, 1 << tally.slot)


def _own_reaches(reaches: Iterable[evidence.Reach]) -> Iterator[Reach]:
    for reach in reaches:
        yield Reach(reach.duty_id, reach.kind, reach.municipality_id, reach.slots, reach.period)


def _steps_of(
    years: Collection[int], municipality: Municipality | None
) -> dict[int, list[PlannedStep]]:
    """The steps that the rooms have planned, of one municipality or all, by their year."""
    own = municipality.pk if municipality else None
    by_year: dict[int, list[PlannedStep]] = defaultdict(list)
    key = tuple(sorted(years))
    for step in read_once("planned", key, make=lambda: list(planned_steps(years))):
        everybody = step.municipalities is None or own is None
        if everybody or own in (step.municipalities or ()):
            by_year[step.year].append(step)
    return by_year


def _planned(
    steps: Iterable[PlannedStep], all_lines: Sequence[ClauseView], lines: Sequence[ClauseView]
) -> Iterator[Planned]:
    """Each step for the first clause of the agreement that it names, else the first of `lines` that
    has its topic.
    """
    numbers = {line.number for line in all_lines}
    by_topic: dict[str, str] = {}
    for line in lines:
        for duty in line.duties:
            by_topic.setdefault(duty.topic, line.number)
    for step in steps:
        clause_number = next((number for number in step.clauses if number in numbers), None)
        if clause := clause_number or by_topic.get(step.topic):
            whom = step.municipalities
            yield Planned(clause, step.due, step.done, whom, step.title, step.url)


def every_line(years: Collection[int]) -> dict[int, list[ClauseView]]:
    """What `lines_of` gives, read once for a page."""
    return read_once("lines", tuple(sorted(years)), make=lambda: lines_of(years))


def lines_of(years: Collection[int]) -> dict[int, list[ClauseView]]:
    """The clauses by year as their duties tell them, in one query, more where some concern a part
    of the municipalities (`_with_names`): a clause always has a duty.
    """
    title = Section.objects.filter(agreement__year=OuterRef("agreement_year")).filter(
        number=OuterRef("section")
    )
    duties = Duty.objects.filter(agreement_year__in=years).select_related("service")
    by_year: dict[int, list[Duty]] = {year: [] for year in years}
    state = Agreement.objects.filter(year=OuterRef("agreement_year")).values("state")
    lead = Clause.objects.filter(section__agreement__year=OuterRef("agreement_year")).filter(
        number=OuterRef("clause")
    )
    annotations = {
        "full_title": Subquery(title.values("title")[:1]),
        "lead": Subquery(lead.values("lead")[:1]),
        "state": Subquery(state[:1]),
    }
    for duty in duties.annotate(**annotations):
        by_year[duty.agreement_year].append(duty)
    return _with_names(
        {
            year: named(_clause_view(same) for same in _by_clause(duties))
            for year, duties in by_year.items()
        }
    )


def _by_clause(duties: Iterable[Duty]) -> list[list[Duty]]:
    clauses: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        clauses[duty.clause].append(duty)
    return list(clauses.values())


def _clause_view(duties: list[Duty]) -> ClauseView:
    first = duties[0]
    return ClauseView(
        number=first.clause,
        text=first.text,
        lead=getattr(first, "lead", None) or "",
        section_number=first.section,
        section_title=getattr(first, "full_title", None) or first.section_title,
        short_title=first.section_title,
        duties=tuple(map(_duty_view, duties)),
        draft=getattr(first, "state", "") == Agreement.State.DRAFT,
        limit=first.limit,
    )


def _duty_view(duty: Duty) -> DutyView:
    return DutyView(
        id=duty.pk,
        topic=duty.topic,
        kind=duty.kind,
        due=duty.due,
        service_id=duty.service_id,
        service=duty.service.name if duty.service else "",
        responsible=duty.responsible,
        subject=duty.subject if duty.topic else "",
        asks_topic=duty.asks_topic,
        asks_due=duty.asks_due,
    )

"""Reading agreements, for this room and for the rooms that show the agreement's lines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

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
from kimppa.agreement.meaning.services import Registered
from kimppa.agreement.meaning.terms import Names
from kimppa.agreement.models import Agreement, Clause, Section
from kimppa.agreement.models import Party as PartyRow
from kimppa.agreement.structure.parts import ClausePart, DutyPart, SectionPart, Structure
from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.area import planned_steps
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.planned import PlannedStep
from kimppa.core.duties.queries import duties_of
from kimppa.core.duties.rules import AFTER, BEFORE, parse, periods
from kimppa.core.evidence import queries as evidence
from kimppa.core.evidence.queries import Tally, reaches_of, tallies_of
from kimppa.core.memo import remember
from kimppa.core.ratification.models import Ratification

CENT = Decimal("0.01")


def agreements() -> QuerySet[Agreement]:
    """Every agreement, the newest year first."""
    return Agreement.objects.select_related("source_file", "allocation_key")


def agreement_of(year: int) -> Agreement | None:
    """The agreement of a year, draft or in force; None when there is none."""
    return agreements().filter(year=year).first()


def agreement_before(year: int) -> Agreement | None:
    """The agreement of the latest year before this one."""
    return agreements().filter(year__lt=year).order_by("-year").first()


def agreement_and_before(year: int) -> list[Agreement]:
    """The agreement of a year and that of the latest year before it, as far as there are."""
    pair = list(agreements().filter(year__lte=year).order_by("-year")[:2])
    return pair if pair and pair[0].year == year else []


def clauses_of(year: int) -> list[ClauseView]:
    """The clauses of a year in the agreement's order, with their duties: two queries."""
    duties: dict[str, list[DutyView]] = defaultdict(list)
    for duty in duties_of(year):
        duties[duty.clause].append(_duty_view(duty))
    clauses = Clause.objects.filter(section__agreement__year=year).select_related("section")
    return [
        ClauseView(
            number=clause.number,
            text=clause.text,
            section_number=clause.section.number,
            section_title=clause.section.title,
            short_title=clause.section.name,
            duties=tuple(duties[clause.number]),
        )
        for clause in clauses
    ]


def structure_of(agreement: Agreement) -> Structure:
    """The stored text with its duties as one value: three queries."""
    duties: dict[str, list[DutyPart]] = defaultdict(list)
    for duty in Duty.objects.filter(agreement_year=agreement.year):
        duties[duty.clause].append(
            DutyPart(duty.topic, duty.service_id, duty.kind, duty.due, duty.responsible, duty.pk)
        )
    clauses: dict[int, list[ClausePart]] = defaultdict(list)
    for clause in Clause.objects.filter(section__agreement=agreement):
        own = tuple(duties[clause.number])
        clauses[clause.section_id].append(ClausePart(clause.number, clause.text, own, clause.pk))
    sections = (
        SectionPart(s.number, s.title, tuple(clauses[s.pk]), s.short_title, s.pk)
        for s in Section.objects.filter(agreement=agreement)
    )
    return Structure(
        agreement.title,
        agreement.year,
        agreement.preamble,
        tuple(sections),
        tuple(agreement.unrecognised),
    )


def service_register() -> list[Registered]:
    """The services that a clause may be about."""
    return [
        Registered(
            service.pk,
            service.slug,
            tuple(filter(None, (service.name_fi, service.name_sv, service.name_en))),
            service.name,
        )
        for service in Service.objects.all()
    ]


def missing_topics(year: int) -> list[str]:
    """The clauses of a year that have a duty without a topic."""
    rows = duties_of(year).filter(topic="").values_list("clause", flat=True)
    return list(dict.fromkeys(rows))


def sees_drafts(person: Person) -> bool:
    """Coordinators and directors see drafts too; others what is in force."""
    return person.role in (Role.COORDINATOR, Role.DIRECTOR)


def visible_to(person: Person) -> QuerySet[Agreement]:
    """The agreements that the person may see."""
    if sees_drafts(person):
        return agreements()
    return agreements().filter(state=Agreement.State.IN_FORCE)


def ratification_of(agreement: Agreement) -> Ratification | None:
    """The open question whether the municipalities approve the agreement, with its answers."""
    return (
        Ratification.objects.filter(
            area="agreement", object_id=str(agreement.pk), withdrawn_at__isnull=True
        )
        .prefetch_related("confirmations__municipality")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Split:
    """The price by one key: what each party pays, by municipality code."""

    key: AllocationKey
    parts: dict[str, Decimal]


def price_splits(price: Decimal, parties: Sequence[Municipality]) -> list[Split]:
    """The price by every key that has a weight for each party: three queries."""
    splits = []
    for key in AllocationKey.objects.prefetch_related("shares__municipality"):
        weights = {share.municipality.code: share.weight for share in key.shares.all()}
        party_weights = {m.code: weights.get(m.code, Decimal(-1)) for m in parties}
        # A key that lacks a party, or gives nobody anything, is no way to share.
        with suppress(AllocationError):
            shares = allocate(price, party_weights, unit=CENT)
            splits.append(Split(key, {code: share.value for code, share in shares.items()}))
    return splits


def remembered_coverage(year: int, municipality: Municipality | None = None) -> Coverage:
    """The matrix as of today, worked out once until something is written: one query."""
    return remembered_coverages([year], municipality)[year]


def remembered_coverages(
    years: Sequence[int], municipality: Municipality | None = None
) -> dict[int, Coverage]:
    """The matrices of several years, by year."""
    key = municipality.pk if municipality else None
    return remember("coverage", *years, key, make=lambda: coverages_of(years, municipality))


def municipality_names() -> Names:
    """Every municipality as `meaning.terms` asks for it."""
    return [(m.code, (m.name_fi, m.name_sv, m.name_en)) for m in Municipality.objects.all()]


def parties_of(year: int) -> list[Municipality]:
    """The municipalities that the year's agreement binds; without one, all in force in it."""
    return _parties_of([year])[year]


def _parties_of(years: Sequence[int]) -> dict[int, list[Municipality]]:
    rows = PartyRow.objects.filter(agreement__year__in=years).select_related(
        "municipality", "agreement"
    )
    parties: dict[int, list[Municipality]] = {year: [] for year in years}
    for row in rows:
        parties[row.agreement.year].append(row.municipality)
    if all(parties.values()):
        return parties
    return {year: some or list(municipalities_of(year)) for year, some in parties.items()}


def coverage_of(
    year: int,
    municipality: Municipality | None = None,
    today: dt.date | None = None,
    tallies: list[Tally] | None = None,
) -> Coverage:
    """The coverage matrix of a year, for all its parties or for one municipality.

    Whoever has read the year's tallies already gives them in `tallies`.
    """
    by_year = None if tallies is None else {year: tallies}
    return coverages_of([year], municipality, today, by_year)[year]


def coverages_of(
    years: Sequence[int],
    municipality: Municipality | None = None,
    today: dt.date | None = None,
    tallies: dict[int, list[Tally]] | None = None,
) -> dict[int, Coverage]:
    """The coverage matrices of some years, by year.

    At most six queries whatever the number of years and rows, and one for each year that has
    no parties. `today` defaults to the consortium's day.
    """
    today = today or clock.today()
    if tallies is None:
        tallies = tallies_of(years, municipality)
    lines, steps = lines_of(years), _steps_of(years, municipality)
    if municipality:
        parties = {year: [_party(municipality, year)] for year in years}
        uneven = [duty.id for line in lines.values() for duty in _duties(line)]
        elsewhere = tallies_of(years)
    else:
        concerned = _parties_of(years)
        parties = {year: [_party(m, year) for m in concerned[year]] for year in years}
        uneven, elsewhere = _uneven(tallies, lines, parties), {}
    own = reaches_of(years, uneven, municipality)
    return {
        year: cover(
            lines[year],
            year=year,
            today=today,
            parties=parties[year],
            work=_work(tallies[year]),
            reach=[*_common(tallies[year]), *_own(own[year])],
            elsewhere=_work(elsewhere.get(year, ())),
            steps=_planned(steps.get(year, ()), lines[year]),
        )
        for year in years
    }


def _party(municipality: Municipality, year: int) -> Party:
    return Party(municipality.pk, municipality.code, municipality.name, _there(municipality, year))


def _duties(lines: Iterable[ClauseView]) -> Iterator[DutyView]:
    return (duty for line in lines for duty in line.duties)


def _there(municipality: Municipality, year: int) -> int:
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


def _work(tallies: Iterable[Tally]) -> list[Work]:
    return [
        Work(t.duty_id, t.slot, t.kind, t.count, t.count - t.by_rooms, t.unsettled) for t in tallies
    ]


def _common(tallies: Iterable[Tally]) -> Iterator[Reach]:
    for tally in tallies:
        if tally.common and tally.duty_id is not None:
            yield Reach(tally.duty_id, tally.kind, None, 1 << tally.slot)


def _own(reaches: Iterable[evidence.Reach]) -> Iterator[Reach]:
    for row in reaches:
        yield Reach(row.duty_id, row.kind, row.municipality_id, row.slots, row.period)


def _steps_of(
    years: Collection[int], municipality: Municipality | None
) -> dict[int, list[PlannedStep]]:
    """The steps that the rooms have planned, of one municipality or all, by their year."""
    own = municipality.pk if municipality else None
    by_year: dict[int, list[PlannedStep]] = defaultdict(list)
    for step in planned_steps(years):
        everybody = step.municipalities is None or own is None
        if everybody or own in (step.municipalities or ()):
            by_year[step.year].append(step)
    return by_year


def _planned(steps: Iterable[PlannedStep], lines: Sequence[ClauseView]) -> Iterator[Planned]:
    """Each step for the first clause of the agreement that it names, else that has its topic."""
    numbers = {line.number for line in lines}
    by_topic: dict[str, str] = {}
    for line in lines:
        for duty in line.duties:
            by_topic.setdefault(duty.topic, line.number)
    for step in steps:
        clause_number = next((number for number in step.clauses if number in numbers), None)
        if clause := clause_number or by_topic.get(step.topic):
            whom = step.municipalities
            yield Planned(clause, step.due, step.done, whom, step.title, step.url)


def lines_of(years: Collection[int]) -> dict[int, list[ClauseView]]:
    """The clauses by year as their duties tell them, in one query: a clause always has a duty."""
    title = Section.objects.filter(agreement__year=OuterRef("agreement_year")).filter(
        number=OuterRef("section")
    )
    rows = Duty.objects.filter(agreement_year__in=years).select_related("service")
    by_year: dict[int, list[Duty]] = {year: [] for year in years}
    state = Agreement.objects.filter(year=OuterRef("agreement_year")).values("state")
    annotations = {"full_title": Subquery(title.values("title")[:1]), "state": Subquery(state[:1])}
    for duty in rows.annotate(**annotations):
        by_year[duty.agreement_year].append(duty)
    return {
        year: [_clause_view(same) for same in _by_clause(duties)]
        for year, duties in by_year.items()
    }


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
        section_number=first.section,
        section_title=getattr(first, "full_title", None) or first.section_title,
        short_title=first.section_title,
        duties=tuple(map(_duty_view, duties)),
        draft=getattr(first, "state", "") == Agreement.State.DRAFT,
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
    )

"""Reading agreements, for this room and for the rooms that show the agreement's lines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from kimppa.agreement.coverage import cover
from kimppa.agreement.matrix import ClauseView, Coverage, DutyView, Handed, Party, Reach, Work
from kimppa.agreement.models import Agreement, Clause, Section
from kimppa.agreement.models import Party as PartyRow
from kimppa.agreement.structure import ClausePart, DutyPart, SectionPart, Structure
from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_of
from kimppa.core.evidence.actions import slot_of
from kimppa.core.evidence.queries import Tally, reaches, tallies
from kimppa.core.memo import remember
from kimppa.core.ratification.models import Ratification
from kimppa.core.releases.queries import handed_over

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


def services_by_slug() -> dict[str, int]:
    """The ids of the service register by slug."""
    return dict(Service.objects.values_list("slug", "pk"))


def missing_topics(year: int) -> list[str]:
    """The clauses of a year that have a duty without a topic."""
    rows = duties_of(year).filter(topic="").values_list("clause", flat=True)
    return list(dict.fromkeys(rows))


def visible_to(person: Person) -> QuerySet[Agreement]:
    """Coordinators and directors see drafts too; others what is in force."""
    if person.role in (Role.COORDINATOR, Role.DIRECTOR):
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
        wanted = {m.code: weights.get(m.code, Decimal(-1)) for m in parties}
        # A key that lacks a party, or gives nobody anything, is no way to share.
        with suppress(AllocationError):
            shares = allocate(price, wanted, unit=CENT)
            splits.append(Split(key, {code: share.value for code, share in shares.items()}))
    return splits


def remembered_coverage(year: int, municipality: Municipality | None = None) -> Coverage:
    """The matrix as of today, worked out once until something is written: one query."""
    key = municipality.pk if municipality else None
    return remember("coverage", year, key, make=lambda: coverage_of(year, municipality))


def parties_of(year: int) -> list[Municipality]:
    """The municipalities that the year's agreement binds; without one, all that are in force."""
    rows = PartyRow.objects.filter(agreement__year=year).select_related("municipality")
    bound = [row.municipality for row in rows]
    return bound or list(Municipality.objects.valid_on(clock.today()))


def coverage_of(
    year: int, municipality: Municipality | None = None, today: dt.date | None = None
) -> Coverage:
    """The coverage matrix of a year, for all its parties or for one municipality.

    Five queries whatever the number of rows (six while the agreement has no parties), three for
    one municipality. `today` defaults to the consortium's day.
    """
    concerned = [municipality] if municipality else parties_of(year)
    done = tallies(year, municipality)
    return cover(
        lines_of(year),
        year=year,
        today=today or clock.today(),
        parties=[Party(m.pk, m.code, m.name) for m in concerned],
        work=[Work(t.topic, t.service_id, t.slot, t.kind, t.count, t.handwritten) for t in done],
        reach=[*_common(done, municipality), *([] if municipality else _own(year))],
        handed=[
            Handed(
                h.topic,
                h.service_id,
                h.municipality_id,
                slot_of(timezone.localdate(h.at, clock.ZONE), year),
            )
            for h in handed_over(year)
        ],
    )


def _common(done: Iterable[Tally], municipality: Municipality | None) -> Iterator[Reach]:
    """Work that concerns all; what was counted for one municipality has reached it anyhow."""
    for tally in done:
        if tally.common or municipality:
            yield Reach(tally.topic, tally.service_id, tally.kind, None, 1 << tally.slot)


def _own(year: int) -> Iterator[Reach]:
    for row in reaches(year):
        yield Reach(row.topic, row.service_id, row.kind, row.municipality_id, row.slots)


def lines_of(year: int) -> list[ClauseView]:
    """The clauses as their duties tell them, in one query: a clause always has a duty."""
    title = Section.objects.filter(agreement__year=OuterRef("agreement_year")).filter(
        number=OuterRef("section")
    )
    rows = duties_of(year).annotate(full_title=Subquery(title.values("title")[:1]))
    return [_clause_view(list(same)) for same in _by_clause(rows)]


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

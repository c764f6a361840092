"""Reading agreements, for this room and for the rooms that show the agreement's lines."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from kimppa.agreement.meaning.services import Registered
from kimppa.agreement.meaning.terms import Names
from kimppa.agreement.models import Agreement, Clause, Paper, Section
from kimppa.agreement.models import Party as PartyRow
from kimppa.agreement.structure.mending import Mend, read_mend
from kimppa.agreement.structure.packing import unpack_lines
from kimppa.agreement.structure.parts import ClausePart, DutyPart, SectionPart, Structure
from kimppa.agreement.text.paper import PaperLine
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_hidden_from, duties_of
from kimppa.core.evidence.models import Evidence
from kimppa.core.ratification.models import Ratification

CENT = Decimal("0.01")
_BY_HAND = (Evidence.Placing.PERSON, Evidence.Placing.PLAN)


def agreements() -> QuerySet[Agreement]:
    """Every agreement, the newest year first."""
    return Agreement.objects.select_related("source_file", "allocation_key")


def agreement_of(year: int) -> Agreement | None:
    """The agreement of a year, draft or in force; None when there is none."""
    return agreements().filter(year=year).first()


def line_numbers(year: int) -> set[str]:
    """Numbers of the lines of a year's agreement; none when there is no agreement of it."""
    numbers = Clause.objects.filter(section__agreement__year=year).values_list("number", flat=True)
    return set(numbers)


def agreement_before(year: int) -> Agreement | None:
    """The agreement of the latest year before this one."""
    return agreements().filter(year__lt=year).order_by("-year").first()


def known_agreements(last_year: int | None) -> list[Agreement]:
    """What a paper's words are looked up in: the agreement of its year or the latest before it, and
    the one before that; the two newest, when the year is not known."""
    newest_first = agreements().order_by("-year")
    return list((newest_first.filter(year__lte=last_year) if last_year else newest_first)[:2])


def paper_content(paper: Paper) -> tuple[tuple[PaperLine, ...], list[Mend]]:
    """A paper's lines as they were read, and what people have changed of them."""
    return unpack_lines(paper.lines), [read_mend(data) for data in paper.mends]


def unfinished_papers() -> QuerySet[Paper]:
    """Papers that are not saved as an agreement yet, without their contents."""
    return Paper.objects.filter(saved_at=None).defer("data", "text", "lines")


def agreement_and_before(year: int) -> list[Agreement]:
    """The agreement of a year and that of the latest year before it, as far as there are."""
    pair = list(agreements().filter(year__lte=year).order_by("-year")[:2])
    return pair if pair and pair[0].year == year else []


def structure_of(agreement: Agreement) -> Structure:
    """The stored text with its duties as one value: three queries."""
    return structures_of([agreement])[0]


def structures_of(agreements: Sequence[Agreement]) -> list[Structure]:
    """The stored texts with their duties, in their order: three queries for all."""
    duties: dict[tuple[int, str], list[DutyPart]] = defaultdict(list)
    limits: dict[tuple[int, str], tuple[int, ...]] = {}
    for duty in Duty.objects.filter(agreement_year__in=[each.year for each in agreements]):
        limits[duty.agreement_year, duty.clause] = tuple(sorted(duty.limit))
        duties[duty.agreement_year, duty.clause].append(_duty_part(duty))
    years = {agreement.pk: agreement.year for agreement in agreements}
    sections = list(Section.objects.filter(agreement__in=agreements))
    years_of_sections = {section.pk: years[section.agreement_id] for section in sections}
    clauses: dict[int, list[ClausePart]] = defaultdict(list)
    for clause in Clause.objects.filter(section__agreement__in=agreements):
        line = years_of_sections[clause.section_id], clause.number
        part = ClausePart(
            clause.number,
            clause.text,
            clause.lead,
            tuple(duties[line]),
            clause.pk,
            limits.get(line, ()),
        )
        clauses[clause.section_id].append(part)
    parts: dict[int, list[SectionPart]] = defaultdict(list)
    for s in sections:
        part_of_text = SectionPart(
            s.number, s.title, tuple(clauses[s.pk]), tuple(s.notes), s.short_title, s.pk
        )
        parts[s.agreement_id].append(part_of_text)
    return [
        Structure(
            agreement.title,
            agreement.year,
            agreement.preamble,
            tuple(parts[agreement.pk]),
            tuple(agreement.unrecognised),
        )
        for agreement in agreements
    ]


def _duty_part(duty: Duty) -> DutyPart:
    return DutyPart(
        duty.topic,
        duty.service_id,
        duty.kind,
        duty.due,
        duty.responsible,
        duty.pk,
        duty.asks_topic,
        duty.asks_due,
    )


def service_register() -> list[Registered]:
    """The services that a clause may be about."""
    return [
        Registered(
            service.pk,
            service.slug,
            service.names,
            service.name,
        )
        for service in Service.objects.all()
    ]


def clauses_chosen_for_work(year: int, numbers: Collection[str]) -> list[str]:
    """Those of the clauses that some work counts for because somebody said so: one query."""
    work_entries = Evidence.objects.filter(
        duty__agreement_year=year, duty__clause__in=numbers, placing__in=_BY_HAND
    )
    return list(
        work_entries.order_by("duty__position").values_list("duty__clause", flat=True).distinct()
    )


def work_on(year: int, numbers: Collection[str]) -> int:
    """How many pieces of work count for the clauses: one query."""
    return Evidence.objects.filter(duty__agreement_year=year, duty__clause__in=numbers).count()


def missing_topics(year: int) -> list[str]:
    """The clauses of a year with a duty that has no topic, unless somebody said that none fits."""
    clause_numbers = (
        duties_of(year).filter(topic="", asks_topic=True).values_list("clause", flat=True)
    )
    return list(dict.fromkeys(clause_numbers))


def sees_drafts(person: Person) -> bool:
    """Coordinators and directors see drafts too; others what is in force."""
    return person.role in (Role.COORDINATOR, Role.DIRECTOR)


def visible_to(person: Person) -> QuerySet[Agreement]:
    """The agreements that the person may see."""
    if sees_drafts(person):
        return agreements()
    return agreements().filter(state=Agreement.State.IN_FORCE)


def hidden_lines(person: Person, years: Collection[int]) -> set[tuple[int, str]]:
    """The lines of the years that the person is not told of, as (year, number): one query."""
    duties = duties_hidden_from(person).filter(agreement_year__in=years)
    return set(duties.values_list("agreement_year", "clause"))


def clauses_visible_to(person: Person) -> QuerySet[Clause]:
    """The clauses of such agreements that the person is told of."""
    hidden = duties_hidden_from(person).filter(
        agreement_year=OuterRef("section__agreement__year"), clause=OuterRef("number")
    )
    visible_agreements = visible_to(person).order_by().values("pk")
    return Clause.objects.filter(~Exists(hidden), section__agreement__in=visible_agreements)


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


def municipality_names() -> Names:
    """Every municipality as `meaning.terms` asks for it."""
    return [(m.code, m.names) for m in Municipality.objects.all()]


def parties_of(year: int) -> list[Municipality]:
    """The municipalities that the year's agreement binds; without one, all in force in it."""
    return parties_of_years([year])[year]


def parties_of_years(years: Sequence[int]) -> dict[int, list[Municipality]]:
    party_rows = PartyRow.objects.filter(agreement__year__in=years).select_related(
        "municipality", "agreement"
    )
    parties: dict[int, list[Municipality]] = {year: [] for year in years}
    for party in party_rows:
        parties[party.agreement.year].append(party.municipality)
    if all(parties.values()):
        return parties
    return {year: of_year or list(municipalities_of(year)) for year, of_year in parties.items()}

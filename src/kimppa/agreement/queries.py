"""Reading agreements, for this room and for the rooms that show the agreement's lines."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from kimppa.agreement.meaning.services import Registered
from kimppa.agreement.meaning.terms import Names
from kimppa.agreement.models import Agreement, Clause, Section
from kimppa.agreement.models import Party as PartyRow
from kimppa.agreement.structure.parts import ClausePart, DutyPart, SectionPart, Structure
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_of
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


def municipality_names() -> Names:
    """Every municipality as `meaning.terms` asks for it."""
    return [(m.code, (m.name_fi, m.name_sv, m.name_en)) for m in Municipality.objects.all()]


def parties_of(year: int) -> list[Municipality]:
    """The municipalities that the year's agreement binds; without one, all in force in it."""
    return parties_of_years([year])[year]


def parties_of_years(years: Sequence[int]) -> dict[int, list[Municipality]]:
    rows = PartyRow.objects.filter(agreement__year__in=years).select_related(
        "municipality", "agreement"
    )
    parties: dict[int, list[Municipality]] = {year: [] for year in years}
    for row in rows:
        parties[row.agreement.year].append(row.municipality)
    if all(parties.values()):
        return parties
    return {year: some or list(municipalities_of(year)) for year, some in parties.items()}

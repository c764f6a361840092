"""What the words of a draft propose: services for its duties, and the municipalities' days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.agreement.coverage.matrix import ClauseView
from kimppa.agreement.meaning.keywords import keywords
from kimppa.agreement.meaning.services import Registered, lacking
from kimppa.agreement.meaning.suggest import suggest
from kimppa.agreement.meaning.terms import terms_of
from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import municipality_names, parties_of, service_register
from kimppa.agreement.reading import read_text, suggester
from kimppa.agreement.structure.parts import ClausePart, DutyPart, duties_with_services
from kimppa.agreement.text.tree import AgreementText
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.topics import label


@dataclass(frozen=True, slots=True)
class Link:
    """A duty that would be tied to a service."""

    clause: str
    topic: str
    service: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """Links that one press makes, and names of services that the register lacks."""

    links: list[Link]
    lacking: list[str]


def proposals(year: int, clauses: Sequence[ClauseView]) -> Proposals:
    """What the words of a draft's clauses propose: one query."""
    register = service_register()
    suggests, names = suggester(year, register), {service.id: service.name for service in register}
    links: list[Link] = []
    slugs: list[str | None] = []
    for clause in clauses:
        duties = tuple(DutyPart(duty.topic, duty.service_id) for duty in clause.duties)
        part = ClausePart(clause.number, clause.text, clause.lead, duties)
        links += [
            Link(clause.number, label(tied_duty.topic), names[tied_duty.service_id])
            for before, tied_duty in zip(
                duties, duties_with_services(part, clause.section_title, suggests), strict=True
            )
            if tied_duty.service_id and before.service_id is None
        ]
        slugs += [
            suggestion.service
            for suggestion in suggest(clause.text, clause.section_title, year, lead=clause.lead)
        ]
    return Proposals(links, _names(lacking(slugs, register)))


def lacking_names(text: AgreementText, register: Sequence[Registered]) -> list[str]:
    """What services are called that the clauses are about and the register does not have."""
    slugs = [
        duty.service
        for section in text.sections
        for clause in section.clauses
        for duty in suggest(clause.text, section.title, text.year, lead=clause.lead)
    ]
    return _names(lacking(slugs, register))


def _names(slugs: Sequence[str]) -> list[str]:
    return [keywords().service_names[slug] for slug in slugs]


@dataclass(frozen=True, slots=True)
class Membership:
    """A municipality's first and last day, each as the text says it, else as the register does."""

    municipality: Municipality
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Members:
    """Memberships of which the register says otherwise, and municipalities that it lacks."""

    memberships: list[Membership]
    outside: list[str]


def parties_to_offer(agreement: Agreement) -> list[Municipality]:
    """The parties; of an agreement that was read before there were municipalities, those that its
    text names, else all of the year.
    """
    if not agreement.parties.exists():
        terms = terms_of(read_text(agreement.source_text).agreement, municipality_names())
        if terms.parties:
            return list(municipalities_of(agreement.year).filter(code__in=terms.parties))
    return parties_of(agreement.year)


def members(agreement: Agreement) -> Members:
    """What an agreement's own words say of who is in the consortium and from when until when."""
    terms = terms_of(read_text(agreement.source_text).agreement, municipality_names())
    towns = {town.code: town for town in Municipality.objects.filter(code__in=terms.times)}
    memberships = [
        Membership(town, span.first or town.valid_from, span.last or town.valid_to)
        for code, span in terms.times.items()
        if (town := towns.get(code))
    ]
    return Members(
        [
            membership
            for membership in memberships
            if (membership.first, membership.last)
            != (membership.municipality.valid_from, membership.municipality.valid_to)
        ],
        list(terms.outside),
    )

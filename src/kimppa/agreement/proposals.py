"""What the desk proposes about a draft's services: links to the register, and what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.agreement.coverage.matrix import ClauseView
from kimppa.agreement.meaning.services import Registered, lacking
from kimppa.agreement.meaning.suggest import keywords, suggest
from kimppa.agreement.queries import service_register
from kimppa.agreement.reading import suggester
from kimppa.agreement.structure.parts import ClausePart, DutyPart, duties_with_services
from kimppa.agreement.text.clauses import AgreementText
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
        part = ClausePart(clause.number, clause.text, duties)
        links += [
            Link(clause.number, label(after.topic), names[after.service_id])
            for before, after in zip(
                duties, duties_with_services(part, clause.section_title, suggests), strict=True
            )
            if after.service_id and before.service_id is None
        ]
        slugs += [
            suggestion.service for suggestion in suggest(clause.text, clause.section_title, year)
        ]
    return Proposals(links, _names(lacking(slugs, register)))


def lacking_names(text: AgreementText, register: Sequence[Registered]) -> list[str]:
    """What services are called that the clauses are about and the register does not have."""
    slugs = [
        duty.service
        for section in text.sections
        for clause in section.clauses
        for duty in suggest(clause.text, section.title, text.year)
    ]
    return _names(lacking(slugs, register))


def _names(slugs: Sequence[str]) -> list[str]:
    return [keywords().service_names[slug] for slug in slugs]

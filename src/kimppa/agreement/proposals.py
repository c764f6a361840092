"""What the desk proposes about a draft's services: links to the register, and what it lacks."""

from dataclasses import dataclass

from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import service_register, structure_of
from kimppa.agreement.reading import suggester
from kimppa.agreement.services import lacking
from kimppa.agreement.structure import with_services
from kimppa.agreement.suggest import keywords, suggest
from kimppa.agreement.text import AgreementText
from kimppa.core.consortium.models import Service
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


def proposals(agreement: Agreement) -> Proposals:
    """What the words of a draft's clauses propose: four queries."""
    old, register = structure_of(agreement), service_register()
    new = with_services(old, suggester(agreement.year, register))
    names = {one.pk: one.name for one in Service.objects.all()} if new != old else {}
    links = [
        Link(was.number, label(mine.topic), names[mine.service_id])
        for was, now in zip(old.clauses, new.clauses, strict=True)
        for before, mine in zip(was.duties, now.duties, strict=True)
        if mine.service_id and mine.service_id != before.service_id
    ]
    return Proposals(links, lacking_names(old))


def lacking_names(text: AgreementText) -> list[str]:
    """What services are called that the clauses are about and the register does not have."""
    slugs = [
        duty.service
        for section in text.sections
        for clause in section.clauses
        for duty in suggest(clause.text, section.title, text.year)
    ]
    names = keywords().service_names
    return [names[slug] for slug in lacking(slugs, service_register())]

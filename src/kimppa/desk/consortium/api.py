"""The caller, and the libraries together: municipalities, branches, services, topics."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query, Router
from pydantic import Field

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import all_branches, consortium
from kimppa.core.topics import TOPICS
from kimppa.ui.api import (
    ById,
    Code,
    Cursor,
    Marked,
    Moment,
    Names,
    Out,
    Page,
    address,
    answer,
    caller,
    names,
    page,
    token_of,
)

router = Router(tags=["Consortium"])
PLAIN = ("fi", "sv", "en")


class RoleOut(Out):
    """A role in force."""

    role: str = Field(description="coordinator, director, staff or reader.")
    municipality: str | None = Field(description="Municipality code; null = all.")


class MeOut(Out):
    """The caller and what the token lets them do."""

    person: ById
    language: str
    roles: list[RoleOut]
    scopes: list[str]
    expires_at: Moment
    consortium: Names | None


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and what this token may do."""
    person, token = caller(request), token_of(request).token
    together = consortium()
    return answer(
        MeOut.from_row(
            token,
            person=person,
            language=person.language,
            roles=list(person.current_memberships),
            consortium=names(together) if together else None,
        )
    )


class MunicipalityOut(Marked):
    """A party that pays and decides."""

    id: int
    code: str = Field(description="Statistics Finland's code.")
    names: Names
    valid_from: dt.date | None
    valid_to: dt.date | None


@router.get("/municipalities", response=Page[MunicipalityOut])
def municipalities(request: HttpRequest, cursor: Query[Cursor]) -> HttpResponse:
    """The municipalities of the consortium, past ones too."""
    return page(request, Municipality.objects.all(), cursor, MunicipalityOut.from_row)


class BranchOut(Marked):
    """A service point."""

    id: int
    code: str
    names: Names
    municipality: str = Field(description="Municipality code.")
    kind: str = Field(description="library, school, mobile or lending.")
    isil: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class Branches(Cursor):
    """Which branches."""

    municipality: Code | None = None


@router.get("/branches", response=Page[BranchOut])
def branches(request: HttpRequest, query: Query[Branches]) -> HttpResponse:
    """The service points, past ones too."""
    branches = all_branches()
    if query.municipality:
        branches = branches.filter(municipality__code=query.municipality)
    return page(request, branches, query, BranchOut.from_row)


class IntegrationOut(Out):
    """What a service gives to or takes from another."""

    service: str | None = Field(description="Code of the other service; null = another system.")
    system: str = Field(description="The other system, when it is not in the register.")
    kind: str
    direction: str = Field(description="out, in or both, as seen from the service.")
    standard: str
    state: str = Field(description="planned, in-use or ended.")
    note: str


class ServiceOut(Marked):
    """A shared system or web service."""

    id: int
    slug: str
    names: Names
    kind: str
    owner: str
    vendor: str
    address: str
    in_use_from: dt.date | None
    in_use_to: dt.date | None
    sign_in: str
    contacts: str
    support: str = Field(description="Where feedback on it is passed on by e-mail.")
    privacy_notice: str = Field(description="Address of the privacy notice.")
    statistics_source: str
    statement: str = Field(description="Address of the accessibility statement.")
    integrations: list[IntegrationOut]
    url: str


@router.get("/services", response=Page[ServiceOut])
def services(request: HttpRequest, cursor: Query[Cursor]) -> HttpResponse:
    """The service register."""
    services = Service.objects.prefetch_related("integrations__target")
    return page(request, services, cursor, _service)


def _service(service: Service) -> ServiceOut:
    return ServiceOut.from_row(
        service,
        integrations=[
            IntegrationOut.from_row(integration, service=integration.target)
            for integration in service.integrations.all()
        ],
        url=address("desk:service", service.pk),
    )


class TopicOut(Out):
    """What duties, work, tasks and releases are about."""

    slug: str
    names: Names


class TopicsOut(Out):
    """Every topic."""

    items: list[TopicOut]


@router.get("/topics", response=TopicsOut)
def topics(request: HttpRequest) -> HttpResponse:
    """The topics of shared work."""
    return answer(TopicsOut(items=[TopicOut(slug=slug, names=names_of(slug)) for slug in TOPICS]))


def names_of(slug: str) -> Names:
    names = {}
    for language in PLAIN:
        with override(language):
            names[language] = str(TOPICS[slug])
    return Names(**names)

"""The caller, and the libraries together: municipalities, branches, services, topics."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query, Router
from pydantic import Field

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import all_branches, consortium
from kimppa.core.topics import TOPICS
from kimppa.ui import api

router = Router(tags=["Consortium"])
PLAIN = ("fi", "sv", "en")


class RoleOut(api.Out):
    """A role in force."""

    role: str = Field(description="coordinator, director, staff or reader.")
    municipality: str | None = Field(description="Municipality code; null = all.")


class MeOut(api.Out):
    """The caller and what the token lets them do."""

    person: api.ById
    language: str
    roles: list[RoleOut]
    scopes: list[str]
    expires_at: api.Moment
    consortium: api.Names | None


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and what this token may do."""
    person, token = api.caller(request), api.token_of(request).token
    consortium_row = consortium()
    return api.answer(
        MeOut.from_row(
            token,
            person=person,
            language=person.language,
            roles=list(person.current_memberships),
            consortium=api.names(consortium_row) if consortium_row else None,
        )
    )


class MunicipalityOut(api.Marked):
    """A party that pays and decides."""

    id: int
    code: str = Field(description="Statistics Finland's code.")
    names: api.Names
    valid_from: dt.date | None
    valid_to: dt.date | None


@router.get("/municipalities", response=api.Page[MunicipalityOut])
def municipalities(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The municipalities of the consortium, past ones too."""
    return api.page(request, Municipality.objects.all(), cursor, MunicipalityOut.from_row)


class BranchOut(api.Marked):
    """A service point."""

    id: int
    code: str
    names: api.Names
    municipality: str = Field(description="Municipality code.")
    kind: str = Field(description="library, school, mobile or lending.")
    isil: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class Branches(api.Cursor):
    """Which branches."""

    municipality: api.Code | None = None


@router.get("/branches", response=api.Page[BranchOut])
def branches(request: HttpRequest, query: Query[Branches]) -> HttpResponse:
    """The service points, past ones too."""
    return api.page(request, all_branches(), query, BranchOut.from_row, municipality="municipality")


class IntegrationOut(api.Out):
    """What a service gives to or takes from another."""

    service: str | None = Field(description="Code of the other service; null = another system.")
    system: str = Field(description="The other system, when it is not in the register.")
    kind: str
    direction: str = Field(description="out, in or both, as seen from the service.")
    standard: str
    state: str = Field(description="planned, in-use or ended.")
    note: str


class ServiceOut(api.Marked):
    """A shared system or web service."""

    id: int
    slug: str
    names: api.Names
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


@router.get("/services", response=api.Page[ServiceOut])
def services(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The service register."""
    services = Service.objects.prefetch_related("integrations__target")
    return api.page(request, services, cursor, _service)


def _service(service: Service) -> ServiceOut:
    return ServiceOut.from_row(
        service,
        integrations=[
            IntegrationOut.from_row(integration, service=integration.target)
            for integration in service.integrations.all()
        ],
        url=api.address("desk:service", service.pk),
    )


class TopicOut(api.Out):
    """What duties, work, tasks and releases are about."""

    slug: str
    names: api.Names


class TopicsOut(api.Out):
    """Every topic."""

    items: list[TopicOut]


@router.get("/topics", response=TopicsOut)
def topics(request: HttpRequest) -> HttpResponse:
    """The topics of shared work."""
    return api.answer(
        TopicsOut(items=[TopicOut(slug=slug, names=names_of(slug)) for slug in TOPICS])
    )


def names_of(slug: str) -> api.Names:
    names = {}
    for language in PLAIN:
        with override(language):
            names[language] = str(TOPICS[slug])
    return api.Names(**names)

"""The caller, and the libraries together: municipalities, branches, services, topics."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query, Router
from pydantic import Field

from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import Branch, Municipality, Service
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
    roles = [
        RoleOut(
            role=membership.role,
            municipality=membership.municipality.code if membership.municipality else None,
        )
        for membership in person.current_memberships
    ]
    return answer(
        MeOut(
            person=ById(id=person.pk, name=person.name),
            language=person.language,
            roles=roles,
            scopes=token.scopes,
            expires_at=token.expires_at,
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
    return page(request, Municipality.objects.all(), cursor, _municipality)


def _municipality(row: Municipality) -> MunicipalityOut:
    return MunicipalityOut(
        id=row.pk,
        code=row.code,
        names=names(row),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        example=row.example,
        source=row.source,
    )


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
    rows = all_branches()
    if query.municipality:
        rows = rows.filter(municipality__code=query.municipality)
    return page(request, rows, query, _branch)


def _branch(row: Branch) -> BranchOut:
    return BranchOut(
        id=row.pk,
        code=row.code,
        names=names(row),
        municipality=row.municipality.code,
        kind=row.kind,
        isil=row.isil,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        example=row.example,
        source=row.source,
    )


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
    privacy_notice: str = Field(description="Address of the privacy notice.")
    statistics_source: str
    statement: str = Field(description="Address of the accessibility statement.")
    integrations: list[IntegrationOut]
    url: str


@router.get("/services", response=Page[ServiceOut])
def services(request: HttpRequest, cursor: Query[Cursor]) -> HttpResponse:
    """The service register."""
    rows = Service.objects.prefetch_related("integrations__target")
    return page(request, rows, cursor, _service)


def _service(row: Service) -> ServiceOut:
    return ServiceOut(
        id=row.pk,
        slug=row.slug,
        names=names(row),
        kind=row.kind,
        owner=row.owner,
        vendor=row.vendor,
        address=row.address,
        in_use_from=row.in_use_from,
        in_use_to=row.in_use_to,
        sign_in=row.sign_in,
        contacts=row.contacts,
        privacy_notice=row.privacy_notice,
        statistics_source=row.statistics_source,
        statement=row.statement,
        integrations=[_integration(integration) for integration in row.integrations.all()],
        url=address("desk:service", row.pk),
        example=row.example,
        source=row.source,
    )


def _integration(row: Integration) -> IntegrationOut:
    return IntegrationOut(
        service=row.target.slug if row.target else None,
        system=row.system,
        kind=row.kind,
        direction=row.direction,
        standard=row.standard,
        state=row.state,
        note=row.note,
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

"""The tables of municipalities, branches, departments, services and people."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
    name_order,
)
from kimppa.core.consortium.queries import (
    POPULATION,
    all_branches,
    all_departments,
)
from kimppa.core.consortium.roles import ROLE_LABELS
from kimppa.core.figures.models import Figure
from kimppa.core.figures.queries import latest_population
from kimppa.core.language import official_language
from kimppa.ui.tables import ChoiceFilter, Column, Table


def valid_columns() -> list[Column]:
    """From when and until when."""
    return [
        Column("valid_from", _("Valid from"), kind="date"),
        Column("valid_to", _("Valid to"), kind="date"),
    ]


def _edit_url(kind: str, *, editable: bool) -> Any:
    if not editable:
        return None
    return lambda entry: reverse("desk:register-edit", args=[kind, entry.pk])


def municipalities(request: HttpRequest, *, editable: bool) -> Table:
    """Municipalities with their names in the other languages and their latest population."""
    languages = {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}
    people = latest_population()

    def number(municipality: Municipality) -> Any:
        return people[municipality.pk].value if municipality.pk in people else None

    def source(municipality: Municipality) -> str:
        population = people.get(municipality.pk)
        return f"{population.year}: {population.source}" if population else _("Not known")

    return Table(
        request,
        columns=[
            Column("name", _("Name"), url=_edit_url("municipality", editable=editable)),
            *(
                Column(f"name_{code}", title)
                for code, title in languages.items()
                if code != official_language()
            ),
            Column("code", _("Code")),
            Column("population", _("Population"), kind="integer", value=number),
            Column(
                "told",
                _("Year and source"),
                value=source,
                url=lambda entry: reverse("desk:population", args=[entry.pk]),
            ),
            *valid_columns(),
        ],
        rows=list(Municipality.objects.all()),
        caption=_("Municipalities"),
    )


def branches(request: HttpRequest, *, editable: bool) -> Table:
    """Service points."""

    def place(branch: Branch) -> str:
        name = branch.municipality.name
        return (
            name
            if branch.municipality_confirmed
            else _("%(name)s (to be confirmed)") % {"name": name}
        )

    return Table(
        request,
        columns=[
            Column("name", _("Name"), url=_edit_url("branch", editable=editable)),
            Column("code", _("Code")),
            Column("municipality", _("Municipality"), value=place),
            Column("kind", _("Kind"), value=lambda entry: entry.get_kind_display()),
            Column("isil", "ISIL"),
            *valid_columns(),
        ],
        rows=list(all_branches()),
        caption=_("Branches"),
    )


def departments(request: HttpRequest, *, editable: bool) -> Table:

    def where(department: Department) -> str:
        return ", ".join(branch.code for branch in department.branches.all())

    return Table(
        request,
        columns=[
            Column("name", _("Name"), url=_edit_url("department", editable=editable)),
            Column("name_sv", _("In Swedish")),
            Column("name_en", _("In English")),
            Column("code", _("Code")),
            Column("branches", _("Branches"), value=where, sortable=False),
        ],
        rows=list(all_departments()),
        caption=_("Departments"),
        prefix="d-",
    )


def services(request: HttpRequest) -> Table:
    """The service register."""
    day = clock.today()

    def state(service: Service) -> tuple[str, str]:
        if service.in_use_to and service.in_use_to < day:
            return "empty", _("No longer in use")
        if service.in_use_from and service.in_use_from > day:
            return "waiting", _("Coming")
        return "ongoing", _("In use")

    return Table(
        request,
        columns=[
            Column(
                "name",
                _("Name"),
                order_by="name_shown",
                value=lambda entry: entry.name,
                url=lambda entry: reverse("desk:service", args=[entry.pk]),
            ),
            Column("kind", _("Kind"), value=lambda entry: entry.get_kind_display()),
            Column("owner", _("Owner")),
            Column("vendor", _("Vendor")),
            Column("in_use_from", _("In use from"), kind="date"),
            Column("in_use_to", _("In use to"), kind="date"),
            Column("state", _("State"), kind="status", value=state, sortable=False),
        ],
        rows=Service.objects.annotate(name_shown=name_order()),
        filters=[ChoiceFilter("kind", _("Kind"), [(k.value, k.label) for k in Service.Kind])],
        search=("name_fi", "name_sv", "name_en", "slug", "vendor"),
        caption=_("Services"),
    )


_INTEGRATION_STATES = {
    Integration.State.PLANNED: "waiting",
    Integration.State.IN_USE: "ongoing",
    Integration.State.ENDED: "empty",
}


def integrations(
    request: HttpRequest, integrations: QuerySet[Integration], service: Service, *, editable: bool
) -> Table:
    """A service's integrations, also those that other services name it in."""

    def is_own(integration: Integration) -> bool:
        return integration.service_id == service.pk

    def other_end(integration: Integration) -> str:
        return integration.target_name if is_own(integration) else integration.service.name

    def direction(integration: Integration) -> str:
        if is_own(integration):
            return integration.get_direction_display()
        return _reverse_direction(integration)

    return Table(
        request,
        columns=[
            Column(
                "target",
                _("With what"),
                value=other_end,
                url=_edit_url("integration", editable=editable),
                sortable=False,
            ),
            Column("kind", _("Kind"), value=lambda entry: entry.get_kind_display()),
            Column("direction", _("Direction"), value=direction, sortable=False),
            Column("standard", _("Standard or interface")),
            Column("state", _("State"), kind="status", value=_integration_state),
            Column("note", _("Note"), sortable=False),
        ],
        rows=list(integrations.select_related("service", "target")),
        suffix=service.slug,
        caption=_("Integrations"),
    )


def _integration_state(integration: Integration) -> tuple[str, str]:
    return _INTEGRATION_STATES[
        Integration.State(integration.state)
    ], integration.get_state_display()


def _reverse_direction(integration: Integration) -> str:
    """The direction as the service at the other end sees it."""
    reverse = {"in": Integration.Direction.OUT, "out": Integration.Direction.IN}
    return str(reverse.get(integration.direction, Integration.Direction.BOTH).label)


def population(request: HttpRequest, place: Municipality) -> Table:
    """A municipality's population by year."""
    return Table(
        request,
        columns=[
            Column("year", _("Year"), kind="text"),
            Column("value", _("Population"), kind="integer"),
            Column("source", _("Source")),
            Column("as_of", _("As of"), kind="date"),
        ],
        rows=list(
            Figure.objects.filter(
                variable__code=POPULATION, municipality=place, month=None, replaced_at=None
            ).order_by("-year")
        ),
        suffix=place.code,
        caption=_("Population by year"),
    )


def people(request: HttpRequest, people: QuerySet[Person]) -> Table:
    """People with their roles in force."""
    day = clock.today()

    def current(person: Person) -> list[Membership]:
        return [membership for membership in person.memberships.all() if in_force(membership, day)]

    def roles(person: Person) -> str:
        return ", ".join(dict.fromkeys(str(ROLE_LABELS[m.role]) for m in current(person)))

    def places(person: Person) -> str:
        names = [m.municipality.name for m in current(person) if m.municipality]
        return ", ".join(dict.fromkeys(names)) or _("All municipalities")

    def state(person: Person) -> tuple[str, str]:
        if not person.is_active or not in_force(person, day):
            return "empty", _("Not in use")
        return ("ongoing", _("In use")) if current(person) else ("waiting", _("No role now"))

    return Table(
        request,
        columns=[
            Column("name", _("Name"), url=lambda person: reverse("desk:person", args=[person.pk])),
            Column("email", _("E-mail address")),
            Column("roles", _("Role"), value=roles, sortable=False),
            Column("places", _("Municipality"), value=places, sortable=False),
            *valid_columns(),
            Column("state", _("State"), kind="status", value=state, sortable=False),
        ],
        rows=people,
        search=("name", "email"),
        caption=_("People"),
        sort="name",
    )


def in_force(entry: Person | Membership, day: Any) -> bool:
    """Whether the row's time of validity holds the day."""
    return (entry.valid_from is None or entry.valid_from <= day) and (
        entry.valid_to is None or day <= entry.valid_to
    )

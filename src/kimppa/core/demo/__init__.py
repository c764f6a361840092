"""The demo consortium of Louna: what all rooms need before they add their own demo rows."""

import datetime as dt
import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.db import transaction

from kimppa.core import clock
from kimppa.core.allocation.actions import create_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.decisions.actions import record_decision
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer, ask
from kimppa.core.tasks.actions import create_task
from kimppa.core.tasks.checklists import create_checklist, mark_step

type Row = dict[str, Any]


def data(name: str) -> Row:
    """A data file of the demo."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def day() -> dt.date:
    """The day on which the demo stands."""
    return dt.date.fromisoformat(data("louna.toml")["day"])


def people() -> list[Person]:
    """The demo's people in the order of the data."""
    emails = [person["email"] for person in data("louna.toml")["person"]]
    by_email = Person.objects.in_bulk(emails, field_name="email")
    return [by_email[email] for email in emails if email in by_email]


@transaction.atomic
def load() -> None:
    """Make the consortium and its year of work in an empty instance."""
    louna = data("louna.toml")
    municipalities = _municipalities(louna)
    _make_branches(louna, municipalities)
    for entry in louna["service"]:
        Service.objects.create(**entry)
    _integrations(louna["integration"])
    _people(louna, municipalities)
    _population(louna["population"], municipalities)
    _record_work(municipalities)
    _ratifications(louna, municipalities)
    for entry in louna["task"]:
        owner = Person.objects.get(email=entry.pop("owner"))
        municipality = municipalities.get(entry.pop("municipality", ""))
        create_task(by=SYSTEM, municipality=municipality, owner=owner, **entry)
    _checklists(louna["checklist"])
    for entry in louna["decision"]:
        record_decision(by=SYSTEM, **entry)


def _municipalities(louna: Row) -> dict[str, Municipality]:
    by_code = {
        municipality["code"]: Municipality.objects.create(position=position, **municipality)
        for position, municipality in enumerate(louna["municipality"], start=1)
    }
    consortium = dict(louna["consortium"])
    Consortium.objects.create(pk=1, host=by_code[consortium.pop("host")], **consortium)
    return by_code


def _make_branches(louna: Row, municipalities: dict[str, Municipality]) -> None:
    branches = [
        Branch.objects.create(municipality=municipalities[row.pop("municipality")], **row)
        for row in louna["branch"]
    ]
    source = "Finnan osastokoodit: NDL-VuFind2, commit a455eeaf9f (17.12.2018)"
    for row in louna["department"]:
        Department.objects.create(source=source, **row).branches.set(branches)


def _integrations(rows: list[Row]) -> None:
    services = {service.slug: service for service in Service.objects.all()}
    for row in rows:
        ends = {name: services[row.pop(name)] for name in ("service", "target")}
        Integration.objects.create(**ends, **row)


def _checklists(rows: list[Row]) -> None:
    for row in rows:
        titles, service = row.pop("done"), Service.objects.get(slug=row.pop("service"))
        checklist = create_checklist(by=SYSTEM, service=service, **row)
        for step in checklist.steps.filter(title__in=titles):
            mark_step(by=SYSTEM, step=step, municipality=None, state="done")


def _people(louna: Row, municipalities: dict[str, Municipality]) -> None:
    # Roles are as the agreement tells them; nobody is named, so these are not examples.
    source = "Kirjastopalveluiden tuottamista koskeva sopimus 2024: roolit, ei nimiä"
    for row in louna["person"]:
        person = Person.objects.create_person(email=row["email"], name=row["name"], source=source)
        Membership.objects.create(
            person=person,
            role=row["role"],
            municipality=municipalities.get(row.get("municipality", "")),
            source=source,
        )


def _population(row: Row, municipalities: dict[str, Municipality]) -> None:
    years = {int(key): counts_by_code for key, counts_by_code in row.items() if key.isdecimal()}
    names = {key: count for key, count in row.items() if not key.isdecimal()}
    variable = Variable.objects.create(code="population", **names)
    for year, counts_by_code in years.items():
        for code, count in counts_by_code.items():
            record_figure(
                by=SYSTEM,
                variable=variable,
                year=year,
                value=count,
                municipality=municipalities[code],
                provenance=Provenance(source=row["source"], as_of=dt.date(year, 1, 1)),
            )


def _record_work(municipalities: dict[str, Municipality]) -> None:
    services = {service.slug: service for service in Service.objects.all()}
    for row in data("work.toml")["work"]:
        codes = row.pop("municipalities", None)
        record_evidence(
            by=SYSTEM,
            service=services.get(row.pop("service", "")),
            municipalities=codes and [municipalities[code] for code in codes],
            **row,
        )


def _ratifications(louna: Row, municipalities: dict[str, Municipality]) -> None:
    for number, entry in enumerate(louna["ratification"], start=1):
        answers, key = entry.pop("answers"), entry.pop("key", "")
        marks = {"example": entry.get("example", False), "source": entry.get("source", "")}
        ratification = ask(
            by=SYSTEM,
            origin=("desk", f"demo-{number}"),
            municipalities=municipalities.values(),
            at=_asked_at(answers),
            **entry,
        )
        for response in answers:
            municipality = municipalities[response.pop("municipality")]
            confirmation = ratification.confirmations.get(municipality=municipality)
            answer(by=SYSTEM, confirmation=confirmation, yes=True, **response)
        if key:
            allocation_key = _population_key(louna["population"], municipalities, **marks)
            allocation_key.ratification = ratification
            allocation_key.save(update_fields=["ratification"])


def _asked_at(answers: list[Row]) -> dt.datetime:
    """When a question was asked at the latest: on the day of its first answer."""
    return dt.datetime.combine(
        min(response["date"] for response in answers), dt.time(8), clock.ZONE
    )


def _population_key(
    population: Row, municipalities: dict[str, Municipality], *, example: bool, source: str
) -> AllocationKey:
    year = max(int(key) for key in population if key.isdecimal())
    return create_key(
        by=SYSTEM,
        name=f"Väkiluku 1.1.{year}",
        kind=AllocationKey.Kind.POPULATION,
        as_of=dt.date(year, 1, 1),
        weights={
            municipalities[code]: Decimal(count) for code, count in population[str(year)].items()
        },
        source=source or population["source"],
        example=example,
    )

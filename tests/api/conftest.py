"""A small consortium and a program with a token for each of its people."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from kimppa.agreement.models import Agreement
from kimppa.core.clock import now
from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.actions import record_decision
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.figures.actions import Provenance
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import ask
from kimppa.core.register.actions import record_population
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze
from kimppa.core.tasks.actions import create_task
from kimppa.core.tokens.scopes import offered_scopes
from kimppa.desk.tests.conftest import TODAY, Louna, louna  # noqa: F401  # the same consortium as the desk's
from kimppa.programme.models import Action, Programme, Step
from kimppa.publishing.models import Item
from kimppa.report.models import Report
from kimppa.statistics.models import Round
from tests.tokens import secret_of


@dataclass
class Program:
    """A program that asks with one token."""

    secret: str
    client: Client = field(default_factory=Client)

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
        """One request; the header Accept-Language keeps the words English unless told."""
        told = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        body = "" if data is None else json.dumps(data)
        kind = "application/json"
        return self.client.generic(method, path, body, content_type=kind, headers=told)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str) -> HttpResponse:
        return self.ask("POST", path, data, **headers)

    def items(self, path: str) -> list[dict[str, Any]]:
        """The rows of a list's first page."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def program_of(
    louna: Louna,  # noqa: F811  # pytest gives it by its name
    who: str,
    scopes: list[str] | None = None,
    municipality: Municipality | None = None,
) -> Program:
    """A program of somebody, with every scope that is of use to them unless told."""
    person = louna.people[who]
    wanted = [str(scope) for scope in offered_scopes(person)] if scopes is None else scopes
    return Program(secret_of(person, wanted, municipality=municipality))


@pytest.fixture
def made(louna: Louna) -> dict[str, int]:  # noqa: F811  # pytest gives it by its name
    """The ids of one thing of each kind, of Tammela."""
    here = [louna.tammela]
    release = freeze(
        by=SYSTEM,
        subject=Subject("report", 2024, "report", "Raportti", louna.tammela),
        facts={"a": 1},
        files=[RenderedFile("r.pdf", "application/pdf", b"%PDF")],
    )
    director = louna.people["director"]
    programme = Programme.objects.create(year=2024, title="Ohjelma")
    action = Action.objects.create(
        programme=programme, number="1", topic="guidance", title="Opastus"
    )
    Agreement.objects.create(year=2024, title="Sopimus", state="in_force", source_text="x")
    Report.objects.create(year=2024, title="Raportti")
    Round.objects.create(year=2024)
    origin = Provenance(source="Tilastokeskus")
    rows = {
        "work": record_evidence(by=SYSTEM, topic="guidance", title="T", municipalities=here),
        "task": create_task(by=SYSTEM, title="T", topic="guidance", municipality=louna.tammela),
        "decision": record_decision(by=SYSTEM, text="P", date=TODAY, municipalities=here),
        "ratification": ask(by=SYSTEM, origin=("desk", "q"), title="Q", municipalities=here),
        "release": release,
        "delivery": deliver(by=SYSTEM, release=release, recipients=[(louna.tammela, director)])[0],
        "figure": record_population(
            by=SYSTEM, municipality=louna.tammela, year=2024, value=5834, provenance=origin
        ),
        "step": Step.objects.create(action=action, title="Vaihe"),
        "item": Item.objects.create(
            kind="news", title_fi="Uutinen", municipality=louna.tammela, changed_at=now()
        ),
    }
    return {name: row.pk for name, row in rows.items()}

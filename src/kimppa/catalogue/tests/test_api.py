"""The catalogue for programs, with the rights of whoever made the token."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from conftest import Louna
from kimppa.catalogue.models import Check, PlaceCount
from kimppa.core.consortium.models import Person
from tests.tokens import secret_of


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def asked(person: Person, path: str, status: int = 200) -> dict[str, Any]:
    """What a program of somebody is answered."""
    secret = secret_of(person)
    told = Client().get(f"/api/catalogue/{path}", headers={"Authorization": f"Bearer {secret}"})
    assert told.status_code == status, told.content
    found: dict[str, Any] = told.json()
    return found


@pytest.fixture
def slug(examples: Check) -> str:
    """The rule of which Tammela has most findings."""
    rows = PlaceCount.objects.filter(count_of__check_of=examples, branch__code="tam")
    return rows.order_by("-findings", "pk")[0].count_of.rule.slug


def test_exports_and_rules_are_told_with_their_figures(louna: Louna, examples: Check) -> None:
    newest = asked(louna.coordinator, "snapshots?order=-id")["items"][0]
    assert newest["read"] == newest["good"] + newest["repaired"] + newest["quarantined"]
    assert newest["findings"] == examples.findings
    rules = asked(louna.coordinator, "rules")
    assert rules["records"] == examples.records
    assert sum(one["findings"] for one in rules["items"]) == examples.findings
    own = asked(louna.coordinator, "rules?municipality=834")
    assert 0 < own["records"] < examples.records


def test_a_reader_gets_the_own_municipalitys_figures_alone(louna: Louna, examples: Check) -> None:
    reader = louna.readers["981"]
    assert asked(reader, "rules")["municipality"] == "981"
    asked(reader, "rules?municipality=834", 403)


def test_findings_are_walked_by_next_and_are_of_open_records(
    louna: Louna, examples: Check, slug: str
) -> None:
    path: str | None = f"rules/{slug}/findings?limit=2"
    rows: list[dict[str, Any]] = []
    while path:
        told = asked(louna.staff["834"], path)
        rows += told["items"]
        path = told["next"].removeprefix("/api/catalogue/") if told["next"] else None
    assert rows
    assert all("tam" in row["branches"] for row in rows)
    whole = asked(louna.coordinator, f"rules/{slug}")
    mine = next(one for one in whole["branches"] if one["branch"] == "tam")
    assert mine["findings"] == len(rows)


def test_duplicates_plans_and_practices_are_told(louna: Louna, examples: Check) -> None:
    groups = asked(louna.coordinator, "duplicates")["items"]
    assert all(one["others"] for one in groups)
    assert len(asked(louna.staff["981"], "duplicates")["items"]) < len(groups)
    plan = asked(louna.coordinator, "plans")["items"][0]
    own = asked(louna.staff["834"], f"plans/{plan['id']}")
    assert {one["municipality"] for one in own["answers"]} == {"834"}
    assert own["changed"] < plan["changed"]
    assert asked(louna.staff["834"], "practices")["items"][0]["topic"] == "Nimekkeen välimerkit"

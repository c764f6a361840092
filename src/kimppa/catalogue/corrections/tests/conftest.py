"""A plan on the demo's newest export, at every stage of its way."""

from collections.abc import Callable

import pytest
from django.test import Client

from conftest import Louna
from kimppa.catalogue.models import Check, RuleCount
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.tests.conftest import brought as brought
from kimppa.catalogue.tests.conftest import examples as examples
from kimppa.catalogue.tests.conftest import signed_in
from kimppa.jobs.worker import Worker

AGAINST = {"letters-others-composed", "letters-not-nfc"}


@pytest.fixture
def desk(louna: Louna, examples: Check) -> Client:
    """The coordinator's browser."""
    return signed_in(louna.coordinator)


@pytest.fixture
def drafted(desk: Client, examples: Check) -> Plan:
    """A plan of every fault that can be mended."""
    rows = RuleCount.objects.filter(check_of=examples, rule__mends=True)
    rules = [one.rule.slug for one in rows if one.rule.slug not in AGAINST]
    given = {"title": "Syksyn korjaukset", "rules": rules, "sample_size": 3}
    response = desk.post("/catalogue/plans/new/", given)
    assert response.status_code == 302, response.context["form"].errors
    return Plan.objects.latest("pk")


@pytest.fixture
def work(desk: Client) -> Callable[..., Plan]:
    """Begins a piece of work and lets the worker do it."""

    def do(plan: Plan, kind: str, **given: object) -> Plan:
        desk.post(f"{plan.get_absolute_url()}do/{kind}/", given)
        Worker().drain()
        plan = Plan.objects.get(pk=plan.pk)
        assert not plan.failure
        return plan

    return do


@pytest.fixture
def previewed(drafted: Plan, work: Callable[..., Plan], examples: Check) -> Plan:
    """The plan with its preview."""
    return work(drafted, "preview", export=examples.snapshot_id)

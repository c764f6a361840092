"""Louna with its agreement, and the report of 2024 as a draft."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.core.consortium.models import Person
from kimppa.report.actions import start_report
from kimppa.report.models import Report
from tests.remembered import remembered


def signed_in(person: Person) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def agreed(louna: Louna, instance: Path) -> Louna:
    """Louna whose agreement of 2024 is in force."""
    cache.clear()
    remembered("louna, agreement", instance, agreement_demo.load)
    return louna


@pytest.fixture
def report(agreed: Louna, instance: Path) -> Report:
    """The report of 2024, drafted."""

    def start() -> None:
        start_report(by=agreed.coordinator, year=2024)

    remembered("louna, agreement, report", instance, start)
    return Report.objects.get()

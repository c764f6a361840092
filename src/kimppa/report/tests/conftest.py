"""Louna with its agreement, and the report of 2024 as a draft."""

import pytest
from django.core.cache import cache

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.report.actions import start_report
from kimppa.report.models import Report


@pytest.fixture
def agreed(louna: Louna) -> Louna:
    """Louna whose agreement of 2024 is in force."""
    cache.clear()
    agreement_demo.load()
    return louna


@pytest.fixture
def report(agreed: Louna) -> Report:
    """The report of 2024, drafted."""
    return start_report(by=agreed.coordinator, year=2024)

"""Louna with its statistics of 2024 as the demo has them."""

from pathlib import Path

import pytest

from conftest import Louna
from kimppa.statistics import demo
from tests.remembered import remembered


@pytest.fixture
def january(louna: Louna, instance: Path) -> Louna:
    """Louna in January 2025, the reports of 2024 brought in."""
    remembered("louna, statistics", instance, demo.load)
    return louna

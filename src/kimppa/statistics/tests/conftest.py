"""Louna with its statistics of 2024 as the demo has them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Louna
from kimppa.statistics import demo
from kimppa.statistics.variables import versions
from tests.remembered import remembered


@pytest.fixture(autouse=True)
def nobody_looks() -> Iterator[None]:
    """A test starts as a thread does: with the tables that came with the house."""
    versions.leave()
    yield
    versions.leave()


@pytest.fixture
def january(louna: Louna, instance: Path) -> Louna:
    """Louna in January 2025, the reports of 2024 brought in."""
    remembered("louna, statistics", instance, demo.load)
    return louna

"""The demo's programme, made once for each test that asks for it."""

import pytest

from conftest import Louna
from kimppa.programme import demo
from kimppa.programme.models import Programme


@pytest.fixture
def programme(louna: Louna) -> Programme:
    """Louna's programme of 2024 as it stands on 14.1.2025."""
    demo.load()
    return Programme.objects.get(year=2024)

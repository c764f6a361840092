"""Louna's consortium with and without its agreement, and a client for each role."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from kimppa.agreement.demo import NAME
from kimppa.agreement.models import Agreement
from kimppa.core import demo
from kimppa.core.area import area
from tests.remembered import remembered


class Clients(dict[str, Client]):
    """A client for each role, who signs in when somebody asks for it: most tests ask for one."""

    def __missing__(self, role: str) -> Client:
        client = self[role] = Client()
        client.force_login(next(person for person in demo.people() if person.role == role))
        return client


@pytest.fixture
def finnish() -> Iterator[None]:
    """Texts in Finnish, as people read them."""
    with translation.override("fi"):
        yield


@pytest.fixture
def empty(db: None, finnish: None, instance: Path) -> dict[str, Client]:
    """A client for each role in a consortium without an agreement."""
    remembered("louna, in Finnish", instance, demo.load)
    return Clients()


@pytest.fixture
def roles(empty: dict[str, Client], instance: Path) -> dict[str, Client]:
    """A client for each role, with Louna's agreement in force."""
    remembered("louna, in Finnish, agreement", instance, lambda: area("agreement").call("demo"))
    return empty


@pytest.fixture
def coordinator(roles: dict[str, Client]) -> Client:
    return roles["coordinator"]


@pytest.fixture
def draft(coordinator: Client) -> Client:
    """The coordinator with the agreement returned to a draft."""
    coordinator.post("/agreement/2024/state/", follow=True)  # its message is read
    assert Agreement.objects.get().is_draft
    return coordinator


@pytest.fixture
def louna() -> bytes:
    """The bytes of Louna's agreement of 2024."""
    return files("kimppa.agreement").joinpath("data", NAME).read_bytes()

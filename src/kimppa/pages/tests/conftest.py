"""Louna with its pages as the demo has them, and browsers of its people."""

from pathlib import Path

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Person
from kimppa.pages import demo
from kimppa.pages.models import Page
from tests.remembered import remembered


@pytest.fixture
def pages(louna: Louna, instance: Path) -> Louna:
    """Louna in January 2025 with the pages of the web library."""
    remembered("louna, pages", instance, demo.load)
    return louna


@pytest.fixture
def customers(pages: Louna) -> Page:
    """The page for customers."""
    return Page.objects.get(name="asiakkaalle")


def browser(person: Person) -> Client:
    """A browser in which somebody is signed in."""
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client

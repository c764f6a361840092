"""A small consortium and a program with a token for each of its people."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from kimppa.core.consortium.models import Municipality
from kimppa.core.tokens.actions import create_token
from kimppa.core.tokens.scopes import offered
from kimppa.desk.tests.conftest import Louna, louna  # noqa: F401  # the same consortium as the desk's


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
    wanted = [str(scope) for scope in offered(person)] if scopes is None else scopes
    _token, secret = create_token(
        by=person, name="Testi", scopes=wanted, days=30, municipality=municipality
    )
    return Program(secret)

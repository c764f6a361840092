"""The API tried against its own description, with the token of each role.

schemathesis makes requests that fit the description and requests that do not; whatever comes
back must be what the description says. Every request's writes are rolled back.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from kimppa.config.api import endpoint
from kimppa.config.api.openapi import document
from kimppa.core.audit.models import AuditEvent
from kimppa.desk.tests.conftest import Louna
from tests.api.conftest import program_of
from tests.rooms import is_chosen, room_of

EXAMPLES = {"coordinator": 4, "director": 2, "staff": 2, "reader": 1}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """The real application gives its connection up after a request, and the test's transaction
    with it; Django's own test client holds that back, too.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def schema(monkeypatch: pytest.MonkeyPatch, made: dict[str, int], kept_connection: None) -> Any:
    """The description as the real application serves it."""
    monkeypatch.setattr(endpoint, "CALLS_PER_MINUTE", 10**9)
    config = schemathesis.Config()
    config.projects.default.generation.update(with_security_parameters=False)
    return schemathesis.openapi.from_wsgi(
        "/api/openapi.json", get_wsgi_application(), config=config
    )


def try_out(operation: Any, mode: GenerationMode, secret: str, examples: int) -> None:
    """Send some requests of one kind to one endpoint, each rolled back."""
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        with transaction.atomic():
            case.call_and_validate(headers=headers, checks=CHECKS)
            transaction.set_rollback(True)

    run()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", EXAMPLES)
def test_the_api_does_what_its_description_says(
    louna: Louna, schema: Any, who: str, mode: GenerationMode
) -> None:
    secret = program_of(louna, who).secret
    before = AuditEvent.objects.count()
    for result in schema.get_all_operations():
        operation = result.ok()
        if not is_chosen(room_of(operation.path)):
            continue
        if mode.is_negative and not (operation.query or operation.body):
            continue  # nothing could be wrong in it
        try_out(operation, mode, secret, EXAMPLES[who])
    assert AuditEvent.objects.count() == before


def test_every_endpoint_tells_its_scope_its_words_and_its_problems() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["description"].strip(), where
            assert operation["security"][0]["token"] == [operation["x-scope"]], where
            assert {"401", "422", "429"} <= operation["responses"].keys(), where


def test_no_two_rooms_call_their_shapes_alike() -> None:
    """In the description one of them would stand for both."""
    document()
    found, waiting = Counter[str](), [BaseModel]
    while waiting:
        shapes = waiting.pop().__subclasses__()
        waiting += shapes
        found.update(shape.__name__ for shape in shapes if shape.__module__.endswith(".api"))
    assert found["FigureOut"]
    assert [name for name, count in found.items() if count > 1] == []


def test_the_description_is_open_and_holds_no_secret(louna: Louna) -> None:
    told = Client().get("/api/openapi.json")
    assert told.status_code == 200
    assert "Authorization" in told.text
    assert "@example.org" not in told.text

"""Linked Events against its own description: schemathesis asks what fits it and what does not."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from kimppa.publishing.linkedevents.api import described
from kimppa.publishing.tests.conftest import Make

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def test_the_description_names_every_address_and_parameter() -> None:
    paths = described()["paths"]
    for kind in ("event", "keyword", "place", "organization"):
        assert f"/linkedevents/v1/{kind}/" in paths
        assert f"/linkedevents/v1/{kind}/{{{kind}_id}}/" in paths
    asked = {one["name"] for one in paths["/linkedevents/v1/event/"]["get"]["parameters"]}
    wanted = (
        "publisher start end text keyword keyword_OR keyword_AND keyword! location division "
        "language sort include super_event super_event_type ids is_free bbox days translation "
        "last_modified_since hide_recurring_children page page_size"
    )
    assert asked == set(wanted.split())


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """The real application gives its connection up after a request, and with it the test's
    transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def try_out(operation: Any) -> None:
    @settings(
        max_examples=8,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"}, checks=CHECKS)

    run()


def test_it_does_what_its_description_says(make: Make, kept_connection: None) -> None:
    make("Satutunti", rule="FREQ=WEEKLY;COUNT=3", categories=("satutunti",))
    config = schemathesis.Config()
    # The character NUL is refused before any room is asked; that page is another test's.
    config.projects.default.generation.update(allow_x00=False)
    schema = schemathesis.openapi.from_wsgi(
        "/linkedevents/v1/openapi.json", get_wsgi_application(), config=config
    )
    tried = [result.ok() for result in schema.get_all_operations()]
    assert len(tried) == 8
    for operation in tried:
        try_out(operation)

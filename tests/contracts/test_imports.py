"""What every import of the house must answer, asked over the registry."""

from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.imports import actions
from kimppa.core.imports.importer import Importer, importers
from kimppa.core.imports.models import Import
from kimppa.core.imports.queries import original
from tests.imported import Example
from tests.rooms import is_chosen

pytestmark = pytest.mark.django_db


def asked() -> list[Importer]:
    """The imports of the rooms that are tested."""
    return [importer for importer in importers() if is_chosen(importer.slug.partition(".")[0])]


@pytest.fixture(params=asked(), ids=lambda importer: importer.slug)
def importer(request: pytest.FixtureRequest) -> Importer:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def example(importer: Importer) -> Example:
    room = importer.slug.partition(".")[0]
    found: Example = import_module(f"kimppa.{room}.tests.imported").EXAMPLES[importer.slug]
    return found


def bring(louna: Louna, importer: Importer, example: Example, content: bytes) -> Import:
    return actions.bring(
        by=example.by(louna),
        importer=importer,
        content=content,
        name=example.name,
        options=example.options(louna),
    )


def state(example: Example) -> list[list[Any]]:
    return [list(table._default_manager.order_by("pk").values()) for table in example.tables]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(upload: Import, importer: Importer, *, verb: str = "") -> str:
    return reverse(f"{importer.address}-{verb or 'file'}", args=[upload.pk])


def test_a_fault_in_the_last_row_leaves_nothing_and_is_told_by_its_place(
    louna: Louna, importer: Importer, example: Example
) -> None:
    before = state(example)
    upload = bring(louna, importer, example, example.faulty(louna))
    with pytest.raises(ValidationError) as refusal:
        actions.take(by=example.by(louna), importer=importer, upload=upload)
    assert state(example) == before
    assert not Import.objects.get(pk=upload.pk).taken_at
    row, column = example.fault
    (message,) = refusal.value.messages
    assert example.name in message
    assert str(row) in message
    assert column in message
    seen = signed_in(example.by(louna)).get(page(upload, importer)).content.decode()
    assert f'<th scope="row">rivi {row}</th><td data-label="Sarake">{column or "–"}</td>' in seen
    assert "take/" not in seen


def test_a_look_writes_nothing(louna: Louna, importer: Importer, example: Example) -> None:
    before = state(example)
    upload = bring(louna, importer, example, example.good(louna))
    events = AuditEvent.objects.count()
    assert actions.look(by=example.by(louna), importer=importer, upload=upload).good
    assert state(example) == before
    assert AuditEvent.objects.count() == events


def test_nobody_without_the_right_looks_or_takes(
    louna: Louna, importer: Importer, example: Example
) -> None:
    upload = bring(louna, importer, example, example.good(louna))
    before, person = state(example), example.refused(louna)
    for action in (actions.look, actions.take):
        with pytest.raises(PermissionDenied):
            action(by=person, importer=importer, upload=upload)
    client = signed_in(person)
    assert client.get(page(upload, importer)).status_code in (403, 404)
    for verb in ("take", "undo"):
        assert client.post(page(upload, importer, verb=verb)).status_code in (403, 404)
    assert client.get(page(upload, importer, verb="original")).status_code in (403, 404)
    assert state(example) == before


def test_rows_of_another_municipality_are_refused(
    louna: Louna, importer: Importer, example: Example
) -> None:
    if example.foreign is None:
        return  # who may take it owns all
    before = state(example)
    upload = bring(louna, importer, example, example.foreign(louna))
    with pytest.raises(ValidationError):
        actions.take(by=example.by(louna), importer=importer, upload=upload)
    assert state(example) == before


def test_what_is_taken_is_in_the_log_and_the_undo_restores_what_stood(
    louna: Louna, importer: Importer, example: Example
) -> None:
    before = state(example)
    upload = bring(louna, importer, example, example.good(louna))
    actions.take(by=example.by(louna), importer=importer, upload=upload)
    assert state(example) != before
    events = actions.writes_of(upload)
    assert events
    assert {event.by_id for event in events} == {example.by(louna).pk}
    actions.undo(by=example.by(louna), importer=importer, upload=upload)
    assert state(example) == before
    with pytest.raises(ValidationError):
        actions.undo(by=example.by(louna), importer=importer, upload=upload)


def test_a_file_is_taken_once_and_its_original_comes_back_byte_for_byte(
    louna: Louna, importer: Importer, example: Example
) -> None:
    content = example.good(louna)
    upload = bring(louna, importer, example, content)
    assert original(upload) == content
    client = signed_in(example.by(louna))
    client.post(page(upload, importer, verb="take"))
    taken = Import.objects.get(pk=upload.pk)
    assert taken.in_use
    with pytest.raises(ValidationError):
        actions.take(by=example.by(louna), importer=importer, upload=taken)
    assert client.get(page(upload, importer, verb="original")).content == content


def test_the_same_file_twice_is_told(louna: Louna, importer: Importer, example: Example) -> None:
    content, client = example.good(louna), signed_in(example.by(louna))
    first = bring(louna, importer, example, content)
    assert "sama tiedosto" not in client.get(page(first, importer)).content.decode()
    actions.take(by=example.by(louna), importer=importer, upload=first)
    again = bring(louna, importer, example, content)
    assert "sama tiedosto" in client.get(page(again, importer)).content.decode()

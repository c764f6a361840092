"""Every write moves the version, once it can be seen."""

from pathlib import Path

import pytest
from django.db import transaction

from kimppa.core import changes
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task


def write() -> None:
    create_task(by=SYSTEM, title="T", topic="meetings")


@pytest.mark.django_db(transaction=True)
def test_the_version_moves_when_a_write_can_be_seen(instance: Path) -> None:
    version, other = changes.Version(), changes.Version()
    before = version()
    with transaction.atomic():
        write()
        assert version() == before
    after = version()
    assert after != before
    assert other() == after == changes.Version()()
    write()
    assert version() != after


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_taken_back_moves_nothing(instance: Path) -> None:
    version = changes.Version()
    before = version()
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert version() == before


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_cannot_be_written_stops_no_work(instance: Path) -> None:
    (instance / "changed").mkdir()
    version = changes.Version()
    before = version()
    write()
    assert version() == before

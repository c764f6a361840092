"""Tests start from what was made once, whatever the tests before them did to it."""

import datetime as dt
from pathlib import Path

import pytest
from time_machine import travel

from conftest import Louna
from kimppa.core.consortium.models import Municipality, Person
from tests.remembered import remembered

pytestmark = pytest.mark.xdist_group("remembered")


@pytest.mark.parametrize("turn", ["made", "put back", "standing"])
def test_rows_and_their_keys_are_those_that_were_made(louna: Louna, turn: str) -> None:
    assert Municipality.objects.count() == len(louna.municipalities)
    assert louna.coordinator.name != "Muutettu"
    Person.objects.filter(pk=louna.coordinator.pk).update(name="Muutettu")
    Municipality.objects.create(code=f"{900 + len(turn)}", name_fi=turn, position=99)


def test_nothing_stands_where_nothing_is_asked_for(db: None) -> None:
    assert not Municipality.objects.exists()


def test_what_is_made_once_is_made_at_the_true_hour(db: None, instance: Path) -> None:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    with travel(tomorrow):
        moment = remembered("a moment", instance, lambda: dt.datetime.now(dt.UTC))
    assert moment < tomorrow

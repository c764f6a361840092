"""Who may do what, and where: by role, municipality and time."""

import datetime as dt

import pytest

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import directors, municipalities_on, receivers_by_code
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row

DAY = dt.timedelta(days=1)
OWN, OTHER = "834", "981"
ENDED = pytest.mark.parametrize(
    "ended", [{"is_active": False}, {"valid_to": dt.date(2025, 1, 13)}], ids=["closed", "ended"]
)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("permission", list(Permission))
def test_nobody_but_the_coordinator_reaches_another_municipality(
    louna: Louna, permission: Permission
) -> None:
    other = louna.municipalities[OTHER]
    assert not louna.directors[OWN].can(permission, other)
    assert not louna.staff[OWN].can(permission, other)


def test_the_host_has_no_more_rights_than_others(louna: Louna) -> None:
    host, other = louna.directors["061"], louna.municipalities[OTHER]
    assert host.can(Permission.RATIFY, louna.municipalities["061"])
    assert not host.can(Permission.LOG_WORK, other)
    assert not host.is_coordinator


def test_a_coordinator_serves_all_but_passes_nothing_on_for_them(louna: Louna) -> None:
    for municipality in louna.municipalities.values():
        assert louna.coordinator.can(Permission.DELIVER, municipality)
        assert not louna.coordinator.can(Permission.PASS_ON, municipality)


def test_a_role_holds_from_its_first_day_to_its_last(louna: Louna) -> None:
    director, today = louna.directors[OWN], clock.today()
    director.memberships.update(valid_from=today, valid_to=today)
    assert fresh(director).can(Permission.RATIFY)
    director.memberships.update(valid_from=today + DAY, valid_to=None)
    assert not fresh(director).can(Permission.RATIFY)
    director.memberships.update(valid_from=None, valid_to=today - DAY)
    gone = fresh(director)
    assert (gone.can(Permission.VIEW), gone.role, gone.municipality) == (False, "", None)


@ENDED
def test_whose_time_has_ended_has_no_rights_left(louna: Louna, ended: dict[str, object]) -> None:
    Person.objects.filter(pk=louna.coordinator.pk).update(**ended)
    gone = fresh(louna.coordinator)
    assert not any(gone.can(permission) for permission in Permission)
    assert not gone.is_coordinator


def test_what_comes_after_the_last_day_goes_to_who_was_director_then(louna: Louna) -> None:
    town, director, today = louna.municipalities[OWN], louna.directors[OWN], clock.today()
    save_row(town, by=SYSTEM, valid_to=today - DAY)
    director.memberships.update(valid_to=today - DAY)
    assert receivers_by_code([town]) == {OWN: [director]}
    assert town not in [place for place, _person in directors()]
    director.memberships.update(valid_to=today - 2 * DAY)
    assert receivers_by_code([town]) == {OWN: []}
    director.memberships.update(valid_to=None)
    assert receivers_by_code([town]) == {OWN: [director]}


def test_a_director_who_left_a_municipality_that_stayed_gets_nothing(louna: Louna) -> None:
    louna.directors[OWN].memberships.update(valid_to=clock.today() - DAY)
    assert receivers_by_code([louna.municipalities[OWN]]) == {OWN: []}


@ENDED
def test_whose_time_has_ended_is_sent_nothing(louna: Louna, ended: dict[str, object]) -> None:
    director = louna.directors[OWN]
    director.memberships.update(valid_from=None, valid_to=None)
    Person.objects.filter(pk=director.pk).update(**ended)
    found = receivers_by_code([louna.municipalities[OWN], louna.municipalities[OTHER]])
    assert found == {OWN: [], OTHER: [louna.directors[OTHER]]}
    assert [town.code for town, _person in directors()] == [
        town.code for town in municipalities_on() if town.code != OWN
    ]

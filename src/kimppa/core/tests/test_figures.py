"""Figures are replaced, never overwritten; equal ones change nothing; the last can go back; who
sees and enters them.
"""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Branch, Person
from kimppa.core.figures.actions import Provenance, enter_figure, record_figure, withdraw_figure
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.figures.queries import visible_figures
from kimppa.core.permissions import SYSTEM

FILE = Provenance(source="Tiedosto")


@pytest.fixture
def variable(louna: Louna) -> Variable:
    return Variable.objects.create(code="visits", name_fi="Käynnit", source="Testi")


def write(variable: Variable, value: Decimal | int | None, **place: object) -> Figure:
    return record_figure(
        by=SYSTEM, variable=variable, year=2024, value=value, provenance=FILE, **place
    )


def standing(variable: Variable) -> list[Decimal | None]:
    rows = Figure.objects.filter(variable=variable, replaced_at__isnull=True)
    return list(rows.values_list("value", flat=True))


def test_a_correction_keeps_the_earlier_figure(variable: Variable) -> None:
    write(variable, 10)
    write(variable, 12)
    assert standing(variable) == [12]
    assert Figure.objects.filter(variable=variable).count() == 2


@pytest.mark.parametrize("value", [Decimal(1) / 3, Decimal("0.33333333"), 7, 0, None])
def test_the_same_again_changes_nothing(variable: Variable, value: Decimal | int | None) -> None:
    first = write(variable, value)
    count = AuditEvent.objects.count()
    assert write(variable, value).pk == first.pk
    assert AuditEvent.objects.count() == count


def test_what_rounds_to_nothing_is_zero(variable: Variable) -> None:
    assert write(variable, Decimal("0.00004")).state == Figure.State.ZERO


@pytest.mark.parametrize("value", [Decimal(10) ** 17, Decimal("NaN")])
def test_a_number_that_does_not_fit_is_refused(variable: Variable, value: Decimal) -> None:
    write(variable, 5)
    with pytest.raises(ValidationError):
        write(variable, value)
    assert standing(variable) == [5]


def test_places_do_not_replace_one_another(variable: Variable, louna: Louna) -> None:
    write(variable, 1)
    write(variable, 2, month=1)
    write(variable, 3, municipality=louna.municipalities["834"])
    assert sorted(v for v in standing(variable) if v is not None) == [1, 2, 3]


def test_taking_back_brings_the_one_before_whatever_the_day_says(variable: Variable) -> None:
    write(variable, 1)
    write(variable, 2)
    clock.set_day(clock.today().replace(year=2020))
    third = write(variable, 3)
    withdraw_figure(by=SYSTEM, figure=third)
    assert standing(variable) == [2]


def test_a_figure_that_was_replaced_meanwhile_is_not_taken_back(variable: Variable) -> None:
    first = write(variable, 1)
    write(variable, 2)
    with pytest.raises(ValidationError):
        withdraw_figure(by=SYSTEM, figure=first)
    assert standing(variable) == [2]


def test_what_was_taken_back_never_stands_again(variable: Variable) -> None:
    write(variable, 1)
    for value in (2, 3):
        withdraw_figure(by=SYSTEM, figure=write(variable, value))
        assert standing(variable) == [1]
    withdraw_figure(by=SYSTEM, figure=Figure.objects.get(variable=variable, replaced_at=None))
    assert standing(variable) == []


def test_one_sees_what_is_common_and_the_own_municipalitys_with_its_branches(
    variable: Variable, louna: Louna
) -> None:
    write(variable, 1)
    for value, code in ((2, "834"), (4, "981")):
        place = louna.municipalities[code]
        write(variable, value, municipality=place)
        write(variable, value + 1, branch=Branch.objects.filter(municipality=place)[0])

    def seen(person: Person) -> set[Decimal | None]:
        rows = visible_figures(person).filter(variable=variable)
        return set(rows.values_list("value", flat=True))

    assert seen(louna.staff["834"]) == {1, 2, 3}
    assert seen(louna.readers["981"]) == {1, 4, 5}
    assert seen(louna.coordinator) == {1, 2, 3, 4, 5}


def test_only_the_coordinator_enters_a_figure_from_outside(
    variable: Variable, louna: Louna
) -> None:
    def enter(by: Person) -> None:
        place = louna.municipalities["981"]
        enter_figure(
            by=by, variable=variable, year=2024, value=7, municipality=place, provenance=FILE
        )

    for person in (louna.directors["981"], louna.staff["981"], louna.readers["981"]):
        with pytest.raises(PermissionDenied):
            enter(person)
    assert standing(variable) == []
    enter(louna.coordinator)
    assert standing(variable) == [7]

"""Identities and key figures, on published figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from kimppa.statistics.tests.published import janakkala, louna
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.variables.identities import (
    Identity,
    identities,
    imbalance,
    missing_parts,
    of_year,
)
from kimppa.statistics.variables.keyfigures import compute, key_figures, ratio


def of_stock(year: int) -> list[Identity]:
    return [one for one in of_year(year) if one.whole.startswith("KOK")]


def test_identities_and_key_figures_speak_of_variables_that_exist() -> None:
    for one in identities():
        assert set(one.fields) <= set(catalogue())
    for figure in key_figures():
        assert {figure.code, figure.of, figure.by} <= set(catalogue())
    assert {f.code for f in key_figures()} == {v.code for v in catalogue().values() if v.derived}


@pytest.mark.parametrize("year", [2020, 2021])
def test_every_identity_holds_in_janakkala(year: int) -> None:
    balances = {one.check: imbalance(one, janakkala(year)) for one in of_stock(year)}
    assert balances == {"V01": 0, "V02": 0, "V03": 0}


@pytest.mark.parametrize("total", [346735, 343055])  # Hämeenlinna 2020 and 2021: totals alone
def test_a_total_without_its_parts_cannot_be_judged(total: int) -> None:
    values = {"KOK_total": Decimal(total)}
    assert [imbalance(one, values) for one in of_stock(2020)] == [None, None, None]


def test_the_national_books_of_2018_do_not_balance_by_5694() -> None:
    published = {"KOK_books": Decimal(29498709), "by genre and age": Decimal(29493015)}
    rule = Identity("V02", "KOK_books", ("by genre and age",))
    assert imbalance(rule, published) == 5694


def test_a_sum_with_a_missing_part_is_no_sum() -> None:
    values = janakkala(2020) | {"KOK_music": None}
    by_class = next(one for one in of_stock(2020) if one.check == "V03")
    assert imbalance(by_class, values) is None
    assert missing_parts(by_class, values) == ["KOK_music"]


def test_louna_published_totals_only_so_no_identity_is_judged(shared_data: Path) -> None:
    for name, by_year in louna(shared_data)["loans"].items():
        for year, loans in by_year.items():
            judged = [imbalance(one, {"LAI_total": loans}) for one in of_year(year)]
            assert set(judged) <= {None}, (name, year)


def test_two_sources_of_loans_give_the_same_population(shared_data: Path) -> None:
    """Loans of one export and loans per head of another agree on who lives where."""
    told, heads = louna(shared_data), {}
    for name in ("Forssa", "Humppila", "Jokioinen", "Tammela", "Ypäjä"):
        loans, per_head = told["loans"][name][2013], told["loans_per_inhabitant"][name][2013]
        heads[name] = ratio(loans, per_head)
    near = {"Forssa": 17728, "Humppila": 2496, "Jokioinen": 5642, "Tammela": 6540, "Ypäjä": 2510}
    for name, people in heads.items():
        assert people is not None
        assert abs(people / near[name] - 1) < Decimal("0.001"), name


def test_key_figures_of_finland_2015() -> None:
    """58.3 € a head and 3.56 € a loan were published with 16.4 loans and 9.07 visits a head."""
    loans, visits = Decimal(89236572), Decimal(49369464)
    people = loans / Decimal("16.4")
    values = {"LAI_total": loans, "KAY_visits": visits, "POP": people}
    found = compute(values | {"TAL_total": people * Decimal("58.3")})
    shown = {code: round(value, 2) for code, value in found.items() if value is not None}
    assert shown["TUN_cost_loan"] == Decimal("3.55")  # published 3.56 from unrounded costs
    assert shown["TUN_visit_cap"] == Decimal("9.07")
    assert shown["TUN_cost_visit"] == Decimal("6.43")


def test_none_in_none_out() -> None:
    assert ratio(None, Decimal(5)) is None
    assert ratio(Decimal(5), None) is None
    assert ratio(Decimal(5), Decimal(0)) is None
    assert ratio(Decimal(0), Decimal(5)) == 0
    assert set(compute({}).values()) == {None}

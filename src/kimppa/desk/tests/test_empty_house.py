"""A house in which there is nothing yet says so, and promises nothing that it does not show."""

from typing import Any

from django.test import Client

from kimppa.desk.tests.conftest import Louna


def page(louna: Louna, path: str) -> str:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.people["coordinator"])
    return client.get(path).content.decode()


def test_no_work_counts_at_once_where_last_year_has_no_agreement_either(
    louna: Louna, settings: Any
) -> None:
    settings.KIMPPA_TODAY = "2027-03-01"
    log = page(louna, "/log-work/")
    assert "lasketaan, kun sopimus on tuotu" in log
    assert "lasketaan heti" not in log


def test_there_are_no_figures_of_other_years_either(louna: Louna) -> None:
    figures = page(louna, "/figures/")
    assert "Lukuja ei vielä ole." in figures
    assert "muiden vuosien" not in figures
    assert "tuo vuoden luvut siellä" in figures

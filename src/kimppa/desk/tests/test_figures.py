"""Figures with their provenance."""

import datetime as dt
from decimal import Decimal

from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.permissions import SYSTEM
from kimppa.desk.tests.conftest import Louna


def recorded(place: Municipality | None, value: int | None, name: str) -> None:
    variable, _created = Variable.objects.get_or_create(
        code=name.lower(), defaults={"name_fi": name, "unit": "kpl"}
    )
    record_figure(
        by=SYSTEM,
        variable=variable,
        year=2024,
        value=None if value is None else Decimal(value),
        municipality=place,
        provenance=Provenance(
            source="Mikromarc", rule="loans", rule_version="1", as_of=dt.date(2024, 12, 31)
        ),
    )


def test_a_director_sees_the_own_and_the_common_figures_with_their_source(louna: Louna) -> None:
    recorded(louna.tammela, 1234, "Lainat")
    recorded(louna.ypaja, 77, "Poistot")
    recorded(None, 9, "Verkkokäynnit")
    client = louna.client("director")
    page = client.get("/figures/?vuosi=2024").content.decode().partition("<main")[2]
    for word in ("1\xa0234", "Mikromarc", "loans 1", "31.12.2024", "Mitattu"):
        assert word in page, word
    assert "Poistot" not in page.partition("<tbody")[2]
    everything = client.get("/figures/?vuosi=2024&kunta=kaikki").content.decode()
    rows = everything.partition("<tbody")[2]
    assert "Verkkokäynnit" in rows
    assert "Poistot" not in rows


def test_a_missing_figure_says_so(louna: Louna) -> None:
    recorded(louna.tammela, None, "Lainat")
    page = louna.client("director").get("/figures/?vuosi=2024").content.decode()
    assert "Puuttuu" in page


def test_another_years_figures_are_elsewhere(louna: Louna) -> None:
    recorded(louna.tammela, 5, "Lainat")
    excel = louna.client("coordinator").get("/figures/?vuosi=2024&format=xlsx")
    assert excel["Content-Disposition"].count("luvut-2024")

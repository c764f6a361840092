"""What the statistics say of a year on the lines of the agreement."""

from conftest import Louna
from kimppa.core.area import summaries
from kimppa.core.figures.actions import withdraw_figure
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.tests.test_line import CODES, standing, value


def loans_of(code: str) -> int:
    return value("LAI_total", code) or 0


def test_a_sum_of_all_is_told_only_when_every_municipality_has_its_figure(january: Louna) -> None:
    row = standing("LAI_total", "981")
    assert row is not None
    withdraw_figure(by=SYSTEM, figure=row)
    units = dict(summaries(["statistics-units"], 2024, None)["statistics-units"][0].figures)
    assert "lainat" not in units


def test_sentences_of_each_municipality(january: Louna) -> None:
    topics = ["statistics-units", "active-customers", "web-visits"]
    for town in [None, *january.municipalities.values()]:
        told = summaries(topics, 2024, town)
        units = dict(told["statistics-units"][0].figures)
        loans = value("LAI_total", town.code) if town else sum(map(loans_of, CODES))
        assert units["lainat"].replace("\xa0", "") == str(loans)
        assert told["web-visits"]
        assert all(one.example for one in told["web-visits"])
    assert not any(summaries(topics, 2020, None).values())

"""The tiles of a director's home are reckoned from the instance's own figures."""

import datetime as dt
from decimal import Decimal

from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.figures.models import Figure, Variable
from kimppa.desk.home.tiles import tiles_of
from kimppa.desk.tests.conftest import Louna


def figure(code: str, year: int, place: object, value: int) -> None:
    variable, _made = Variable.objects.get_or_create(code=code, defaults={"name_fi": code})
    Figure.objects.create(
        variable=variable, year=year, municipality=place, value=value, recorded_at=clock.now()
    )


def test_loans_are_divided_by_the_nearest_years_inhabitants(louna: Louna) -> None:
    figure("population", 2025, louna.tammela, 2000)
    for year, loans in ((2023, 15000), (2024, 16000)):
        figure("LAI_total", year, louna.tammela, loans)
    loans = tiles_of(louna.people["director"], 2024, louna.tammela).loans
    assert (loans.newest, loans.year) == ("8,0", 2024)
    assert "2023 7,5, 2024 8,0" in loans.picture


def test_a_tile_without_figures_has_no_picture(louna: Louna) -> None:
    tiles = tiles_of(louna.people["director"], 2024, louna.ypaja)
    assert (tiles.loans.picture, tiles.share.picture, tiles.delivered) == ("", "", [])


def test_the_share_is_told_by_the_agreed_key_and_by_the_others(louna: Louna) -> None:
    key = AllocationKey.objects.create(
        name_fi="Väkiluku", kind="population", as_of=dt.date(2025, 1, 1)
    )
    for place, weight in ((louna.ypaja, 1), (louna.tammela, 3)):
        KeyShare.objects.create(key=key, municipality=place, weight=Decimal(weight))
    share = tiles_of(louna.people["director"], 2024, louna.ypaja).share
    assert share.newest == "25,0\N{NO-BREAK SPACE}%"
    assert "50,0" in share.picture
    assert share.price == ""

"""The tiles of a director's home are reckoned from the instance's own figures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client

from kimppa.core import clock
from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.duties.models import Duty
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.figures.queries import PUBLISHED
from kimppa.core.ratification import actions as ratification
from kimppa.core.releases.models import Delivery
from kimppa.desk.home.tiles import tiles_of
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.delivering import TITLE, delivered

TILES = "desk/home/tiles.html"


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


def test_published_ratios_of_others_stand_beside_the_own(louna: Louna) -> None:
    figure("population", 2025, louna.tammela, 2000)
    figure("population", 2012, louna.tammela, 1)
    figure("LAI_total", 2024, louna.tammela, 16000)
    figure("LAI_total", 2018, louna.tammela, 99000)
    for place, year in ((louna.tammela, 2023), (louna.ypaja, 2022), (louna.ypaja, 2023)):
        figure("TUN_loans_cap", year, place, 9)
    Figure.objects.filter(municipality=louna.ypaja).update(rule=PUBLISHED)
    loans = tiles_of(louna.people["director"], 2024, louna.tammela).loans
    assert "2023 9,0, 2024 8,0" in loans.picture
    assert "2018" not in loans.picture
    assert "pic-line-other" in loans.picture


def test_the_tile_of_loans_says_how_far_the_others_go_and_leads_to_its_figure(louna: Louna) -> None:
    figure("population", 2024, louna.tammela, 2000)
    for year, loans in ((2023, 15000), (2024, 16000)):
        figure("LAI_total", year, louna.tammela, loans)
    figure("TUN_loans_cap", 2022, louna.ypaja, 9)
    Figure.objects.filter(municipality=louna.ypaja).update(rule=PUBLISHED)
    client = louna.client("director")
    tiles = tiles_of(louna.people["director"], 2024, louna.tammela)
    loans = tiles.loans
    words = "Oma luku 2024, muiden julkaistu 2022."
    assert words in render_to_string(TILES, {"tiles": tiles})
    page = client.get(loans.url).content.decode()
    assert "16 000" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_waits_and_no_link_leads_to_nothing(louna: Louna) -> None:
    tiles = tiles_of(louna.people["reader"], 2024, louna.tammela)
    assert tiles.todos.count == 0
    text = render_to_string(TILES, {"tiles": tiles})
    assert "Mikään ei odota sinua." in text
    assert tiles.todos.all_url not in text


def test_a_reader_sees_what_was_delivered_to_the_municipality(louna: Louna) -> None:
    delivered(louna)
    tiles = tiles_of(louna.people["reader"], 2024, louna.tammela)
    assert [row.title for row in tiles.delivered] == [TITLE]
    other = tiles_of(louna.people["other-director"], 2024, louna.ypaja)
    assert other.delivered == []


@pytest.mark.parametrize(("days", "state"), [(0, "waiting"), (7, "waiting"), (8, "late")])
def test_unopened_is_late_after_a_week_only(louna: Louna, days: int, state: str) -> None:
    delivered(louna)
    Delivery.objects.update(delivered_at=clock.now() - dt.timedelta(days=days, hours=-1))
    (row,) = tiles_of(louna.people["director"], 2024, louna.tammela).delivered
    assert row.state == state


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


def test_what_waits_stands_on_a_directors_home_before_any_agreement(louna: Louna) -> None:
    Duty.objects.all().delete()
    question = ratification.ask(
        by=louna.people["coordinator"],
        origin=("desk", "question-1"),
        title="Yhteiset kuvailukäytännöt",
        municipalities=[louna.tammela],
    )
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.people["director"])
    page = client.get("/").content.decode()
    assert question.title in page
    assert "Sopimusta ei ole vielä" in page

"""The municipalities of a year's statistics are those whose year it was."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from conftest import Louna
from kimppa.core.allocation.actions import create_key
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.permissions import SYSTEM
from kimppa.core.tests.figures import by_municipality
from kimppa.statistics.tests.test_line import CODES, FREEZE, YEAR, signed_in
from kimppa.statistics.visits.actions import set_visits

PAGES = ("", "together/", "enquiry/", "web-visits/", "web-visits/keys/")


def content(desk: Client, path: str) -> str:
    """What the page holds; its frame lets one choose among the municipalities of every year."""
    return desk.get(path).content.decode().partition("<main")[2]


@pytest.fixture
def desk(january: Louna) -> Client:
    """Ypäjä leaves at the end of 2024, and Urjala comes with the new year."""
    ypaja = january.municipalities["981"]
    ypaja.valid_to = dt.date(2024, 12, 31)
    ypaja.save()
    Municipality.objects.create(
        code="887", name_fi="Urjala", valid_from=dt.date(2025, 1, 1), position=9
    )
    return signed_in(january.coordinator)


@pytest.mark.parametrize("page", [*(f"{YEAR}{page}" for page in PAGES), FREEZE])
def test_who_left_at_the_end_of_the_year_is_on_its_pages(desk: Client, page: str) -> None:
    shown = content(desk, page)
    assert "Ypäjä" in shown
    assert "Urjala" not in shown


def test_its_figures_are_still_worked_on_and_its_sheet_made(desk: Client) -> None:
    assert desk.get(f"{YEAR}municipality/981/").status_code == 200
    assert desk.get(f"{YEAR}sheets/statistics-units/981.xlsx").status_code == 200
    offered = desk.get(FREEZE).context["form"].fields["municipalities"].choices
    assert [code for code, _name in offered] == CODES


def test_the_next_year_is_without_it(desk: Client, january: Louna) -> None:
    desk.post("/statistics/2025/begin/")
    shown = content(desk, "/statistics/2025/together/")
    assert "Urjala" in shown
    assert "Ypäjä" not in shown


def test_the_command_makes_its_sheet_and_refuses_who_came_later(
    desk: Client, tmp_path: Path
) -> None:
    given = ("statistics", "sheet", "2024", "--out", str(tmp_path), "--municipality")
    call_command(*given, "981")
    assert list(tmp_path.glob("*.xlsx"))
    with pytest.raises(CommandError, match="887"):
        call_command(*given, "887")


def test_visits_are_split_among_the_years_own(desk: Client, january: Louna) -> None:
    equal = dict.fromkeys(Municipality.objects.all(), 1)
    finna = Service.objects.get(slug="finna")
    urjala, ypaja = Municipality.objects.get(code="887"), january.municipalities["981"]

    def split_by(name: str, weights: dict[Municipality, int]) -> None:
        key = create_key(
            by=SYSTEM, name=name, kind="agreed", as_of=dt.date(2025, 1, 1), weights=weights
        )
        set_visits(by=SYSTEM, year=2024, service=finna, visits=1000, key=key)

    with pytest.raises(ValidationError, match="Ypäjä"):
        split_by("Tämän vuoden", {one: 1 for one in equal if one != ypaja})
    with pytest.raises(ValidationError, match="Urjala"):
        split_by("Kaikki", equal)
    split_by("Viime vuoden", {one: 1 for one in equal if one != urjala})
    parts = by_municipality("KAY_web", 2024)
    assert len(parts) == 5
    assert sum(parts.values()) == 1000

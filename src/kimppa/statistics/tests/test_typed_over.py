"""Two who type the figures of one group at once."""

import re

import pytest

from conftest import Louna
from kimppa.statistics.tests.test_line import YEAR, signed_in, text, value

pytestmark = pytest.mark.django_db


def test_who_types_over_anothers_figure_is_shown_it_first(january: Louna) -> None:
    desk = signed_in(january.coordinator)
    path = f"{YEAR}municipality/981/enter/use/"
    opened = re.search(r'name="seen" value="(\w+)"', desk.get(path).content.decode())
    assert opened
    desk.post(path, {"ypä|KAY_visits": "13211"})
    mine = {"seen": opened[1], "ypä|KAY_visits": "99"}
    answer = desk.post(path, mine)
    assert (answer.status_code, value("KAY_visits", branch="ypä")) == (422, 13211)
    assert "13 211" in text(answer)
    now = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert now
    desk.post(path, mine | {"seen": now[1]})
    assert value("KAY_visits", branch="ypä") == 99

"""The pictures of the README show the pages as they are: their headings are those of today."""

import json
import re

import pytest
from playwright.sync_api import Browser

from scripts.images import IMAGES, PICTURES, SHOWN, show, width_of
from tests.journeys.browser import Look, opened
from tests.journeys.desk import Desk

_NUMBER = re.compile(r"\d[\d,. \u00a0]*")


def without_numbers(headings: list[str]) -> list[str]:
    return [_NUMBER.sub("#", heading) for heading in headings]


def test_every_picture_is_taken_by_the_script() -> None:
    assert {path.stem for path in IMAGES.glob("*.png")} == {name for name, *_rest in PICTURES}


@pytest.mark.browser
def test_the_pictures_show_the_pages_of_today(own_desk: Desk, browser: Browser) -> None:
    taken = json.loads(SHOWN.read_text())
    now = {}
    for name, email, path in PICTURES:
        look = Look("fi", "light", width_of(name))
        with opened(browser, own_desk.url, own_desk.cookies(email), look) as page:
            now[name] = show(page, name, path)
    for name, headings in now.items():
        assert without_numbers(headings) == without_numbers(taken[name]), name

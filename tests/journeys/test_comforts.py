"""What the browser adds to a page: pickers beside what is typed, and the key of the search."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import LOOKS, Look, axe
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import press, shows

pytestmark = pytest.mark.browser
WIDE = Look("fi", "light", 1280)

PICK = """(button, value) => {
    const native = button.parentElement.querySelector('.k-native');
    native.value = value;
    native.dispatchEvent(new Event('change', {bubbles: true}));
}"""


def pick(page: Page, field: str, name: str, value: str) -> None:
    """Open the picker beside the field and choose in it, as the browser's own window does."""
    box = page.get_by_role("main").get_by_label(field, exact=True)
    button = box.locator("..").get_by_role("button", name=name)
    button.click()
    button.evaluate(PICK, value)
    page.keyboard.press("Escape")


def test_days_and_times_are_picked_or_typed(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE) as page:
        page.goto("/publishing/new/event/")
        form = page.get_by_role("main")
        form.get_by_label("Otsikko suomeksi", exact=True).fill("Lukupiiri")
        pick(page, "Päivä", "Valitse päivä", "2025-02-05")
        expect(form.get_by_label("Päivä", exact=True)).to_have_value("5.2.2025")
        pick(page, "Alkaa klo (vapaaehtoinen)", "Valitse kellonaika", "17:30")
        expect(form.get_by_label("Alkaa klo (vapaaehtoinen)", exact=True)).to_have_value("17.30")
        form.get_by_label("Päivä", exact=True).fill("6.2.")
        form.get_by_label("Päättyy klo (vapaaehtoinen)", exact=True).fill("klo 19")
        form.get_by_label("Kirjasto", exact=False).first.select_option(index=1)
        press(page, "Säilytä luonnoksena")
        shows(page, "6.2.2025", "17.30", "19.00")


def test_without_scripts_a_day_is_typed(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE, scripts=False) as page:
        page.goto("/tasks/add/")
        form = page.get_by_role("main")
        expect(page.get_by_role("button", name="Valitse päivä")).to_have_count(0)
        form.get_by_label("Otsikko", exact=True).fill("Tilaa tuolit")
        form.get_by_label("Aihe", exact=True).select_option(index=1)
        form.get_by_label("Määräaika").fill("5.2.")
        press(page, "Tallenna")
        page.goto("/tasks/written/")
        shows(page, "Tilaa tuolit", "5.2.2025")


def test_the_key_of_the_search_can_be_turned_off(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE) as page:
        page.goto("/tasks/")
        search = page.get_by_role("searchbox", name="Hae Kimpasta")
        page.keyboard.press("/")
        expect(search).to_be_focused()
        page.keyboard.type("1/2")  # in a field it is a letter among others
        expect(search).to_have_value("1/2")
        page.locator(".k-me > summary").click()
        choice = page.get_by_role("form", name="Näppäin / vie hakuun")
        assert axe(page) == []
        with page.expect_navigation():
            choice.get_by_role("button", name="Pois").click()
        page.keyboard.press("/")
        expect(search).not_to_be_focused()


def test_on_a_narrow_page_the_key_opens_the_search(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator", LOOKS[0]) as page:
        page.goto("/tasks/")
        with page.expect_navigation():
            page.keyboard.press("/")
        assert page.url.endswith("/search/")

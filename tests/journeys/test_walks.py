"""Six walks by five kinds of people, with the pages and clicks that each takes.

`docs/walks.md` tells the same numbers. A field that is written in is no click; opening a page by
its address, a bookmark or a letter's link is a page and no click.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request

from tests.journeys.browser import Look
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import sees, shows

WALKS = Path(__file__).parents[2] / "docs" / "walks.md"
DESK, PHONE = Look("fi", "light", 1280), Look("fi", "light", 360)


@dataclass
class Walk:
    """Counts what a person at a page does."""

    page: Page
    clicks: int = 0
    pages: int = 0

    def arrive(self, request: Request) -> None:
        """Another page is asked for, not a redirect of the last one."""
        is_page = request.is_navigation_request() and request.frame == self.page.main_frame
        if is_page and request.redirected_from is None:
            self.pages += 1

    def click(self, control: Locator) -> None:
        control.click()
        self.clicks += 1

    def link(self, name: str, place: Locator | None = None) -> None:
        self.click((place or self.page.locator("main")).get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True).first)


@contextmanager
def walking(page: Page) -> Iterator[Walk]:
    walk = Walk(page)
    page.on("request", walk.arrive)
    yield walk


def says(name: str, walk: Walk) -> None:
    """The numbers stand in the table of the walks."""
    row = next(line for line in WALKS.read_text("utf-8").splitlines() if line.startswith(name, 2))
    assert f"| {walk.pages} | {walk.clicks} |" in row, (name, walk.pages, walk.clicks)


@pytest.mark.browser
def test_six_walks_take_the_pages_and_clicks_that_are_told(
    own_desk: Desk, open_page: Opener
) -> None:
    with open_page(own_desk, "coordinator", DESK) as page, walking(page) as walk:
        rewrite_freeze_and_deliver(walk)
        says("Coordinator, a Monday in January", walk)
    with open_page(own_desk, "johtaja.ypaja@louna.example", DESK) as page, walking(page) as walk:
        answer_and_read(walk)
        says("Director, once a month", walk)
    with open_page(own_desk, "lautakunta.ypaja@louna.example", DESK) as page, walking(page) as walk:
        open_the_pdf(walk)
        says("Board member with the PDF", walk)
    clerk = "henkilokunta.ypaja@louna.example"
    with open_page(own_desk, clerk, PHONE) as page, walking(page) as walk:
        send_an_event(walk)
        says("Clerk on a phone", walk)
    with open_page(own_desk, "visitor", PHONE) as page, walking(page) as walk:
        give_feedback(walk)
        says("Customer on a phone", walk)
    (own_desk.home / "today").write_text(date(2025, 6, 9).isoformat(), "ascii")
    with open_page(own_desk, "coordinator", DESK) as page, walking(page) as walk:
        see_what_is_first_and_log(walk)
        says("Coordinator, a Monday in June", walk)


def rewrite_freeze_and_deliver(walk: Walk) -> None:
    """From home to the report of five municipalities in their directors' hands."""
    page = walk.page
    page.goto("/")
    walk.link("Raportti", page.locator("nav").first)
    walk.link("Muokkaa", page.locator("#kohta-5-2"))
    page.locator("textarea").first.fill("Teams-tiimin kanavat järjestettiin aiheittain.")
    walk.button("Tallenna sanani")
    walk.link("Jäädytä ja toimita")
    walk.button("Jäädytä")
    shows(page, "5 versiota on jäädytetty")
    walk.button("Toimita")
    shows(page, "Toimitettu 5 kirjastonjohtajalle")


def answer_and_read(walk: Walk) -> None:
    """What waits is answered, and the report that came is opened."""
    page = walk.page
    page.goto("/")
    question = page.locator("main li", has_text="verkkokäyntien jakoperuste")
    walk.link("Vastaa", question)
    shows(page, "8 262")
    walk.click(page.get_by_role("button", name="Ypäjä vahvistaa"))
    shows(page, "Vahvistettu")
    page.goto("/")
    walk.link("Toimenpideohjelman toteutuminen 2024")
    shows(page, "Lataa asiakirja")


def open_the_pdf(walk: Walk) -> None:
    """A board member reads what the municipality got."""
    page = walk.page
    page.goto("/")
    walk.link("Toimenpideohjelman toteutuminen 2024")
    with page.expect_download() as download:
        walk.link("Lataa asiakirja")
    assert download.value.suggested_filename.endswith(".pdf")


def send_an_event(walk: Walk) -> None:
    """A story hour from the desk of a branch to the coordinator."""
    page = walk.page
    page.goto("/")
    walk.link("Lähetä tapahtuma tai uutinen")
    page.locator("[name=title_fi]").fill("Satutunti perheille")
    page.locator("[name=day]").fill("5.2.")
    page.locator("[name=begins]").fill("17")
    page.locator("[name=ends]").fill("17.45")
    walk.button("Lähetä julkaistavaksi")
    shows(page, "Satutunti perheille")


def give_feedback(walk: Walk) -> None:
    """A customer says what was wrong."""
    page = walk.page
    page.goto("/palaute/")
    # A form that is sent at once is a machine's.
    page.locator("[name=text]").press_sequentially("Haku antaa ensin pelkkiä e-kirjoja.", delay=90)
    walk.button("Lähetä")
    sees(page.locator("main"), "Kiitos")


def see_what_is_first_and_log(walk: Walk) -> None:
    """What is first in the list is begun, and the day's work logged in one line."""
    page = walk.page
    page.goto("/")
    first = page.locator(".k-do li").first
    sees(first, "myöhässä")
    walk.click(first.locator("a.k-verb"))
    page.goto("/")
    page.locator("#tyo").fill("Opastin Ypäjällä Finnan käyttöä neljälle työntekijälle")
    walk.click(page.locator(".k-say button"))
    shows(page, "Henkilökunnan opastus")

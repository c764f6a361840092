"""The demo's people at their work, on a narrow page: each with scripts and without."""

import pytest
from playwright.sync_api import Page

from tests.databases import asked
from tests.journeys.browser import LOOKS, overflow
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import counts, follow, new_page, press, said, sees, send, shows

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def fits(page: Page, *, scripts: bool) -> None:
    """The page does not scroll sideways at 320 px; measuring it needs scripts."""
    assert not scripts or overflow(page) == []


@pytest.mark.browser
@SCRIPTS
def test_the_demos_people_at_their_work(own_desk: Desk, open_page: Opener, scripts: bool) -> None:
    """One instance for all of it, since each starts where the last one ended."""
    with open_page(own_desk, "coordinator", scripts=scripts) as page:
        log_and_undo(page, scripts=scripts)
    with open_page(own_desk, somebody_who_is_asked(own_desk), scripts=scripts) as page:
        say_yes(page)
        fits(page, scripts=scripts)
    with open_page(own_desk, "staff", scripts=scripts) as page:
        send_an_event(page)
        fits(page, scripts=scripts)
    with open_page(own_desk, "coordinator", scripts=scripts) as page:
        page.goto("/publishing/")
        shows(page, "Satutunti maaliskuussa")
        step_a_day(page)
        look_as_a_director(page)
        fits(page, scripts=scripts)


def log_and_undo(page: Page, *, scripts: bool) -> None:
    """A line at the top is work of its topic, municipality and day; one button takes it back."""
    page.goto("/")
    line = page.get_by_role("textbox", name="Mitä tein?")
    send(line, "Pidin Finna-opastuksen Tammelassa 13.1.")
    said(page, "Kirjattu")
    shows(page, "Henkilökunnan opastus", "13.1.2025")
    fits(page, scripts=scripts)
    press(page, "Kumoa")
    said(page, "Kumottu")
    page.goto("/work/")
    assert "Pidin Finna-opastuksen" not in page.locator("main").inner_text()


def somebody_who_is_asked(desk: Desk) -> str:
    """The address of a director whose yes is awaited."""
    (email,) = asked(
        desk.home,
        """SELECT p.email FROM core_confirmation c
        JOIN core_ratification r ON r.id = c.ratification_id
        JOIN core_membership m ON m.municipality_id = c.municipality_id
        JOIN core_person p ON p.id = m.person_id
        WHERE c.state = 'awaiting' AND r.withdrawn_at IS NULL AND r.level = 'director'
        AND m.role = 'director' ORDER BY c.id LIMIT 1""",
    )
    return str(email)


def say_yes(page: Page) -> None:
    """One click on what awaits the municipality."""
    yes = page.locator("main").get_by_role("button", name="vahvistaa")
    page.goto("/waiting/")
    before = yes.count()
    page.goto("/")
    with new_page(page):
        page.locator(".k-tile").first.locator("a[href^='/waiting/']").first.click()
    with new_page(page):
        yes.first.click()
    said(page, "ahvist")
    page.goto("/waiting/")
    counts(yes, before - 1)


def send_an_event(page: Page) -> None:
    page.goto("/")
    with new_page(page):
        page.get_by_role("link", name="Lähetä tapahtuma tai uutinen").click()
    form = page.locator("main")
    form.get_by_label("Otsikko suomeksi").fill("Satutunti maaliskuussa")
    form.get_by_label("Päivä", exact=True).fill("12.3.2025")
    form.get_by_label("Alkaa klo").fill("10:00")
    form.get_by_label("Päättyy klo").fill("11:00")
    press(page, "Lähetä julkaistavaksi")
    shows(page, "Satutunti maaliskuussa", "Odottaa julkaisua")


def step_a_day(page: Page) -> None:
    bar = page.locator(".k-example-day")
    sees(bar, "14.1.")
    bar.locator("summary").click()
    press(page, "Päivä eteenpäin")
    sees(bar, "15.1.")


def look_as_a_director(page: Page) -> None:
    page.locator(".k-example-day summary").click()
    follow(page, "Katso roolissa…")
    press(page, "Katso: Kirjastonjohtaja, Ypäjä")
    sees(page.locator("h1"), "Mitä Ypäjä sai")
    page.locator(".k-example-day summary").click()
    follow(page, "Katso roolissa…")
    press(page, "Katso: Pääkäyttäjä, Louna")
    sees(page.locator("h1"), "Sopimus nyt")


@pytest.mark.browser
def test_a_year_of_work_fits_the_line_of_months(desk: Desk, open_page: Opener) -> None:
    """Every look of the home page keeps each line's months within the page."""
    for look in LOOKS:
        with open_page(desk, "coordinator", look) as page:
            page.goto("/")
            page.locator(".k-line > summary").first.click()
            assert page.locator(".k-line[open] .k-strip").first.is_visible()
            assert overflow(page) == []

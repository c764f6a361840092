"""The desk by keyboard alone: everything is reached, in order, and the focus is seen."""

import pytest

from tests.journeys.browser import LOOKS, Look, reachable_controls, tab_through
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import follow, new_page, sees

WIDE = Look("fi", "light", 1280)
# On a narrow page the navigation and the bar are others; what a page is about has the same order.
PAGES = (
    ("/", WIDE),
    ("/", LOOKS[0]),
    ("/year-clock/", WIDE),
    ("/agreement/2024/coverage/", WIDE),
    ("/report/2024/", WIDE),
)


@pytest.mark.browser
@pytest.mark.parametrize(("path", "look"), PAGES, ids=str)
def test_a_page_by_keyboard(desk: Desk, open_page: Opener, path: str, look: Look) -> None:
    with open_page(desk, "coordinator", look) as page:
        page.goto(path)
        stops = tab_through(page, limit=900)
        hidden = [stop for stop in stops if not stop.focus_is_visible]
        assert not hidden
        assert len(stops) == reachable_controls(page)
        backwards = page.evaluate(BACKWARDS)
        assert not backwards


# Links and buttons of the content that come later in the order of Tab than one further down.
BACKWARDS = """() => {
    const main = document.querySelector('main');
    const stops = [...main.querySelectorAll('[data-stop]')]
        .sort((a, b) => a.dataset.stop - b.dataset.stop);
    const found = [];
    for (let i = 1; i < stops.length; i++) {
        if (stops[i - 1].compareDocumentPosition(stops[i]) & Node.DOCUMENT_POSITION_PRECEDING)
            found.push(stops[i].innerText);
    }
    return found;
}"""


@pytest.mark.browser
def test_work_is_logged_and_undone_without_a_mouse(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE) as page:
        page.goto("/")
        page.keyboard.press("Tab")  # the way past the navigation
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#sisalto"
        page.get_by_role("textbox", name="Mitä tein?").focus()
        page.keyboard.type("Pidin Finna-opastuksen Tammelassa 13.1.")
        page.keyboard.press("Enter")
        notice = page.get_by_role("status")
        notice.get_by_role("button", name="Kumoa", exact=True).focus()
        page.keyboard.press("Enter")
        page.get_by_text("Peruttu").first.wait_for()


@pytest.mark.browser
def test_enter_in_a_note_says_nothing_of_a_change(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE) as page:
        page.goto("/catalogue/plans/")
        follow(page, "Turvalliset korjaukset ennen järjestelmän vaihtoa")
        follow(page, "Katso otosta")
        change, note = page.locator(".k-change").first, page.get_by_label("Mikä on väärin").first
        note.focus()
        page.keyboard.type("Nimeke on lyhenne")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        with new_page(page):
            page.keyboard.press("Enter")
        sees(change.locator(".k-row"), "Väärin Nimeke on lyhenne")

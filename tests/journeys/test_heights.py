"""A page is a desk, not a roll of paper: how tall home (closed and open) and tasks are."""

import io

import pikepdf
import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import LOOKS, Look, axe, opened
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk

# By width: all rows closed, the tallest of them open; as drawn, in the widest fallback font too.
COORDINATOR = {1280: (1320, 1450), 360: (1920, 2400)}
DIRECTOR = {1280: (1350, 1450), 360: (2300, 2625)}
TOWNS = ("forssa", "humppila", "jokioinen", "tammela", "ypaja")
LIMITS = {
    "coordinator": COORDINATOR,
    **{f"johtaja.{town}@louna.example": DIRECTOR for town in TOWNS},
}
# The homes of directors are of the same rows. Swedish has the longest words, so it is seen daily.
HOMES = [
    pytest.param(who, language, marks=pytest.mark.large)
    if who != "coordinator" and language != "sv"
    else (who, language)
    for who in LIMITS
    for language in ("fi", "sv", "en")
]
# How tall the page is with each row opened in its turn, and that row's number.
OPENED = """() => [...document.querySelectorAll('.k-line')].map(line => {
    line.open = true;
    const height = document.documentElement.scrollHeight;
    line.open = false;
    return [height, line.id];
})"""


@pytest.mark.browser
@pytest.mark.parametrize(("who", "language"), HOMES)
def test_home_keeps_to_its_height_with_any_row_open(
    desk: Desk, open_page: Opener, who: str, language: str
) -> None:
    with open_page(desk, who, Look(language, "light", 1280)) as page:
        for width, (closed, opened) in LIMITS[who].items():
            page.set_viewport_size({"width": width, "height": 900})
            page.goto("/")
            assert page.locator("main").bounding_box()["y"] <= 120
            assert page.evaluate("document.documentElement.scrollHeight") <= closed
            heights = page.evaluate(OPENED)
            assert len(heights) == 23
            assert max(heights)[0] <= opened, max(heights)


@pytest.mark.browser
def test_what_to_do_stands_first_to_the_eye_and_to_the_keyboard(
    desk: Desk, open_page: Opener
) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto("/")
        tops = [
            page.locator(f"section[aria-labelledby={name}]").bounding_box()["y"]
            for name in ("tee", "tila", "kohdat")
        ]
        assert tops == sorted(tops)
        names = page.locator("main section[aria-labelledby]").evaluate_all(
            "sections => sections.map(each => each.getAttribute('aria-labelledby'))"
        )
        assert names[:3] == ["tee", "tila", "kohdat"]


@pytest.mark.browser
def test_the_report_begins_on_the_first_screen_of_a_phone(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto("/report/2024/")
        assert page.locator(".k-content").bounding_box()["y"] <= 120
        assert page.locator(".doc").first.bounding_box()["y"] <= 120
        page.get_by_role("button", name="Tästä sivusta").click()
        assert page.locator(".k-lead").is_visible()
        assert page.locator(".k-actions .ds-button:visible").count() == 1
        page.locator(".k-actions summary").click()
        assert page.locator(".k-actions").get_by_text("Päivitä luonnos").is_visible()
        page.locator(".k-actions summary").click()
        assert not page.locator(".k-actions").get_by_text("Päivitä luonnos").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("rule", ["cataloguing-language-missing", "publication-kind"])
def test_a_page_with_a_long_title_begins_at_once(desk: Desk, open_page: Opener, rule: str) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"/catalogue/rules/{rule}/")
        assert len(page.locator("h1").inner_text()) > 70
        assert page.locator(".k-content").bounding_box()["y"] <= 120


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/tasks/", "/feedback/", "/statistics/", "/consortium/"])
def test_a_page_begins_at_once_on_a_phone(desk: Desk, open_page: Opener, path: str) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(path)
        assert page.locator(".k-content").bounding_box()["y"] <= 120


@pytest.mark.browser
def test_what_was_saved_is_told_where_the_reader_is(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator") as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto("/report/2024/")
        page.locator("#kohta-5-2").get_by_role("link", name="Muokkaa").click()
        page.get_by_role("button", name="Tallenna sanani").click()
        page.wait_for_url("**/report/2024/**#kohta-*")
        message = page.get_by_role("status").get_by_text("Sanasi on tallennettu")
        assert page.evaluate("window.scrollY") > 800
        assert 0 <= message.bounding_box()["y"] <= 700
        target = page.locator(":target").bounding_box()["y"]
        assert target >= message.bounding_box()["y"]


@pytest.mark.browser
def test_feedback_on_a_phone_leaves_out_what_is_empty(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto("/feedback/")
        assert page.evaluate("document.documentElement.scrollHeight") <= 3900
        blank = page.locator("td.k-blank")
        assert blank.count() > 0
        assert not blank.first.is_visible()
        page.set_viewport_size({"width": 1280, "height": 800})
        assert blank.first.is_visible()


@pytest.mark.browser
def test_the_work_of_a_year_is_no_roll_on_a_phone(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto("/work/")
        assert page.locator("tbody tr").count() == 25
        assert page.evaluate("document.documentElement.scrollHeight") <= 5000
        assert axe(page) == []


@pytest.mark.browser
def test_tasks_are_read_on_a_phone(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto("/tasks/")
        matters = page.locator(".k-do li").count()
        assert matters > 15
        # A matter takes two or three rows of text and its verb; below are what the next meeting
        # could take up.
        below = page.get_by_role("heading", name="Seuraavaan kokoukseen").bounding_box()
        assert below is not None
        assert below["y"] <= 92 * matters


@pytest.mark.browser
@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_home_is_printed_on_two_sheets(desk: Desk, open_page: Opener, who: str) -> None:
    with open_page(desk, who) as page:
        page.goto("/")
        with pikepdf.open(io.BytesIO(page.pdf(format="A4"))) as pdf:
            assert len(pdf.pages) <= 2


@pytest.mark.browser
def test_the_agreements_words_take_their_whole_column(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "director") as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/")
        cut = page.locator(".k-line:has(.k-words)").first
        cut.locator("summary").first.click()
        column, words = cut.locator("blockquote").bounding_box(), cut.locator(".k-words > summary")
        more = words.locator("b").bounding_box()
        assert words.bounding_box()["width"] == column["width"]
        assert more["x"] - column["x"] < column["width"] / 2 or more["y"] > column["y"] + 18


@pytest.mark.browser
def test_the_catalogue_on_a_phone_shows_what_matters_and_folds_the_rest(
    desk: Desk, open_page: Opener
) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto("/catalogue/")
        assert page.evaluate("document.documentElement.scrollHeight") <= 1600
        assert page.get_by_role("heading", name="Korjaa nämä ensin").is_visible()
        assert axe(page) == []
        rest = page.locator(".k-fold", has=page.get_by_role("heading", name="Kaikki, mitä löytyi"))
        assert not rest.locator("table").is_visible()
        rest.locator("summary").first.press("Enter")
        assert rest.locator("table").is_visible()
        page.goto("/catalogue/#all")
        assert page.locator(".k-fold[open]").count() == 1
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto("/catalogue/")
        assert page.locator(".k-fold:not([open])").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("town", ["", "061", "103", "169", "834", "981"])
def test_the_reports_page_prints_the_report_on_four_sheets(
    desk: Desk, open_page: Opener, town: str
) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"/report/2024/?kunta={town}", wait_until="networkidle")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        with pikepdf.open(io.BytesIO(printed)) as pdf:
            assert len(pdf.pages) <= 4
            fonts = [str(font.get("/BaseFont")) for font in pdf.objects if is_font(font)]
        # The letters of the finished PDF, whatever the computer has.
        assert any("SourceSans3" in font for font in fonts)
        page.emulate_media(media="print")
        about = page.locator(".k-about")
        assert about.evaluate("each => getComputedStyle(each).position") == "static"


def is_font(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"


# The menu's foot and its lowest row: as it comes, then with each section open in its turn.
MENU = """() => {
    const menu = document.querySelector('.k-side-in');
    const sections = [...menu.querySelectorAll('.k-side-section')];
    menu.style.maxBlockSize = 'none';
    const rows = [...menu.querySelectorAll('a, summary')];
    return [null, ...sections].map(open => {
        for (const section of sections) section.open = section === open;
        const shown = rows.filter(row => row.checkVisibility());
        const heights = shown.map(row => row.offsetHeight);
        return [menu.getBoundingClientRect().y + menu.scrollHeight, Math.min(...heights)];
    });
}"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_the_menu_stands_whole_in_a_window_of_900_px(
    desk: Desk, open_page: Opener, who: str, language: str
) -> None:
    with open_page(desk, who, Look(language, "light", 1280)) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/")
        closed, *opened = page.evaluate(MENU)
        assert closed[1] == 32
        assert opened
        assert all(foot <= 900 and row >= 26 for foot, row in [closed, *opened]), opened
        page.set_viewport_size({"width": 1280, "height": 1040})
        assert all(row >= 30 for _foot, row in page.evaluate(MENU))


@pytest.mark.browser
def test_public_pages_begin_at_once_on_a_phone(desk: Desk, browser: Browser) -> None:
    with opened(browser, desk.url, {}, LOOKS[0]) as page:
        page.set_viewport_size({"width": 360, "height": 800})
        for path in ("/tapahtumat/", "/palaute/"):
            page.goto(path)
            assert page.locator("h1").bounding_box()["y"] <= 120, path
            name, tongue = page.locator(".p-name"), page.get_by_role("button", name="Svenska")
            assert tongue.bounding_box()["y"] < 48
            assert name.bounding_box()["y"] < 48

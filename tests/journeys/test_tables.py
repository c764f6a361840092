"""A table narrows and sorts in place with scripts and by whole pages without."""

import pytest

from tests.journeys.browser import Look
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk


@pytest.mark.browser
def test_a_choice_narrows_the_table_in_place_and_sorting_keeps_the_focus(
    desk: Desk, open_page: Opener
) -> None:
    with open_page(desk, "coordinator", Look("fi", "light", 1280)) as page:
        page.goto("/ui/")
        page.evaluate("window.stayed = true")
        page.select_option("#k-table-municipality", "Yläpää")
        page.wait_for_url("**municipality=Yl*")
        page.locator("#k-table .k-table-foot", has_text="6").wait_for()
        page.click("#k-table-by-count")
        page.locator("#k-table [aria-sort=ascending]").wait_for()
        assert "municipality=Yl" in page.url
        assert page.evaluate("document.activeElement.id") == "k-table-by-count"
        assert page.evaluate("window.stayed")


def test_the_same_address_gives_the_same_table_without_scripts(desk: Desk) -> None:
    answer = desk.get("/ui/?municipality=Yläpää&sort=count".replace("ä", "%C3%A4"), "coordinator")
    assert answer.status == 200
    assert 'aria-sort="ascending"' in answer.body
    assert "Koivula</td>" not in answer.body


@pytest.mark.browser
def test_the_tables_of_the_catalogue_stand_whole_on_a_desk(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator", Look("fi", "light", 1280)) as page:
        page.goto("/catalogue/")
        wide = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)"
        assert page.locator(".k-table-wrap").evaluate_all(wide) == []
        read = page.locator("#k-table tbody th").first.bounding_box()
        assert read is not None
        assert read["width"] > 280, "what is wrong is read as a column of single words"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/work/", "/pages/", "/people/", "/sign-ins/", "/consortium/"])
def test_lists_use_the_page_and_their_titles_do_not_wrap_to_many_lines(
    desk: Desk, open_page: Opener, path: str
) -> None:
    with open_page(desk, "coordinator", Look("fi", "light", 1280)) as page:
        page.goto(path)
        over = page.locator(".k-table-wrap").evaluate_all(
            "all => all.map(each => each.scrollWidth - each.clientWidth)"
        )
        assert max(over, default=0) <= 0
        lines = page.locator(".k-table tbody :is(th, th.k-day + td) > a").evaluate_all(
            "all => all.map(each => each.getClientRects().length)"
        )
        assert max(lines, default=0) <= 4

"""The instruments themselves: each must notice what it is there to notice."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.alike import leave_out
from tests.journeys.browser import axe, overflow, reachable_controls, structure, tab_through
from tests.journeys.crawl import links
from tests.journeys.desk import Answer, served

GOOD = """<!doctype html><html lang="fi"><head><title>Sivu</title></head><body><main>
<h1>Otsikko</h1><p><a href="/a/">Ensimmäinen</a></p><button>Toinen</button></main></body></html>"""
BAD = """<!doctype html><html lang="en"><head><title></title></head><body>
<img src="data:,"><p style="color:#999;background:#aaa">pale</p>
<button style="width:8px;height:8px;padding:0" aria-label="x"></button
><button style="width:8px;height:8px;padding:0" aria-label="y"></button>
<a href="/a/" id="a" style="outline:none">unseen</a><p id="a"></p>
<div style="width:3000px">wide</div></body></html>"""


@pytest.mark.browser
def test_a_good_page_passes(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_content(GOOD)
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []
    stops = tab_through(page)
    assert [stop.name for stop in stops] == ["Ensimmäinen", "Toinen"]
    assert all(stop.focus_is_visible for stop in stops)
    assert reachable_controls(page) == 2
    page.close()


@pytest.mark.browser
def test_a_bad_page_is_caught(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_content(BAD)
    rules = {line.partition(":")[0] for line in axe(page)}
    assert {"image-alt", "color-contrast", "target-size", "document-title"} <= rules
    assert overflow(page)
    assert structure(page, "fi") == [
        "lang is 'en', not 'fi'",
        "h1 is 0, not 1",
        "main is 0, not 1",
        "twice is ['a'], not []",
        "no title",
    ]
    assert not tab_through(page)[-1].focus_is_visible
    page.close()


ROW = '<li><a href="/{0}/" style="{1}">{2}</a></li>'
ROOMY = "display:block;padding:1em"
PALE = f"{ROOMY};color:#999;background:#aaa"
SMALL = "display:block;width:8px;height:8px;overflow:hidden"


def framed(here: str, *rows: tuple[str, str]) -> str:
    """A page with a frame and a list of links, each with a style and its words."""
    items = "".join(ROW.format(number, *row) for number, row in enumerate(rows))
    frame = f'<header><a href="/">Alku</a> <b style="{here}">Tässä</b></header>'
    return GOOD.replace("<main>", f"{frame}<main><ul>{items}</ul>")


@pytest.mark.browser
def test_pale_words_on_a_gradient_are_caught(browser: Browser) -> None:
    page = browser.new_page()
    shade = "background:linear-gradient(#fff,#fff) #aaa"
    page.set_content(GOOD.replace("<main>", f'<main><p style="{shade};color:#999">pale</p>'))
    assert [line.partition(":")[0] for line in axe(page)] == ["color-contrast"]
    shown = "getComputedStyle(document.querySelector('p[style]')).backgroundImage"
    assert page.evaluate(shown).startswith("linear-gradient")
    page.close()


@pytest.mark.browser
def test_what_is_alike_is_left_out_and_a_fault_in_what_differs_is_found(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    good = (ROOMY, "Toimitus")

    def rules(judged: list[str]) -> set[str]:
        leave_out(page, judged)
        return {line.partition(":")[0] for line in axe(page)}

    page.set_content(framed("", *[good] * 30))
    judged = leave_out(page, [])
    assert page.locator("li").count() == 3  # odd, even and the last
    assert page.locator("header > *").count() == 2
    page.set_content(framed("", *[good] * 9))
    height = "document.querySelector('header').offsetHeight"
    before = page.evaluate(height)
    assert leave_out(page, judged) == judged
    assert page.locator("header > *").count() == 0
    assert page.evaluate(height) == before
    for place in (1, 5, 8):
        rows = [good] * 9
        for fault, rule in (((PALE, "Toimitus"), "color-contrast"), ((ROOMY, ""), "link-name")):
            rows[place] = fault
            page.set_content(framed("", *rows))
            assert rules(judged) == {rule}
        rows[place] = rows[place - 1] = (SMALL, "x")
        page.set_content(framed("", *rows))
        assert rules(judged) == {"target-size"}
    page.set_content(framed(PALE, good))
    assert rules(judged) == {"color-contrast"}
    page.close()


def test_links_are_followed_within_the_desk_only() -> None:
    body = """<a href="/a/?b=1#c">x</a><a href="https://example.org/">y</a>
    <a href="mailto:a@b">z</a><form action="d/">
    <form method="post" action="/e/"><p hx-get="/f/"></p>"""
    answer = Answer(200, "text/html", "", frozenset(), body)
    assert list(links(answer, "/room/")) == ["/a/?b=1", "/room/d/", "/f/"]


def test_a_server_that_does_not_start_tells_why(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="core_person"), served(tmp_path):  # it has no tables
        pass

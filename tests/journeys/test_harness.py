"""The instruments themselves: each must notice what it is there to notice."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import axe, overflow, reachable_controls, structure, tab_through
from tests.journeys.crawl import links
from tests.journeys.desk import Answer

GOOD = """<!doctype html><html lang="fi"><head><title>Sivu</title></head><body><main>
<h1>Otsikko</h1><p><a href="/a/">Ensimmäinen</a></p><button>Toinen</button></main></body></html>"""
BAD = """<!doctype html><html lang="en"><head><title></title></head><body>
<img src="data:,"><p style="color:#999;background:#aaa">pale</p>
<button style="width:8px;height:8px;padding:0" aria-label="x"></button
><button style="width:8px;height:8px;padding:0" aria-label="y"></button>
<a href="/a/" style="outline:none">unseen</a><div style="width:3000px">wide</div></body></html>"""


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
        "no title",
    ]
    assert not tab_through(page)[-1].focus_is_visible
    page.close()


def test_links_are_followed_within_the_desk_only() -> None:
    body = """<a href="/a/?b=1#c">x</a><a href="https://example.org/">y</a>
    <a href="mailto:a@b">z</a><form action="d/">
    <form method="post" action="/e/"><p hx-get="/f/"></p>"""
    answer = Answer(200, "text/html", "", frozenset(), body)
    assert list(links(answer, "/room/")) == ["/a/?b=1", "/room/d/", "/f/"]

"""On the narrowest phone long words are broken with a hyphen where they may be, or not at all."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk

PATHS = (
    "/",
    "/waiting/",
    "/tasks/",
    "/report/2024/?kunta=981",
    "/pages/",
    "/deliveries/",
    "/programme/2024/",
    "/feedback/",
    "/consortium/",
)
# Words on two lines, and names of columns that are wider than their place. What only a reader
# hears, and the page's menu that is closed, are no words that somebody sees broken.
BROKEN = """() => {
    const broken = new Set();
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode, range = document.createRange();
        if (!text.parentElement.checkVisibility()) continue;
        if (text.parentElement.closest('.ds-sr-only, svg, script, option')) continue;
        for (const word of text.data.matchAll(/[\\p{L}\\p{N}]{5,}/gu)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            // The hyphen of a soft hyphen before the word is a narrow box of its own.
            const boxes = [...range.getClientRects()].filter(box => box.width > 9);
            const lines = new Set(boxes.map(box => Math.round(box.top)));
            if (lines.size > 1) broken.add(word[0]);
        }
    }
    for (const cell of document.querySelectorAll('td[data-label]')) {
        const style = getComputedStyle(cell, '::before');
        const probe = cell.appendChild(document.createElement('span'));
        probe.style.cssText = 'position: absolute; white-space: nowrap';
        probe.style.fontSize = style.fontSize;
        for (const word of cell.dataset.label.split(/[\\s\\u00ad-]+/)) {
            probe.textContent = word;
            if (probe.offsetWidth > parseFloat(style.width) + 1) broken.add(`label ${word}`);
        }
        probe.remove();
    }
    return [...broken];
}"""


def broken_words(page: Page) -> list[str]:
    words: list[str] = page.evaluate(BROKEN)
    return words


@pytest.mark.browser
def test_no_word_is_broken_without_a_hyphen(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 320, "height": 800})
        broken = {}
        for path in PATHS:
            page.goto(path)
            broken[path] = broken_words(page)
        assert broken == {path: [] for path in PATHS}


@pytest.mark.browser
def test_a_word_that_is_broken_is_seen(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator") as page:
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto("/tasks/")
        page.locator("main").evaluate(
            "main => main.append('Kirjastonhoitajakoulutussuunnitelmaluonnosehdotus')"
        )
        assert broken_words(page) == ["Kirjastonhoitajakoulutussuunnitelmaluonnosehdotus"]

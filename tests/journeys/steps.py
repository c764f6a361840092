"""The steps of a person at a page: each ends when the page that it leads to has been read.

The browser tells that a page is there; what stands on it is waited for as an eye does, by `said`
and `shows`, so that no step depends on the one word of the browser.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Response, expect

PATIENCE = 30_000  # milliseconds, as playwright gives every other step


@contextmanager
def new_page(page: Page) -> Iterator[None]:
    """Ends when the page that the block leads to is there whole; one that says that the server
    failed is told at once, since it stands at the address of the page that was wanted."""
    failed: list[str] = []

    def heard(answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status >= 500:
            failed.append(f"{answer.status} {answer.request.method} {answer.url}")

    page.on("response", heard)
    try:
        with page.expect_event("domcontentloaded"):
            yield
    finally:
        page.remove_listener("response", heard)
    assert not failed, f"{failed}\n{page.locator('body').inner_text()}"


def follow(page: Page, name: str) -> None:
    """Click the link."""
    with new_page(page):
        within_reach(page.get_by_role("link", name=name, exact=True).first).click()


def press(page: Page, name: str) -> None:
    """Click the button."""
    with new_page(page):
        within_reach(page.get_by_role("button", name=name, exact=True).first).click()


def within_reach(control: Locator) -> Locator:
    """The control; on a phone what may be done on a page opens from one button."""
    opener = control.page.locator(".k-about-open")
    if opener.is_visible() and not control.is_visible():
        opener.click()
    return control


def send(line: Locator, text: str) -> None:
    """Write on the line and press Enter."""
    line.fill(text)
    with new_page(line.page):
        line.press("Enter")


def said(page: Page, words: str) -> None:
    """The page says the words of the step just taken."""
    sees(page.get_by_role("status").first, words)


def shows(page: Page, *words: str) -> None:
    """The page's content holds all these words."""
    for one in words:
        sees(page.locator("main"), one)


def sees(place: Locator, words: str) -> None:
    """The words are read at the place."""
    expect(place).to_contain_text(words, use_inner_text=True, timeout=PATIENCE)


def counts(found: Locator, number: int) -> None:
    """There are so many of them, or come to be."""
    expect(found).to_have_count(number, timeout=PATIENCE)

"""The steps of a person at a page: each ends when the page that it leads to has been read."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


@contextmanager
def new_page(page: Page) -> Iterator[None]:
    """Ends when the page that the block leads to is there whole, not only begun."""
    with page.expect_event("domcontentloaded"):
        yield


def follow(page: Page, name: str) -> None:
    """Click the link."""
    with new_page(page):
        page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    """Click the button."""
    with new_page(page):
        page.get_by_role("button", name=name, exact=True).first.click()


def send(line: Locator, text: str) -> None:
    """Write on the line and press Enter."""
    line.fill(text)
    with new_page(line.page):
        line.press("Enter")


def said(page: Page) -> str:
    """What the page says of the step just taken."""
    return page.get_by_role("status").first.inner_text()

"""The demo instance, served, and a browser to walk through it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, BROWSERS, CHROMIUM, LOOKS, Look, opened
from tests.journeys.desk import Desk, made_home, served

type Opener = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="package")
def desk(
    databases: ModuleType, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """A demo instance to read. A test that writes uses `own_desk`."""
    folder = tmp_path_factory.mktemp("desk")
    with served(databases.copy_instance(made_home(shared), folder / "home")) as running:
        yield running
    databases.drop_below(folder)


@pytest.fixture
def own_desk(databases: ModuleType, shared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A demo instance of the test's own, to write in."""
    with served(databases.copy_instance(made_home(shared), tmp_path / "own-desk")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip(f"optional: Chromium is missing: sudo apt-get install -y {BROWSERS[0]}")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=ARGUMENTS
        )
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Opener:
    """`with open_page(desk, "director", look) as page:` opens a browser signed in as a role."""

    def opener(
        desk: Desk, who: str, look: Look = LOOKS[0], *, scripts: bool = True
    ) -> AbstractContextManager[Page]:
        desk.speak(who, look.language)
        cookies = desk.cookies(who, look.language)
        return opened(browser, desk.url, cookies, look, scripts=scripts)

    return opener

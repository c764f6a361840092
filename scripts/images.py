"""Take the pictures of `docs/images` from a demo that is served.

KIMPPA_HOME=var/pictures kimppa demo --no-serve
KIMPPA_HOME=var/pictures kimppa serve --port 8010 &
KIMPPA_HOME=var/pictures python -m scripts.images http://127.0.0.1:8010
"""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
COORDINATOR, DIRECTOR = "paakayttaja@louna.example", "johtaja.ypaja@louna.example"
PICTURES = (
    ("home", COORDINATOR, "/"),
    ("report", COORDINATOR, "/report/2024/?kunta=981"),
    ("director-home", DIRECTOR, "/"),
    ("question", DIRECTOR, "/waiting/2/"),
)

# The report stands beside the menu and goes on below the screen.
CLIPS: dict[str, FloatRect] = {"report": {"x": 232, "y": 48, "width": 1048, "height": 1200}}


def signed_in(browser: Browser, url: str, email: str) -> Page:
    """A page of somebody who came by the printed link."""
    kimppa = str(Path(sys.executable).with_name("kimppa"))
    printed = subprocess.run(
        [kimppa, "person", "link", email], capture_output=True, text=True, check=True
    ).stdout
    link = next(word for word in printed.split() if "/sign-in/" in word)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="fi")
    page.goto(f"{url}/sign-in/{link.partition('/sign-in/')[2]}")
    return page


def main(url: str) -> None:
    """Take each picture anew."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, email, path in PICTURES:
            page = signed_in(browser, url, email)
            page.goto(url + path)
            page.screenshot(
                path=IMAGES / f"{name}.png", full_page=name in CLIPS, clip=CLIPS.get(name)
            )
            print(f"docs/images/{name}.png")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"))

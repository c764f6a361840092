"""Take the pictures of `docs/images` from a demo that is served.

KIMPPA_HOME=var/pictures KIMPPA_DEMO_RECORDS=600 kimppa demo --no-serve
KIMPPA_HOME=var/pictures kimppa serve --port 8010 &
KIMPPA_HOME=var/pictures python -m scripts.images http://127.0.0.1:8010
"""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SHOWN = IMAGES / "shown.json"
"""The headings of each picture, by which a test sees that the page is another now."""
COORDINATOR, DIRECTOR = "paakayttaja@louna.example", "johtaja.ypaja@louna.example"
CLERK, BOARD = "henkilokunta.ypaja@louna.example", "lautakunta.ypaja@louna.example"
CUSTOMER = "visitor"  # does not sign in
PICTURES = (
    ("home", COORDINATOR, "/"),
    ("report", COORDINATOR, "/report/2024/?kunta=981"),
    ("director-home", DIRECTOR, "/"),
    ("question", DIRECTOR, "/waiting/2/"),
    ("agreement-preview", COORDINATOR, "/agreement/import/"),
    ("board-home", BOARD, "/"),
    ("clerk-event", CLERK, "/publishing/new/event/"),
    ("customer-feedback", CUSTOMER, "/palaute/"),
)
PHONE = frozenset({"clerk-event", "customer-feedback"})

# An agreement of made-up places, with what a reader of it cannot be sure of.
AGREEMENT = """Sopimus Selkävesi-kirjastojen yhteistyöstä

Sopimuksen osapuolet ovat Harjulan kaupunki sekä Niittykosken ja Salmenrannan kunnat.
Sopimus on voimassa 1.1.2026–31.12.2028, ja sen irtisanomisaika on kuusi kuukautta.

1 § Määritelmät

Yhteisellä luettelolla tarkoitetaan kuntien kirjastojen aineistotietoja.

2 § Yhteinen luettelo

Harjulan kaupunki vastaa siitä, että

(a) samasta teoksesta on luettelossa vain yhdet tiedot;
(b) kirjastot saavat kahdesti vuodessa koosteen korjattavista tiedoista; ja
(c) uudet luetteloijat perehdytetään kuukauden kuluessa.

Luetteloinnissa noudatetaan kansallisia ohjeita.

3 § Verkkokirjasto ja asiakkaat

Asiakkaiden viesteihin vastataan kolmen arkipäivän kuluessa.
Verkkokirjaston saavutettavuus tarkistetaan vuosittain 30.9. mennessä.
Harjula ylläpitää verkkokirjaston ohjesivuja, ja Salmenranta kokoaa tapahtumatiedot.

4 § Päätökset ja seuranta

Kirjastojen johtajat kokoontuvat joka toinen kuukausi.
Harjula laatii vuosittain selonteon yhteistyöstä helmikuun loppuun mennessä.
Tarvittaessa voidaan perustaa työryhmiä.

5 § Kustannukset

Harjula laskuttaa kunnilta vuosittain 41 000 euroa asukasluvun mukaan.
"""

# The report stands beside the menu and goes on below the screen.
CLIPS: dict[str, FloatRect] = {
    "report": {"x": 232, "y": 48, "width": 1048, "height": 1200},
    "agreement-preview": {"x": 0, "y": 0, "width": 1280, "height": 1400},
}


def width_of(name: str) -> int:
    """How wide a picture's page is, in pixels."""
    return 360 if name in PHONE else 1280


def signed_in(browser: Browser, url: str, email: str, width: int) -> Page:
    """A page of somebody who came by the printed link, or of a customer without any."""
    height = 900 if width > 360 else 780
    page = browser.new_page(viewport={"width": width, "height": height}, locale="fi")
    if email == CUSTOMER:
        return page
    kimppa = str(Path(sys.executable).with_name("kimppa"))
    printed = subprocess.run(
        [kimppa, "person", "link", email], capture_output=True, text=True, check=True
    ).stdout
    link = next(word for word in printed.split() if "/sign-in/" in word)
    page.goto(f"{url}/sign-in/{link.partition('/sign-in/')[2]}")
    return page


def show(page: Page, name: str, path: str) -> list[str]:
    """Bring a page to where its picture is taken; the headings that it has there."""
    page.goto(path)
    if name == "agreement-preview":
        page.locator("main textarea").fill(AGREEMENT)
        page.get_by_role("button", name="Lue teksti").click()
        page.get_by_role("heading", level=1, name="Tarkista sopimus").wait_for()
    words = page.locator("main").locator("h1, h2").all_inner_texts()
    return [" ".join(text.replace("\u00ad", "").split()) for text in words]


def main(url: str) -> None:
    """Take each picture anew."""
    shown = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, email, path in PICTURES:
            page = signed_in(browser, url, email, width_of(name))
            shown[name] = show(page, name, url + path)
            page.screenshot(
                path=IMAGES / f"{name}.png", full_page=name in CLIPS, clip=CLIPS.get(name)
            )
            print(f"docs/images/{name}.png")
        browser.close()
    SHOWN.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"))

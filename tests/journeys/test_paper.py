"""An agreement's paper from its pasting to the draft: mended by keys, and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import LOOKS, Look, axe, overflow
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import follow, new_page, press, said, shows

pytestmark = pytest.mark.browser
WIDE = Look("fi", "light", 1280)
PAPER = """Yhteistyösopimus 2025

1 § Yhteinen luettelo

Sopimuksen osapuolet ovat Forssan kaupunki sekä Tammelan, Humppilan, Jokioisten ja Ypäjän kunnat.

Forssan kaupunki vastaa siitä, että

(a) samasta teoksesta on luettelossa vain yhdet kirjastojärjestelmäkuvailutiedot, joita
    kirjastoaineistonluettelointiryhmä ja verkkokirjastotoimituskunta korjaavat;
(b) kirjastot saavat kahdesti vuodessa koosteen korjattavista tiedoista.

Luetteloinnissa noudatetaan kansallisia ohjeita.

Yhteiset hankkeet

Kunnat selvittävät vuosittain mahdollisuudet hakea hankerahaa.

2 § Kustannukset

Forssa laskuttaa kunnilta vuosittain 41 000 euroa asukasluvun mukaan.
"""


def bring(page: Page) -> None:
    page.goto("/agreement/import/")
    page.locator("main textarea").fill(PAPER)
    press(page, "Lue teksti")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tarkista sopimus")


def line(page: Page, words: str) -> Locator:
    return page.locator(".a-line", has=page.locator(".a-text", has_text=words))


def has_role(page: Page, words: str, name: str) -> None:
    expect(line(page, words).locator(".a-role")).to_contain_text(name)


def key(page: Page, name: str) -> None:
    with new_page(page):
        page.keyboard.press(name)


def at_hand(page: Page) -> str:
    """The words of the line whose mark has the focus."""
    return str(page.evaluate("document.activeElement.closest('.a-line').innerText"))


def test_a_paper_is_mended_by_keys_and_saved(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE) as page:
        bring(page)
        assert axe(page) == []
        line(page, "Kunnat selvittävät").locator(".a-pick").focus()
        key(page, "e")
        has_role(page, "Kunnat selvittävät", "Ei velvoita")
        assert "Kunnat selvittävät" in at_hand(page)  # the reader is where she was
        key(page, "z")
        has_role(page, "Kunnat selvittävät", "Velvoite")
        page.keyboard.press("ArrowUp")
        assert "Yhteiset hankkeet" in at_hand(page)
        key(page, "Enter")  # the guess is right
        expect(page.locator(".a-unsure", has_text="Yhteiset hankkeet")).to_have_count(0)
        line(page, "samasta teoksesta").locator(".a-pick").focus()
        key(page, "ArrowRight")
        expect(page.get_by_text("Viimeksi: rivi 5 laskettiin")).to_be_visible()
        line(page, "Kunnat selvittävät").locator(".a-pick").focus()
        key(page, "j")  # where it parts is asked
        assert axe(page) == []
        expect(page.locator(".a-split button").first).to_be_focused()
        key(page, "Enter")
        expect(page.get_by_text("Viimeksi: rivi 9 jaettiin")).to_be_visible()
        page.locator(".a-line:focus-within + .a-line .a-pick").focus()
        key(page, "y")
        has_role(page, "Kunnat selvittävät vuosittain mahdollisuudet", "Velvoite")
        press(page, "Tallenna luonnoksena")
        said(page, "Tallennettu luonnoksena")
        shows(page, "Forssan kaupunki vastaa siitä, että samasta teoksesta", "hakea hankerahaa")
        page.go_back()
        page.reload()
        shows(page, "Tallennettu luonnokseksi vuodelle 2025")
        assert axe(page) == []


def test_keys_wait_for_the_page_and_a_topic_has_its_key(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", WIDE) as page:
        bring(page)
        line(page, "Luetteloinnissa").locator(".a-pick").focus()
        with new_page(page):
            page.keyboard.press("v")
            page.keyboard.press("k")  # before the answer has come
        expect(page.get_by_text("Viimeksi: rivi 7: Toinen kieli")).to_be_visible()
        key(page, "z")
        has_role(page, "Luetteloinnissa", "Velvoite")
        line(page, "samasta teoksesta").locator(".a-pick").focus()
        key(page, "a")
        expect(page.locator(".a-choose select")).to_be_focused()
        assert axe(page) == []
        page.locator(".a-choose select").select_option("teams")
        with new_page(page):
            page.locator(".a-choose button").click()
        expect(line(page, "samasta teoksesta").locator(".a-about")).to_contain_text("Teams")


def test_a_paper_is_mended_without_scripts(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", LOOKS[0], scripts=False) as page:
        bring(page)
        with new_page(page):
            line(page, "samasta teoksesta").locator(".a-pick").click()
        assert overflow(page) == []
        opened = line(page, "samasta teoksesta")
        opened.locator(".a-split summary").click()
        assert overflow(page) == []
        with new_page(page):
            opened.get_by_role("button", name="Otsikko").click()
        has_role(page, "samasta teoksesta", "Otsikko")
        press(page, "Kumoa")
        has_role(page, "samasta teoksesta", "Velvoite")
        with new_page(page):
            line(page, "Luetteloinnissa").get_by_role("button", name="Ei velvoita").click()
        has_role(page, "Luetteloinnissa", "Ei velvoita")
        follow(page, "Vain epävarmat")
        expect(line(page, "samasta teoksesta")).to_have_count(0)
        press(page, "Tallenna luonnoksena")
        said(page, "Tallennettu luonnoksena")

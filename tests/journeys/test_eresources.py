"""E-resources in January: a file, a report and a letter become five municipalities' e-lines; an
agreement is renewed though a director says no; an e-audiobook is ordered, catalogued and ended.
"""

import re

import pytest
from playwright.sync_api import Browser, Page

from kimppa.sources.usage.tests.samples import official
from tests.journeys.browser import Look, axe, cut_figures, opened, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import follow, new_page, press, said, shows

pytestmark = pytest.mark.browser
LOOK, DARK_PHONE = Look("fi", "light", 1280), Look("fi", "dark", 360)
HOME, RECORDS, ORDERS = "/eresources/", "/eresources/records/", "/eresources/orders/"
REPORT = official("IRM1_sample_r51.tsv").replace(b"2022", b"2024")
ADDRESS = "https://aanikirjat.example/sinuhe"


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def director(place: str) -> str:
    return f"johtaja.{place.lower().replace('ä', 'a')}@louna.example"


def unfold(page: Page, name: str) -> None:
    page.locator("main summary", has_text=name).click()


def answer(desk: Desk, browser: Browser, place: str, question: str, reason: str = "") -> None:
    """A director's answer: yes by one press, no with its reason."""
    with opened(browser, desk.url, desk.cookies(director(place)), LOOK) as page:
        page.goto("/waiting/")
        own = page.locator("main article, main li, main section").filter(has_text=question).last
        if not reason:
            with new_page(page):
                own.get_by_role("button", name=re.compile(f"^{place} vahvistaa")).click()
            return
        with new_page(page):
            own.get_by_role("link", name=re.compile("^Vastaa ei")).click()
        page.get_by_label("Ei", exact=True).check()
        page.get_by_label("syy").fill(reason)
        press(page, "Tallenna vastaus")


def report_is_brought(page: Page) -> None:
    """Naxos by a COUNTER report that tells no municipality."""
    page.goto(HOME)
    with new_page(page):
        page.get_by_role("row", name=re.compile("^Naxos")).get_by_text("Pyydä luvut").click()
    follow(page, "Tuo tiedosto")
    page.set_input_files("input[type=file]", {"name": "IR_M1.tsv", "mimeType": "text/plain",
                                              "buffer": REPORT})  # fmt: skip
    press(page, "Katso, mitä siitä tulee")
    shows(page, "Kuntaa ei kerrota", "vuotta aiemmin 0 (käyttö)", "Total_Item_Requests")
    sound(page)
    press(page, "Ota tiedosto talteen")
    said(page, "Tiedosto otettiin talteen")


def sum_is_typed(page: Page) -> None:
    """E-lehdet by the sum that a letter tells."""
    page.goto(HOME)
    with new_page(page):
        page.get_by_role("row", name=re.compile("^E-lehdet")).get_by_text("Muistuta").click()
    unfold(page, "Tiedossa on vain summa")
    page.get_by_label("Käyttö vuodessa").fill("11900")
    page.get_by_label("Kuka kertoi").fill("E-lehtien toimittaja")
    page.set_input_files("input[type=file]", {"name": "kirje.pdf", "mimeType": "application/pdf",
                                              "buffer": b"%PDF-1.4"})  # fmt: skip
    press(page, "Tiedossa on vain summa")
    shows(page, "Ilmoitettu, ei mitattu: E-lehtien toimittaja", "11 900", "Vertailu: Tasaosuudet")
    sound(page)


def lines_are_explained(page: Page) -> None:
    page.goto("/statistics/2024/known/")
    for place, loans in (("Forssa", "3 100"), ("Ypäjä", "156")):
        row = page.get_by_role(
            "row", name=re.compile(f"^{place} .*E-äänikirjat: käyttö.lainat {loans} ")
        )
        assert "tiedosto kertoo" in row.inner_text()
    assert (
        page.get_by_role("row", name=re.compile("E-musiikki: käyttö.*jakoperusteella")).count() == 5
    )
    assert page.get_by_role("row", name=re.compile("E-lehdet: käyttö.*ilmoitettu")).count() == 5
    assert page.get_by_text("alustava").count() == 0
    with new_page(page):
        page.get_by_role("button", name=re.compile("^Täytä ")).click()
    said(page, "täytettiin")


def figures_become_lines(desk: Desk, browser: Browser, page: Page) -> None:
    for place in ("Humppila", "Ypäjä"):
        answer(desk, browser, place, "jakoperuste: väkiluku")
    report_is_brought(page)
    sum_is_typed(page)
    lines_are_explained(page)
    page.goto(HOME)
    assert "puuttuu" not in page.get_by_role("table").last.inner_text()


def agreement_is_renewed(desk: Desk, browser: Browser, page: Page) -> None:
    page.goto(HOME)
    with new_page(page):
        page.locator("main li").filter(has_text="Kysy jatkosta: Naxos").get_by_role("link").click()
    card = page.url.partition("#")[0]
    unfold(page, "Kysy johtajilta jatkosta")
    press(page, "Kysy johtajilta jatkosta")
    said(page, "Jatketaanko: Naxos?")
    for place in ("Forssa", "Humppila", "Jokioinen", "Tammela"):
        answer(desk, browser, place, "Jatketaanko: Naxos?")
    page.goto(card)
    shows(page, "Odottaa")
    answer(desk, browser, "Ypäjä", "Jatketaanko: Naxos?", "Käyttö on vähäistä")
    page.goto(card)
    shows(page, "Käyttö on vähäistä")
    sound(page)
    unfold(page, "Jatka sopimusta")
    page.locator("#renew_end").fill("30.4.2026")
    page.locator("#renew_price").fill("1e5")
    press(page, "Jatka sopimusta")
    shows(page, "Kirjoita luku numeroin")
    page.locator("#renew_price").fill("1 900")
    press(page, "Jatka sopimusta")
    page.goto(card)
    shows(page, "1.5.2025–30.4.2026", "–30.4.2025")
    with opened(browser, desk.url, desk.cookies(director("Ypäjä")), DARK_PHONE) as own:
        own.goto(card)
        shows(own, "Käyttö on vähäistä")
        assert own.get_by_text("Jatka sopimusta").count() == 0
        sound(own)


def audiobook_comes_and_goes(page: Page) -> None:
    page.goto(ORDERS)
    follow(page, "Lisää toive")
    page.get_by_label("Nimeke").fill("Sinuhe egyptiläinen")
    page.get_by_label("Aineisto").select_option(label="E-äänikirjat")
    page.get_by_role("textbox", name="Kieli").fill("fin")
    press(page, "Tallenna")
    order = page.url
    unfold(page, "Tilaa")
    page.locator("#place_licence").select_option(label="E-äänikirjat")
    page.locator("#place_line").select_option(label="E-aineistot 2025")
    page.locator("#place_price").fill("75,50")
    press(page, "Tilaa")
    shows(page, "Tämä on periaatetta vastaan")
    page.locator("#place_exception").fill("Kysyttiin kahdeksan kertaa")
    press(page, "Tilaa")
    shows(page, "Tilattu", "5 584,50 €")
    sound(page)
    follow(page, "Tee tietue")
    page.get_by_label("Osoite").fill(ADDRESS)
    page.get_by_label("Tekijät ja muut").fill("Waltari, Mika (aut)")
    page.get_by_label("Kesto").fill("24:10")
    press(page, "Tee tietue")
    page.goto(RECORDS)
    shows(page, "Sinuhe egyptiläinen", "puuttuvia tietueita 5")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Lataa MARC")).first.click()
    assert ADDRESS.encode() in download.value.path().read_bytes()
    page.goto(order)
    press(page, "Päätä käyttö")
    page.goto(f"{ORDERS}?list=withdraw")
    shows(page, "Sinuhe egyptiläinen")
    page.goto(order)
    press(page, "Tietue on poistettu")
    page.goto(f"{ORDERS}?list=withdraw")
    assert page.locator("main").get_by_text("Sinuhe").count() == 0


def test_use_is_counted_an_agreement_renewed_and_an_audiobook_catalogued(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        figures_become_lines(own_desk, browser, page)
        agreement_is_renewed(own_desk, browser, page)
        audiobook_comes_and_goes(page)


def test_no_figure_of_the_room_is_off_the_screen_of_a_phone(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "coordinator", DARK_PHONE) as page:
        page.goto(HOME)
        links = page.locator("main a[href^='/eresources/']")
        own = links.evaluate_all("all => all.map(each => each.getAttribute('href').split('#')[0])")
        for address in dict.fromkeys([HOME, ORDERS, RECORDS, "/eresources/money/", *own]):
            if address.endswith(("/pdf/", "/xlsx/")):
                continue
            page.goto(address)
            assert cut_figures(page) == [], address

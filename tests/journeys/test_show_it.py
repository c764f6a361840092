"""The line from the agreement's text to a delivered report, by a new user in an empty instance.

Only what the README tells and what the pages say is used: `kimppa setup`, the printed link, and
then the browser.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import Look, axe, opened, overflow, structure
from tests.journeys.desk import ROOT
from tests.journeys.instance import Instance, free_port
from tests.journeys.steps import counts, follow, press, said, sees, send, shows

AGREEMENT = ROOT / "src" / "kimppa" / "agreement" / "data" / "agreement-2024.fi.txt"
PLACES = {"061": "Forssa", "103": "Humppila", "169": "Jokioinen", "834": "Tammela", "981": "Ypäjä"}
WIDE, NARROW = Look("fi", "light", 1280), Look("fi", "dark", 320)


@pytest.fixture
def instance(empty_home: Path) -> Instance:
    """An empty instance in the agreement's year."""
    return Instance(empty_home, free_port(), {"KIMPPA_TODAY": "2025-01-14"})


@pytest.fixture
def page(instance: Instance, browser: Browser) -> Iterator[Page]:
    """The coordinator's browser, signed in by the printed link."""
    told = instance.run("setup", "--name", "Louna-kirjastot", "--email", "keeper@louna.example")
    with instance.shown(), opened(browser, instance.url, {}, WIDE) as page:
        page.goto(told.split()[-1])
        yield page


@pytest.mark.every_database
@pytest.mark.browser
def test_from_the_text_to_five_delivered_reports(
    instance: Instance, page: Page, browser: Browser, tmp_path: Path
) -> None:
    enter_the_libraries(page, tmp_path)
    import_the_agreement(page)
    approve_the_programme(page)
    log_work(page)
    deliver_the_report(page)
    link = link_of(email("981"), instance.outbox())
    file = open_and_pass_on(browser, instance, link, tmp_path)
    verify(browser, instance, file)
    receipt_stands(page)
    check_structure(file)


def sound(page: Page) -> None:
    """A page that only an empty instance shows is held to the same as every other."""
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def enter_the_libraries(page: Page, folder: Path) -> None:
    """Municipalities and directors by the workbook that the page gives."""
    sound(page)
    follow(page, "Lisää kunnat")
    sound(page)
    follow(page, "Excelistä")
    with page.expect_download() as download:
        page.get_by_role("link", name="Ota nykyinen työkirja").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    for code, name in PLACES.items():
        book["Kunnat"].append([code, name])
        book["Henkilöt"].append([email(code), f"Johtaja, {name}", "fi", "Kirjastonjohtaja", code])
    filled = folder / "kirjastokimppa.xlsx"
    book.save(filled)
    page.set_input_files("input[type=file]", filled)
    press(page, "Näytä, mikä muuttuisi")
    sound(page)
    press(page, "Tuo muutokset")
    said(page, "10 riviä tuotiin")


def email(code: str) -> str:
    return f"director-{code}@louna.example"


def import_the_agreement(page: Page) -> None:
    page.goto("/")
    follow(page, "Tuo sopimuksen teksti")
    page.locator("main textarea").fill(AGREEMENT.read_text(encoding="utf-8"))
    press(page, "Lue teksti")
    shows(page, "Mikään ei ole epävarmaa", "23 kohtaa")
    sound(page)
    press(page, "Tallenna luonnoksena")
    clauses = page.locator("main section li.k-stack")
    counts(clauses, 23)
    sees(clauses.first, "Luettelon yhtenäisyys")
    counts(page.get_by_text("Aihe puuttuu"), 0)
    press(page, "Saata voimaan")
    said(page, "voimassa")


def approve_the_programme(page: Page) -> None:
    follow(page, "Toimenpideohjelma")
    sound(page)
    follow(page, "Laadi sopimuksesta")
    press(page, "Laadi luonnos")
    shows(page, "23 toimenpiteestä")
    follow(page, "Kohti hyväksyntää")
    page.get_by_label("Johtajat ovat päättäneet kokouksessaan").check()
    page.get_by_label("Kokouspäivä").fill("20.1.2024")
    page.get_by_role("textbox", name="Kokous (jos kokous on päättänyt)").fill(
        "Johtajien kokous 1/2024"
    )
    press(page, "Hyväksy ja lukitse teksti")
    said(page, "lukittu")


def log_work(page: Page) -> None:
    """One line; what it was guessed to be is shown at once."""
    page.goto("/")
    line = page.get_by_role("textbox", name="Mitä tein?")
    send(line, "Pidin Finna-opastuksen Tammelassa 13.11.2024")
    shows(page, "Henkilökunnan opastus", "Tammela", "13.11.2024")


def deliver_the_report(page: Page) -> None:
    follow(page, "Raportti")
    sound(page)
    press(page, "Laadi raportin luonnos")
    shows(page, "Finna-opastus pidettiin Tammelassa 13. marraskuuta.")
    follow(page, "Jäädytä ja toimita")
    press(page, "Jäädytä")
    said(page, "5 versiota on jäädytetty")
    press(page, "Toimita")
    said(page, "5 kirjastonjohtajalle")
    counts(page.get_by_text("Ei vielä avattu"), 5)


def link_of(address: str, mail: str) -> str:
    """The personal link in the newest message to an address."""
    message = mail.rpartition(f"To: {address}")[2]
    found = re.search(r"http://\S+/d/\S+", message)
    assert found, message[:500]
    return found[0]


def open_and_pass_on(browser: Browser, instance: Instance, link: str, folder: Path) -> Path:
    """The director, in a browser that has never signed in; the PDF that was downloaded."""
    with opened(browser, instance.url, {}, NARROW) as page:
        page.goto(link)
        sound(page)
        shows(page, "Ypäjä")
        with page.expect_download() as download:
            page.get_by_role("link", name="Lataa asiakirja", exact=True).first.click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        assert "tarkista" in page.locator("textarea[readonly]").input_value()
        page.get_by_label("Kenelle").fill("sivistyslautakunta")
        page.get_by_label("Milloin").fill("14.1.2025")
        press(page, "Välitin eteenpäin")
        said(page, "sivistyslautakunta")
    return file


def verify(browser: Browser, instance: Instance, file: Path) -> None:
    """Anybody who holds the file; a changed one is told from it."""
    changed = file.with_name("muutettu.pdf")
    changed.write_bytes(file.read_bytes() + b" ")
    with opened(browser, instance.url, {}, NARROW) as page:
        for held, word in ((file, "Aito ja uusin versio"), (changed, "Ei meiltä")):
            page.goto("/tarkista/")
            page.set_input_files("input[type=file]", held)
            press(page, "Tarkista")
            shows(page, word)
            sound(page)


def receipt_stands(page: Page) -> None:
    """The coordinator sees who has opened it and to whom it went."""
    page.goto("/report/2024/delivery/")
    counts(page.get_by_text("Ei vielä avattu"), 4)
    shows(page, "sivistyslautakunta")


def check_structure(file: Path) -> None:
    """What a reader of PDF/UA needs, read by an independent library."""
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang).startswith("fi")
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "2024" in metadata["dc:title"]
        elements = list(walk(pdf.Root.StructTreeRoot))
        kinds = [str(element.get("/S", "")) for element in elements]
        assert "/H1" in kinds
        # How it stands, what is next, what was left undone and decided, the actions and the
        # months: each one table with one head however many pages it fills.
        assert kinds.count("/Table") == kinds.count("/THead") == 6
        assert all("/Alt" in one for one in elements if one.get("/S") == "/Figure")


def walk(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every structure element under one, in order."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from walk(child)

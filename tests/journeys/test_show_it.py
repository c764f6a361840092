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

AGREEMENT = ROOT / "src" / "kimppa" / "agreement" / "data" / "agreement-2024.fi.txt"
PLACES = {"061": "Forssa", "103": "Humppila", "169": "Jokioinen", "834": "Tammela", "981": "Ypäjä"}
WIDE = Look("fi", "light", 1280)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An empty instance in the agreement's year."""
    home = tmp_path / "oma"
    return Instance(home, free_port(), {"KIMPPA_TODAY": "2025-01-14"})


@pytest.fixture
def page(instance: Instance, browser: Browser) -> Iterator[Page]:
    """The coordinator's browser, signed in by the printed link."""
    told = instance.run(
        "setup", "--name", "Louna-kirjastot", "--email", "coordinator@louna.example"
    )
    with instance.served(), opened(browser, instance.url, {}, WIDE) as page:
        page.goto(told.split()[-1])
        yield page


@pytest.mark.browser
def test_from_the_text_to_five_delivered_reports(
    instance: Instance, page: Page, browser: Browser, tmp_path: Path
) -> None:
    enter_the_libraries(page, tmp_path)
    import_the_agreement(page)
    approve_the_programme(page)
    log_work(page)
    deliver_the_report(page)
    link = link_of("director-981@louna.example", instance.outbox())
    files = open_and_pass_on(browser, instance, link)
    verify(browser, instance, files)
    check_structure(files)


def sound(page: Page) -> None:
    """A page that only an empty instance shows is held to the same as every other."""
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def enter_the_libraries(page: Page, folder: Path) -> None:
    """Municipalities and directors by the workbook that the page gives."""
    assert page.locator("h1").inner_text()
    sound(page)
    follow(page, "Kunnat")
    follow(page, "Excel")
    with page.expect_download() as download:
        follow(page, "Ota nykyinen työkirja")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    for code, name in PLACES.items():
        book["Kunnat"].append([code, name])
        book["Henkilöt"].append(
            [f"director-{code}@louna.example", f"Johtaja, {name}", "fi", "director", code]
        )
    filled = folder / "kirjastokimppa.xlsx"
    book.save(filled)
    page.set_input_files("input[type=file]", filled)
    press(page, "Näytä, mitä muuttuisi")
    sound(page)
    press(page, "Ota käyttöön")
    assert "10" in page.get_by_role("status").inner_text()


def import_the_agreement(page: Page) -> None:
    follow(page, "Sopimus")
    follow(page, "Tuo sopimus")
    page.locator("textarea").fill(AGREEMENT.read_text(encoding="utf-8"))
    press(page, "Lue teksti")
    assert "23 kohtaa" in page.locator("main").inner_text()
    sound(page)
    press(page, "Tallenna luonnokseksi")
    assert page.locator("main li.k-stack").count() == 23
    assert page.get_by_text("Aihe puuttuu").count() == 0
    press(page, "Ota voimaan")


def approve_the_programme(page: Page) -> None:
    follow(page, "Toimenpideohjelma")
    follow(page, "Luonnostele sopimuksesta")
    press(page, "Luonnostele ohjelma")


def log_work(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Mitä tein?").fill("Pidin Finna-opastuksen Tammelassa 13.11.2024")
    press(page, "Kirjaa")
    assert "Tammela" in page.get_by_role("status").inner_text()


def deliver_the_report(page: Page) -> None:
    follow(page, "Raportti")
    press(page, "Luonnostele raportti")
    follow(page, "Jäädytä ja toimita")


def link_of(address: str, mail: str) -> str:
    """The personal link in the newest message to an address."""
    message = mail.split(f"To: {address}")[-1]
    found = re.search(r"http://\S+/d/\S+", message)
    assert found, message[:500]
    return found[0]


def open_and_pass_on(browser: Browser, instance: Instance, link: str) -> list[Path]:
    return []


def verify(browser: Browser, instance: Instance, files: list[Path]) -> None: ...


def check_structure(files: list[Path]) -> None: ...

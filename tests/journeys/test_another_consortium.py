"""A year of a consortium unlike the demo's, from an empty instance, in the browser.

Twenty municipalities of two languages, of which one joins and one leaves during the year; an
agreement of its own words in which two clauses have one topic; a director who says no. What the
home page, the matrix, the year clock, the programme, the report and the sheets say of a line has
to be the same everywhere.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import Look, axe, opened, overflow, structure
from tests.journeys.instance import Instance, free_port
from tests.journeys.steps import follow, new_page, press, said, shows

AGREEMENT = """Sopimus kirjastojen yhteisistä palveluista

Vaasan kaupunginkirjasto tuottaa vuonna 2025 Rannikon kirjastoille seuraavat palvelut:

1. Yhteinen kirjastojärjestelmä ja sen käytön opastus
 - yhteisen luettelon laatu tarkistetaan vähintään kaksi kertaa vuodessa ja virheet korjataan \
yhdessä sovitulla tavalla
 - järjestelmien käytön opastus kirjastojen henkilöstölle tarpeen mukaan
 - yhteisen verkkokirjaston saavutettavuuden seuranta vuosittain
2. Tilastot
 - puolivuosittain toimitettavat kuntakohtaiset lainaustilastot, ensimmäinen vuosipuolisko \
elokuun loppuun mennessä
 - vuotta 2025 koskevat palvelupistekohtaiset lainaus-, kokoelma-, hankinta- ja poistotiedot OKM:n \
vuositilastoa varten tammikuun 2026 loppuun mennessä
3. Yhteistyö ja sen seuranta
 - toimenpideohjelman laatiminen yhdessä kirjastonjohtajien kanssa ja toimittaminen kullekin \
kirjastolle
 - toimenpideohjelman toteutumisesta laaditaan raportti, joka toimitetaan kullekin kirjastolle \
vuoden 2026 alussa
 - gemensamma möten för bibliotekscheferna ordnas fyra gånger per år
"""
# Code, Finnish and Swedish name; numbers by Statistics Finland.
PLACES = {
    "074": ("Halsua", ""),
    "152": ("Isokyrö", "Storkyro"),
    "217": ("Kannus", ""),
    "231": ("Kaskinen", "Kaskö"),
    "236": ("Kaustinen", "Kaustby"),
    "272": ("Kokkola", "Karleby"),
    "280": ("Korsnäs", "Korsnäs"),
    "287": ("Kristiinankaupunki", "Kristinestad"),
    "288": ("Kruunupyy", "Kronoby"),
    "399": ("Laihia", "Laihela"),
    "421": ("Lestijärvi", ""),
    "440": ("Luoto", "Larsmo"),
    "475": ("Maalahti", "Malax"),
    "499": ("Mustasaari", "Korsholm"),
    "545": ("Närpiö", "Närpes"),
    "584": ("Perho", ""),
    "598": ("Pietarsaari", "Jakobstad"),
    "849": ("Toholampi", ""),
    "905": ("Vaasa", "Vasa"),
    "946": ("Vöyri", "Vörå"),
}
JOINER, LEAVER, REFUSER = "584", "421", "545"
SWEDISH = {"280", "440", "545"}
WIDE = Look("fi", "light", 1280)
KEEPER = "keeper@rannikko.example"


@pytest.fixture
def instance(empty_home: Path) -> Instance:
    """An empty instance at the beginning of the agreement's year."""
    return Instance(empty_home, free_port(), {"KIMPPA_TODAY": "2025-01-10"})


def director(code: str) -> str:
    return f"director-{code}@rannikko.example"


@contextmanager
def on(instance: Instance, browser: Browser, day: str, email: str) -> Iterator[Page]:
    """A person's browser on a day, signed in by a new link."""
    instance.settings["KIMPPA_TODAY"] = day
    link = instance.run("person", "link", email).split()[-1]
    with instance.shown(), opened(browser, instance.url, {}, WIDE) as page:
        page.goto(link)
        yield page


def enter_the_consortium(page: Page, folder: Path) -> None:
    follow(page, "Lisää kunnat")
    follow(page, "Excelistä")
    with page.expect_download() as download:
        page.get_by_role("link", name="Ota nykyinen työkirja").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    for position, (code, (finnish, swedish)) in enumerate(PLACES.items()):
        begins = "1.7.2025" if code == JOINER else None
        ends = "30.9.2025" if code == LEAVER else None
        book["Kunnat"].append([code, finnish, swedish, None, position, begins, ends])
        book["Toimipisteet"].append(
            [f"{code}-1", f"{finnish}, pääkirjasto", None, None, code, "kyllä", "Kirjasto"]
        )
        language = "sv" if code in SWEDISH else "fi"
        book["Henkilöt"].append(
            [director(code), f"Johtaja, {finnish}", language, "Kirjastonjohtaja", code]
        )
    filled = folder / "kirjastokimppa.xlsx"
    book.save(filled)
    page.set_input_files("input[type=file]", filled)
    press(page, "Näytä, mikä muuttuisi")
    press(page, "Tuo muutokset")
    said(page, "60 riviä tuotiin")


def import_the_agreement(page: Page) -> None:
    page.goto("/")
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) == []  # the first steps on a telephone
    if size:
        page.set_viewport_size(size)
    follow(page, "Tuo sopimuksen teksti")
    page.locator("main textarea").fill(AGREEMENT)
    press(page, "Lue teksti")
    shows(page, "8 kohtaa")
    press(page, "Tallenna luonnoksena")
    follow(page, "1.1")
    clause = page.locator("main")
    clause.get_by_label("Aihe").first.select_option(label="Luettelon yhtenäisyys")
    clause.get_by_label("Milloin").first.select_option(label="kahdesti vuodessa")
    press(page, "Tallenna tehtävät")
    page.goto("/agreement/2025/")
    press(page, "Saata voimaan")
    said(page, "voimassa")


def ask_about_the_programme(page: Page) -> None:
    """Every director is asked; meanwhile a provisional version goes out."""
    follow(page, "Toimenpideohjelma")
    follow(page, "Laadi sopimuksesta")
    press(page, "Laadi luonnos")
    shows(page, "kahdeksasta toimenpiteestä on kahdeksan aloittamatta")
    follow(page, "Kohti hyväksyntää")
    page.get_by_label("Vastaukset viimeistään").fill("31.1.2025")
    press(page, "Hyväksy ja lukitse teksti")


def say_no(page: Page) -> None:
    page.goto("/waiting/")
    with new_page(page):
        page.get_by_role("link", name=re.compile("Svara nej")).click()
    page.get_by_label("Nej", exact=True).check()
    page.get_by_label("Kommentar eller orsak").fill("Målen gäller inte oss.")
    press(page, "Spara svaret")


def deliver_as_provisional(page: Page) -> None:
    page.goto("/programme/2025/approval/")
    press(page, "Jäädytä ja toimita")
    said(page, "Toimitettiin 20 vastaanottajalle")


def log(page: Page, number: str, text: str, day: str) -> None:
    """Work of a line of the agreement, from the line's own page."""
    page.goto(f"/agreement/2025/work/{number}/")
    follow(page, "Kirjaa työ")
    form = page.locator("main form").first
    form.get_by_label("Mitä teit?").fill(text)
    form.get_by_label("Päivä").fill(day)
    with new_page(page):
        form.get_by_role("button", name="Kirjaa").click()
    shows(page, text)


def leave_a_line_open(page: Page) -> None:
    """Work of either of two lines counts for none until somebody says of which."""
    page.goto("/log-work/")
    form = page.locator("main form").first
    form.get_by_label("Mitä teit?").fill("Tilastot lähetettiin")
    form.get_by_label("Aihe").select_option(label="Tilastot toimipisteittäin")
    with new_page(page):
        form.get_by_role("button", name="Kirjaa").click()
    page.goto("/work/lines/")
    shows(page, "Tilastot lähetettiin", "2.1", "2.2")
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def work_until_august(page: Page) -> None:
    page.goto("/programme/2025/")
    shows(page, "Kaikki kirjastot eivät vahvista")
    deliver_as_provisional(page)
    log(page, "1.1", "Luettelon laatu tarkistettiin kaikissa kirjastoissa", "12.3.2025")
    log(page, "2.1", "Tammi–kesäkuun lainaustilastot toimitettiin kuntiin", "20.8.2025")
    log(page, "3.3", "Kirjastonjohtajien kokous pidettiin", "12.2.2025")
    log(page, "3.3", "Kirjastonjohtajien toinen kokous pidettiin", "14.5.2025")
    leave_a_line_open(page)


def deliver_the_sheets(page: Page, folder: Path) -> None:
    """The figures of the year, of a report by branch."""
    report = folder / "kokoelmat.csv"
    rows = [f"{code}-1;{1000 + 37 * number}" for number, code in enumerate(PLACES)]
    head = ["Kokoelmat toimipisteittäin", "Jakso 1.1.2025 - 31.12.2025;", "Toimipiste;Kokoelmat"]
    report.write_text("\n".join([*head, *rows, ""]), encoding="cp1252")
    page.goto("/statistics/2025/")
    press(page, "Aloita")
    follow(page, "Tuo tiedosto")
    page.set_input_files("input[type=file]", report)
    press(page, "Katso tiedostoa")
    press(page, "Ota käyttöön")
    page.goto("/statistics/2025/sheets/statistics-units/freeze/")
    press(page, "Jäädytä")
    page.goto("/statistics/2025/sheets/statistics-units/delivery/")
    press(page, "Toimita")
    said(page, "Toimitettu 20 kirjastonjohtajalle")


def states_at_home(page: Page) -> dict[str, str]:
    """The state of each line, by its number."""
    page.goto("/")
    return dict(
        page.locator(".k-line").evaluate_all(
            """lines => lines.map(line => [
                line.querySelector('.k-clause').innerText.trim(),
                line.querySelector('.k-state').innerText.trim()])"""
        )
    )


def states_in_the_matrix(page: Page) -> dict[str, str]:
    page.goto("/agreement/2025/coverage/")
    return dict(
        page.locator(".k-matrix tbody tr:not(.k-matrix-section)").evaluate_all(
            """rows => rows.map(row => [
                row.querySelector('th').innerText.trim().split(/\\s/)[0],
                row.lastElementChild.innerText.trim()])"""
        )
    )


def states_in_the_report(page: Page) -> dict[str, str]:
    page.goto("/report/2025/")
    return dict(
        page.locator(".doc-entry").evaluate_all(
            """entries => entries.map(entry => [
                entry.querySelector('h3 span').innerText.trim(),
                entry.querySelector('.doc-state').innerText.trim()])"""
        )
    )


def states_in_the_programme(page: Page) -> dict[str, str]:
    """The state of each line that an action carries out, as it stands beside the action's own."""
    page.goto("/programme/2025/")
    cells = page.locator("main table tbody tr").evaluate_all(
        "rows => rows.map(row => row.cells[2].innerText.trim())"
    )
    return dict(cell.split(": ", 1) for cell in cells)


def states_in_the_clock(page: Page) -> dict[str, str]:
    """Whether a line with days of its own has a late one or none that is open, by its number; the
    days of a line are of the agreement's year or of the January after.
    """
    states: dict[str, str] = {}
    for address in ("/year-clock/?kello=2025", "/year-clock/"):
        page.goto(address)
        rows = page.locator(".k-duty > summary").evaluate_all(
            """rows => rows.map(row => [
                row.querySelector('.k-duty-name').textContent.trim().split(/\\s/)[0],
                row.querySelector('.k-danger') ? 'late' :
                    row.querySelector('.k-success') ? 'done' : 'open'])"""
        )
        states |= {number: state for number, state in rows if number in STATES}
    return states


STATES = {
    "1.1": "Osittain tehty 1/2",
    "1.2": "Myöhässä",
    "1.3": "Myöhässä",
    "2.1": "Tehty 20/20",
    "2.2": "Tehty 20/20",
    "3.1": "Myöhässä",
    "3.2": "Myöhässä",
    "3.3": "Osittain tehty 3/4",
}
IN_A_ROW = {
    "Osittain tehty 1/2": "Osittain 1/2",
    "Osittain tehty 3/4": "Osittain 3/4",
    "Tehty 20/20": "Tehty",
}
# Of 3.3 the meeting of the third quarter was called off: it is not held, but no day of it is late.
# 1.2 has no day of its own: it is there since its year ended without it.
CLOCK = {
    **dict.fromkeys(("1.1", "1.2", "1.3", "3.1", "3.2"), "late"),
    **dict.fromkeys(("2.1", "2.2", "3.3"), "done"),
}
CALLED_OFF = "Peruttu tai siirretty (heinäkuu–syyskuu)"


@pytest.mark.browser
def test_every_page_says_the_same_of_each_line(
    instance: Instance, browser: Browser, tmp_path: Path
) -> None:
    link = instance.run("setup", "--name", "Rannikon kirjastot", "--email", KEEPER).split()[-1]
    with instance.shown(), opened(browser, instance.url, {}, WIDE) as page:
        page.goto(link)
        enter_the_consortium(page, tmp_path)
        import_the_agreement(page)
        ask_about_the_programme(page)
    with on(instance, browser, "2025-01-20", director(REFUSER)) as page:
        say_no(page)
    with on(instance, browser, "2025-08-20", KEEPER) as page:
        work_until_august(page)
    with on(instance, browser, "2026-02-02", KEEPER) as page:
        deliver_the_sheets(page, tmp_path)
        log(page, "3.3", "Syyskuun kokous peruttiin sairastumisen vuoksi", "9.9.2025")
        log(page, "3.3", "Kirjastonjohtajien kolmas kokous pidettiin", "11.11.2025")
        assert states_in_the_clock(page) == CLOCK
        home = states_at_home(page)
        assert home == {number: IN_A_ROW.get(state, state) for number, state in STATES.items()}
        page.locator(".k-line > summary").filter(has_text="3.1").click()
        shows(page, "yksi on vastannut kieltävästi", "toimitettiin alustavana 20. elokuuta")
        page.locator(".k-line > summary").filter(has_text="3.3").click()
        shows(page, CALLED_OFF)
        matrix = states_in_the_matrix(page)
        assert {number: state.rstrip(" *") for number, state in matrix.items()} == STATES
        page.goto("/report/2025/")
        press(page, "Laadi raportin luonnos")
        shows(page, "kaksi on toteutunut, kaksi on toteutunut osittain ja neljä on myöhässä")
        shows(page, CALLED_OFF)
        assert states_in_the_report(page) == STATES
        assert states_in_the_programme(page) == STATES
        assert "hyväksyttiin" not in page.locator("main").inner_text()

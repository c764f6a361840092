"""January 2025 of Louna in a browser: bring in, explain, confirm, freeze, deliver; then the pages
of the statistics that only a step leads to."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from kimppa.statistics.tests.extract_files import ITEM_HEAD, LOAN_HEAD, items, loans, write
from kimppa.statistics.tests.test_lists import MEANINGS
from tests.databases import asked
from tests.journeys.browser import LOOKS, Look, axe, opened, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import follow, new_page, press, said, shows

pytestmark = pytest.mark.browser
LOOK, NARROW = LOOKS[0], Look("fi", "dark", 320)
YEAR = "/statistics/2024/"
TOWNS = ("061", "103", "169", "834", "981")
STOCK = """Kokoelmat toimipisteittäin
Jakso 1.1.2024 - 31.12.2024;Omistava yksikkö;Ajettu 2.1.2025
Toimipiste;Kokoelmat
for;101250
hum;18400
jok;41230
koulu;6120
tam;44870
ypä;25060
"""


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def explain(page: Page) -> None:
    """Answer whatever asks, municipality by municipality."""
    for code in TOWNS:
        page.goto(f"{YEAR}municipality/{code}/")
        while page.locator("#selitettavat input[name=text]").count():
            page.locator("#selitettavat input[name=text]").first.fill("Kirjasto oli remontissa.")
            with new_page(page):
                page.locator("#selitettavat form:has(input[name=text]) button").first.click()


def bring_in(page: Page, report: Path) -> None:
    page.goto(YEAR)
    follow(page, "Tuo tiedosto")
    page.set_input_files("input[type=file]", report)
    press(page, "Katso tiedostoa")
    shows(page, "Ypäjä", "25 060")
    press(page, "Ota käyttöön")
    said(page, "otettu käyttöön")


def confirm(desk: Desk, open_page: Opener) -> None:
    """Every director says yes to what the desk asks of them."""
    for email in [one.email for one in desk.people.values() if one.role == "director"]:
        with open_page(desk, email, LOOK) as page:
            page.goto("/waiting/")
            while page.locator("form[action$='/yes/'] button").count():
                with new_page(page):
                    page.locator("form[action$='/yes/'] button").first.click()
                page.goto("/waiting/")


def test_from_reports_to_five_delivered_sheets(
    own_desk: Desk, open_page: Opener, browser: Browser, tmp_path: Path
) -> None:
    report = tmp_path / "kokoelmat.csv"
    report.write_text(STOCK, encoding="cp1252")
    with open_page(own_desk, "coordinator", LOOK) as page:
        bring_in(page, report)
        explain(page)
    confirm(own_desk, open_page)
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto(f"{YEAR}sheets/statistics-units/freeze/")
        press(page, "Jäädytä")
        page.goto(f"{YEAR}sheets/statistics-units/delivery/")
        press(page, "Toimita")
        sound(page)
        link = page.locator("a[href*='/statistics/version/'][href$='.xlsx']").last
        sheet = page.request.get(str(link.get_attribute("href"))).body()
        book = openpyxl.load_workbook(io.BytesIO(sheet))
        rows = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True)}
        assert rows["KOK_total"][5] == 25060
        page.goto(YEAR)
        assert page.get_by_text("Toimitettu").count() >= len(TOWNS)
        press(page, "Avaa vuosi")
        said(page, "Vuosi on avoin")
        sound(page)
    with opened(browser, own_desk.url, {}, NARROW) as page:
        page.goto("/tilastot/")
        shows(page, "2024")
        sound(page)
        page.goto("/tilastot/muuttuja/KOK_total/")
        shows(page, "Ypäjä", "25 060")
        sound(page)
    final = "SELECT count(DISTINCT r.municipality_id) FROM core_delivery d JOIN core_release r"
    final += " ON d.release_id = r.id WHERE r.kind = 'statistics' AND NOT r.provisional"
    assert asked(own_desk.home, final) == (len(TOWNS),)


def test_figures_are_typed_down_a_column_as_in_a_spreadsheet(
    own_desk: Desk, open_page: Opener
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto(f"{YEAR}municipality/061/enter/stock/")
        page.locator("main form td input").first.focus()
        for text in ("101250", "88200", "80100"):
            page.keyboard.type(text)
            page.keyboard.press("Enter")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type("80101")
        for _row in page.locator("main form tbody tr").all()[2:]:
            page.keyboard.press("Enter")
        with new_page(page):
            page.keyboard.press("Enter")
        shows(page, "101 250", "88 200", "80 101")


def test_a_name_that_nobody_knows_is_asked(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    strange = tmp_path / "outo.csv"
    strange.write_text(STOCK.replace("ypä;", "Perttula;"), encoding="cp1252")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto(f"{YEAR}imports/")
        page.set_input_files("input[type=file]", strange)
        press(page, "Katso tiedostoa")
        shows(page, "Perttula")
        sound(page)


def accept(page: Page) -> None:
    """Accept the first of the rows that may be taken as they are."""
    shows(page, "Voidaan hyväksyä sellaisenaan")
    sound(page)
    with new_page(page):  # the button's name tells also what is accepted
        page.get_by_role("button", name="Hyväksy").first.click()
    shows(page, "Hyväksytty")
    sound(page)


def test_lists_their_codes_and_the_parts_of_a_year(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    stock = items(60)
    stock[3]["acquired"] = ""
    files = {
        "items": write(tmp_path / "niteet.csv", ITEM_HEAD, stock),
        "loans": write(tmp_path / "lainat.csv", LOAN_HEAD, loans(stock, 200)),
    }
    with open_page(own_desk, "coordinator", NARROW) as page:
        page.goto(f"{YEAR}imports/lists/")
        for name, file in files.items():
            page.set_input_files(f"input[name={name}]", file)
        page.locator("input[name=start]").fill("1.1.2024")
        page.locator("input[name=end]").fill("30.6.2024")
        press(page, "Katso luettelot")
        shows(page, "virkailija")
        sound(page)
        for select in page.locator("select[name^='code|']").all():
            _code, field, code = str(select.get_attribute("name")).split("|")
            select.select_option(MEANINGS[field][code])
        press(page, "Muista")
        accept(page)
        press(page, "Ota käyttöön")
        page.goto(f"{YEAR}period/")
        shows(page, "1.1.2024–30.6.2024")
        sound(page)
        page.goto("/statistics/imports/codes/")
        sound(page)
        page.goto(f"{YEAR}imports/lists/")
        page.set_input_files("input[name=items]", write(tmp_path / "b.csv", ITEM_HEAD, stock[9:]))
        press(page, "Katso luettelot")
        page.goto(f"{YEAR}")
        follow(page, "niteet.csv")
        follow(page, "Vertaa myöhempään luetteloon")
        sound(page)
        press(page, "Vertaa")
        shows(page, "puuttuu")
        sound(page)


def test_long_lists_wait_are_stopped_and_removed(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    stock = [{**row, "huomautus": "x" * 200_000} for row in items(60)]
    file = write(tmp_path / "niteet.csv", [*ITEM_HEAD, "huomautus"], stock)
    with open_page(own_desk, "coordinator", NARROW) as page:
        page.goto(f"{YEAR}imports/lists/")
        page.set_input_files("input[name=items]", file)
        press(page, "Katso luettelot")
        shows(page, "Odottaa vuoroaan")
        sound(page)
        press(page, "Pysäytä")
        shows(page, "Pysäytetty")
        sound(page)
        press(page, "Poista luettelot")
        said(page, "poistettu")


def test_a_table_is_loaded_with_a_preview(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    with open_page(own_desk, "coordinator", NARROW) as page:
        content = page.request.get("/statistics/tables/thresholds/file.csv").text()
        for name, changed in (("hyvä", content.replace(",10,", ",12,", 1)), ("huono", "prefix\nA")):
            file = tmp_path / f"{name}.csv"
            file.write_text(changed, encoding="utf-8")
            page.goto("/statistics/tables/thresholds/load/")
            page.set_input_files("input[type=file]", file)
            page.locator("input[name=reason]").fill("Uusi raja")
            press(page, "Katso tiedostoa")
            sound(page)


def test_visits_are_read_from_a_file_and_split(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "huono.csv", tmp_path / "kaynnit.csv"
    wrong.write_text("Kuukausi;Käynnit\n2024-01;-5\n", encoding="utf-8")
    right.write_text("Kuukausi;Käynnit\n2024-01;1200\n2024-02;900\n", encoding="utf-8")
    with open_page(own_desk, "coordinator", NARROW) as page:
        for file in (wrong, right):
            page.goto(f"{YEAR}web-visits/")
            follow(page, "Lue tiedostosta")
            page.locator("select[name=service]").select_option(index=1)
            page.set_input_files("input[type=file]", file)
            press(page, "Katso tiedostoa")
            sound(page)
            assert page.get_by_role("button", name="Ota käyttöön").count() == (file == right)
        shows(page, "2 100", "Puuttuu")
        page.locator("select[name=key]").select_option(index=1)
        press(page, "Ota käyttöön")
        said(page, "jaettiin")
        shows(page, "2 100")
        sound(page)
        follow(page, "Vertaa jakoperusteita")
        shows(page, "Ypäjä")
        sound(page)

"""Pages that only a step leads to: previews, comparisons, personal links, damaged files."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.databases import asked
from tests.journeys.browser import LOOKS, Look, axe, opened, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import new_page, press, said, shows

pytestmark = pytest.mark.browser
LOOK, PHONE = LOOKS[0], Look("fi", "light", 320)
TEXT = Path(__file__).parents[2] / "src/kimppa/agreement/data/agreement-2024.fi.txt"


def faults(page: Page) -> list[str]:
    return [*axe(page), *overflow(page), *structure(page, LOOK.language)]


def test_next_years_agreement_is_previewed_and_compared(own_desk: Desk, open_page: Opener) -> None:
    text = TEXT.read_text(encoding="utf-8").replace("2025", "2026").replace("2024", "2025")
    text = text.replace("Cineast-elokuvapalvelun käyttöönoton", "Viddla-elokuvapalvelun")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/agreement/import/")
        page.locator("textarea[name=text]").fill(text)
        with new_page(page):
            page.locator("main form button[type=submit]").first.click()
        assert faults(page) == []
        press(page, "Tallenna luonnoksena")
        page.goto("/agreement/2025/compare/")
        assert "Viddla" in page.inner_text("main")
        assert faults(page) == []


def test_a_workbook_is_previewed(own_desk: Desk, open_page: Opener, tmp_path: Path) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        workbook = tmp_path / "kimppa.xlsx"
        workbook.write_bytes(page.request.get("/consortium/excel/out").body())
        page.goto("/consortium/excel/")
        page.locator("input[type=file]").set_input_files(workbook)
        with new_page(page):
            page.locator("main form button[type=submit]").first.click()
        assert faults(page) == []


def test_a_personal_link_opens_and_closes(own_desk: Desk, browser: Browser) -> None:
    (token,) = asked(own_desk.home, "SELECT token FROM core_delivery ORDER BY id LIMIT 1")
    with opened(browser, own_desk.url, {}, LOOK) as page:
        page.goto(f"/d/{token}")
        assert page.locator("h1").inner_text()
        assert [*axe(page), *overflow(page)] == []
        asked(own_desk.home, "UPDATE core_delivery SET revoked_at = '2025-01-01 00:00:00'")
        answer = page.goto(f"/d/{token}")
        assert answer is not None
        assert answer.status == 410
        assert [*axe(page), *overflow(page)] == []


def test_a_damaged_file_is_never_given_out(own_desk: Desk, browser: Browser) -> None:
    (token,) = asked(own_desk.home, "SELECT token FROM core_delivery ORDER BY id LIMIT 1")
    for stored in (own_desk.home / "files").rglob("*"):
        if stored.is_file():
            stored.write_bytes(b"changed")
    with opened(browser, own_desk.url, {}, LOOK) as page:
        page.goto(f"/d/{token}")
        address = page.locator("a[href*='.pdf']").first.get_attribute("href")
        answer = page.goto(str(address))
        assert answer is not None
        assert answer.status == 500
        assert [*axe(page), *overflow(page)] == []


def test_a_year_without_a_report_says_how_to_begin(own_desk: Desk, open_page: Opener) -> None:
    asked(own_desk.home, "DELETE FROM report_paragraph")
    asked(own_desk.home, "DELETE FROM report_highlight")
    asked(own_desk.home, "DELETE FROM report_report")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/report/2024/")
        assert faults(page) == []


def test_without_any_export_the_catalogue_teaches(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/demo/examples/")
        with new_page(page):
            page.locator("main form button[type=submit]").first.click()
        page.goto("/catalogue/")
        assert "Tuo luettelon vienti" in page.inner_text("main")
        assert faults(page) == []


def test_an_export_that_may_be_a_part_is_told_of(own_desk: Desk, open_page: Opener) -> None:
    newest = "SELECT id FROM catalogue_check ORDER BY id DESC LIMIT 1"
    asked(own_desk.home, f"UPDATE catalogue_check SET records = 7 WHERE id = ({newest})")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/catalogue/")
        assert "Vain osa?" in page.inner_text("main")
        assert faults(page) == []


def test_a_receiver_shows_its_secret_once(own_desk: Desk, open_page: Opener) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/webhooks/add/")
        page.locator("input[name=name]").fill("Kunnan tiedonhallinta")
        page.locator("input[name=url]").fill("https://1.1.1.1/kimppa")  # looked up, never asked
        page.locator("input[name=kinds]").first.check()
        with new_page(page):
            page.locator("main form button[type=submit]").first.click()
        assert "whsec_" in page.inner_text("main")
        assert faults(page) == []
        page.goto("/webhooks/1/")
        assert "Kunnan tiedonhallinta" in page.inner_text("main")
        assert "whsec_" not in page.inner_text("main")


def test_a_plan_that_has_been_carried_out_tells_its_proof(
    own_desk: Desk, open_page: Opener
) -> None:
    sql = "SELECT id FROM catalogue_plan WHERE state = 'proven'"
    (plan,) = asked(own_desk.home, sql)
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto(f"/catalogue/plans/{plan}/")
        assert faults(page) == []


def test_minutes_open_by_a_personal_link(own_desk: Desk, browser: Browser) -> None:
    (token,) = asked(own_desk.home, "SELECT token FROM meetings_approval ORDER BY id LIMIT 1")
    with opened(browser, own_desk.url, {}, LOOK) as page:
        page.goto(f"/muistio/{token}/")
        assert "Muistio" in page.locator("h1").inner_text()
        assert [*axe(page), *overflow(page)] == []
        asked(own_desk.home, "UPDATE meetings_approval SET person_id = NULL")
        answer = page.goto(f"/muistio/{token}/")
        assert answer is not None
        assert answer.status == 410
        assert [*axe(page), *overflow(page)] == []


def test_a_question_is_answered_by_the_link_of_its_letter(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/waiting/new/")
        page.get_by_label("Vahvistettava asia").fill("Nostetaanko maksun raja 25 euroon?")
        press(page, "Pyydä vahvistus")
    query = "SELECT body FROM core_outgoingmail WHERE subject LIKE '%25 euroon%' LIMIT 1"
    (body,) = asked(own_desk.home, query)
    path = re.search(r"/kysymys/\S+", str(body))
    assert path
    with opened(browser, own_desk.url, {}, PHONE) as page:
        page.goto(path[0])
        assert [*axe(page), *overflow(page)] == []
        press(page, "Tallenna vastaus")
        shows(page, "Valitse kyllä tai ei. Mitään ei ole vielä tallennettu.")
        page.get_by_label("Ei", exact=True).check()
        press(page, "Tallenna vastaus")
        shows(page, "Kerro muutamalla sanalla, miksi vastaus on ei.")
        page.get_by_label("Kommentti").fill("Raja on hyvä nyt")
        press(page, "Tallenna vastaus")
        said(page, "Vastaus on tallennettu")
        shows(page, "Vastasi ei", "Raja on hyvä nyt", "Muuta vastausta")
        assert [*axe(page), *overflow(page)] == []
        press(page, "Kumoa")
        shows(page, "Odottaa vastausta", "Tallenna vastaus")

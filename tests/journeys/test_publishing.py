"""A Tammela staff member sends a joint event by a link, the coordinator publishes it, and Finna's
requests return it first; then the pages that only a link in a letter leads to."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.databases import asked
from tests.journeys.browser import Look, axe, opened, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.steps import follow, new_page, press, said, shows

pytestmark = pytest.mark.browser
LOOK, NARROW = Look("fi", "light", 1280), Look("fi", "dark", 320)
# What the instance calls itself outside; the tests reach it by another port.
CONFIGURED = "http://localhost:8000/linkedevents/v1/"
TITLE = "Ystävänpäivän lukuhetki"
TAB = (
    "event/?publisher=kimppa:consortium&division=Tammela&page_size=3&start=2025-01-14"
    "&language=fi&sort=start_time&include=location&super_event_type=none"
)


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def as_finna(url: str) -> dict[str, Any]:
    told = urllib.request.Request(url, headers={"User-Agent": "VuFind"})
    with urllib.request.urlopen(told) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def finna_reads_it_first(api: str) -> None:
    told, seen = as_finna(api + TAB), []
    assert told["data"][0]["name"]["fi"] == TITLE
    while following := told["meta"]["next"]:
        seen += [one["id"] for one in told["data"]]
        assert following.startswith(CONFIGURED)
        told = as_finna(following.replace(CONFIGURED, api))
    seen += [one["id"] for one in told["data"]]
    assert len(seen) == len(set(seen)) == told["meta"]["count"]


def a_change_is_proposed_and_accepted(
    own_desk: Desk, open_page: Opener, browser: Browser, receipt: str
) -> None:
    with opened(browser, own_desk.url, {}, NARROW) as page:
        page.goto(receipt)
        follow(page, "Korjaa")
        page.get_by_label("Päättyy klo").fill("23:58")
        press(page, "Lähetä")
        shows(page, "Muutosehdotuksesi", "Odottaa")
        sound(page)
    with open_page(own_desk, "coordinator", NARROW) as page:
        page.goto("/publishing/changes/")
        follow(page, TITLE)
        shows(page, "Milloin", "Kirjastovirkailija")
        sound(page)
        press(page, "Hyväksy muutos")
        said(page, "Hyväksytty")


def test_a_joint_event_by_a_link_reaches_finna(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/publishing/links/")
        address = page.locator("a[href^='/laheta/']").first.get_attribute("href")
    with opened(browser, own_desk.url, {}, NARROW) as page:
        page.goto(str(address))
        sound(page)
        page.get_by_label("Otsikko suomeksi").fill(TITLE)
        page.get_by_label("Päivä", exact=True).fill("14.1.2025")
        page.get_by_label("Alkaa klo").fill("01:00")
        page.get_by_label("Päättyy klo").fill("23:59")
        page.get_by_label("Kirjastojen yhteinen tapahtuma").check()
        press(page, "Lähetä")
        shows(page, TITLE, "Odottaa julkaisua")
        sound(page)
        receipt = page.url
    with open_page(own_desk, "coordinator", NARROW) as page:
        page.goto("/publishing/")
        follow(page, TITLE)
        press(page, "Julkaise")
        said(page, "Julkaistu")
        sound(page)
    finna_reads_it_first(f"{own_desk.url}/linkedevents/v1/")
    counted = "SELECT count(*) FROM core_evidence WHERE topic = 'events' AND title = "
    assert asked(own_desk.home, f"{counted}'{TITLE}' AND undone_at IS NULL") == (1,)
    a_change_is_proposed_and_accepted(own_desk, open_page, browser, receipt)
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/publishing/links/")
        press(page, "Sulje linkki: Kirjastovirkailija")
    with opened(browser, own_desk.url, {}, NARROW) as page:
        page.goto(str(address))
        shows(page, "Pyydä uusi")
        sound(page)


def test_a_clerks_event_is_published_by_her_own_director(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    """The coordinator gives the right; what the clerk sends is on the director's list at once."""
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/people/?haku=johtaja.tammela")
        follow(page, "Kirjastonjohtaja, Tammela")
        with new_page(page):
            page.locator("a[href*='/roles/']:not([href$='/add/'])").first.click()
        page.get_by_label("Julkaisee oman kirjaston tapahtumat ja uutiset").check()
        sound(page)
        press(page, "Tallenna")
        shows(page, "julkaisee oman kirjaston tapahtumat ja uutiset")
        sound(page)
    with open_page(own_desk, "henkilokunta.tammela@louna.example", NARROW) as page:
        page.goto("/publishing/new/event/")
        page.get_by_label("Otsikko suomeksi").fill("Kaislan iltamat")
        page.locator("#id_day").fill("20.6.2025")
        page.get_by_label("Alkaa klo").fill("18:00")
        page.get_by_label("Päättyy klo").fill("20:00")
        press(page, "Lähetä julkaistavaksi")
        said(page, "Lähetetty")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/tasks/")
        shows(page, "tapahtumaa tai uutista")  # this one and what the demo's libraries have sent
    with open_page(own_desk, "johtaja.tammela@louna.example", NARROW) as page:
        page.goto("/tasks/")
        shows(page, "Kaislan iltamat")
        page.goto("/publishing/")
        sound(page)
        press(page, "Julkaise: Kaislan iltamat")
        said(page, "Julkaistu")
    with opened(browser, own_desk.url, {}, NARROW) as page:
        page.goto("/tapahtumat/")
        follow(page, "Kaislan iltamat")
        shows(page, "kesä", "Tammela")


SPRING = """Otsikko;Päivä;Alkaa;Päättyy;Kirjasto
Kevätjuhla;10.5.2025;12.00;15.00;Tammelan kirjasto
"""
BROKEN = f"{SPRING}Rikki;31.2.2025;12.00;15.00;Tammelan kirjasto\n"


def test_many_events_from_a_file_with_a_preview_and_undo(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    file = tmp_path / "kevat.csv"
    file.write_text(BROKEN, encoding="utf-8")
    with open_page(own_desk, "henkilokunta.tammela@louna.example", NARROW) as page:
        page.goto("/publishing/imports/")
        page.set_input_files("input[type=file]", file)
        press(page, "Katso, mitä siitä tulee")
        shows(page, "Korjattavaa", "Päivä", "31.2.2025")
        sound(page)
        follow(page, "Valitse toinen tiedosto")
        file.write_text(SPRING, encoding="utf-8")
        page.set_input_files("input[type=file]", file)
        press(page, "Katso, mitä siitä tulee")
        shows(page, "1 rivi otettaisiin", "Kevätjuhla")
        assert page.get_by_role("button", name="Tee luonnokset").is_visible(), "behind the dots"
        press(page, "Tee luonnokset")
        said(page, "1 luonnos tehtiin")
        press(page, "Kumoa")
        said(page, "1 luonnos poistettiin")

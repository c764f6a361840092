"""A year's days: planned, asked about by link, ticked by each municipality, confirmed; then the
invitation, answered by link and by the letter of a calendar program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from tests.databases import asked, environment
from tests.journeys.browser import Look, axe, opened, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import ROOT, Desk
from tests.journeys.steps import follow, new_page, press, said, shows

pytestmark = pytest.mark.browser
LOOK, PHONE = Look("fi", "light", 1280), Look("fi", "light", 320)
PLACES = ("Forssa", "Humppila", "Jokioinen", "Tammela", "Ypäjä")
REPLY = """From: {address}
Subject: Hyväksytty
Message-ID: <vastaus@forssa.example>
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{address}
COMMENT:Tulen etänä
DTSTAMP:20250115T080000Z
SEQUENCE:0
END:VEVENT
END:VCALENDAR
"""
READ = """
from kimppa.feedback.models import Mailbox
from kimppa.feedback.tasks import read_mailbox
read_mailbox(Mailbox.objects.create(title="Kokoukset", kind="maildir", folder="kokoukset"))
"""


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def letter(desk: Desk, key: str, address: str = "%") -> tuple[str, str]:
    """The newest letter of a kind to an address: its text and its calendar."""
    query = "SELECT body, calendar FROM core_outgoingmail WHERE key LIKE ? AND "
    body, calendar = asked(desk.home, f'{query} "to" LIKE ? ORDER BY id DESC', key, address)
    return body, calendar


def link_in(body: str, word: str) -> str:
    """The path of a link in a letter."""
    return next(line[line.index(f"/{word}/") :] for line in body.splitlines() if word in line)


def days_are_asked_about(page: Page) -> None:
    page.goto("/meetings/plan/")
    page.get_by_label("Aikaisin mahdollinen päivä").fill("3.2.2025")
    page.get_by_label("Viimeinen mahdollinen päivä").fill("30.4.2025")
    page.get_by_label("Kuinka monta kokousta").fill("2")
    press(page, "Ehdota päiviä")
    follow(page, "Kysy ensin, mitkä päivät sopivat")
    sound(page)
    page.get_by_label("Vastaukset viimeistään").fill("24.1.2025")
    press(page, "Lähetä kysely")
    shows(page, "0/5", "Ei vastannut")
    sound(page)


def days_are_ticked(desk: Desk, browser: Browser, place: str) -> None:
    query = "SELECT email FROM core_person WHERE email LIKE ?"
    (email,) = asked(desk.home, query, f"johtaja.{place.lower().replace('ä', 'a')}@%")
    path = link_in(letter(desk, "poll-%", email)[0], "kokouspaivat")
    with opened(browser, desk.url, {}, PHONE, scripts=False) as page:
        page.goto(path)
        for button in page.get_by_label("Sopii", exact=True).all():
            button.check()
        page.get_by_label("Kommentti").fill(f"{place} tulee")
        press(page, "Lähetä")
        shows(page, "Vastattu")


def days_are_confirmed(page: Page) -> None:
    page.reload()
    shows(page, "5/5", "5: Forssa", "Forssa tulee")
    press(page, "Vahvista päivät")
    said(page, "Kokoukset on lisätty")


def invitation_is_answered(desk: Desk, browser: Browser) -> None:
    path = link_in(letter(desk, "meeting-%", "johtaja.tammela@%")[0], "kokouskutsu")
    with opened(browser, desk.url, {}, PHONE) as page:
        page.goto(path)
        sound(page)
        page.get_by_label("Ei pääse").check()
        page.get_by_label("Kuka tulee sijasta").fill("Salla Sijainen")
        press(page, "Lähetä")
        shows(page, "Ei pääse, vastattu")


def reply_comes_by_mail(desk: Desk) -> None:
    address = "johtaja.forssa@louna.example"
    (event,) = Calendar.from_ical(letter(desk, "meeting-%", address)[1]).events
    folder: Path = desk.home / "maildir" / "kokoukset"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1").write_text(REPLY.format(address=address, uid=event["uid"]), "utf-8")
    program = [Path(sys.executable).with_name("kimppa"), "django", "shell", "-c", READ]
    subprocess.run(program, env=environment(desk.home), cwd=ROOT, check=True)


def test_a_years_days_become_meetings_that_are_answered(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        days_are_asked_about(page)
        poll = page.url
        for place in PLACES:
            days_are_ticked(own_desk, browser, place)
        assert "kaikki ovat vastanneet" in letter(own_desk, "polled-%")[0]
        days_are_confirmed(page)
        page.goto(poll)
        shows(page, "Vahvistettu")
        page.goto("/meetings/?state=planned")
        with new_page(page):
            page.locator("main tbody a").first.click()
        press(page, "Lähetä kutsut")
        invitation_is_answered(own_desk, browser)
        reply_comes_by_mail(own_desk)
        page.reload()
        shows(page, "tulossa 2", "sijasta: Salla Sijainen", "Tulen etänä")
        sound(page)
    path = link_in(letter(own_desk, "poll-%", "johtaja.forssa@%")[0], "kokouspaivat")
    with opened(browser, own_desk.url, {}, PHONE) as page:
        page.goto(path)
        shows(page, "Päivät on vahvistettu", "Forssa tulee")
        sound(page)


def test_minutes_are_corrected_by_link_and_the_wall_is_sound(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    sql = "SELECT id FROM meetings_meeting WHERE state = 'held' ORDER BY id LIMIT 1"
    (meeting,) = asked(own_desk.home, sql)
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto(f"/meetings/{meeting}/wall/")
        sound(page)
        page.goto(f"/meetings/{meeting}/minutes/")
        press(page, "Lähetä hyväksyttäväksi")
        sql = f"SELECT token FROM meetings_approval WHERE meeting_id = {meeting} ORDER BY id"
        token = asked(own_desk.home, sql)[0]
        with opened(browser, own_desk.url, {}, PHONE) as other:
            other.goto(f"/muistio/{token}/")
            other.locator("main textarea").fill("Kohdassa 3 on väärä päivä.")
            press(other, "Lähetä korjausehdotus")
            shows(other, "Kohdassa 3 on väärä päivä.")
            sound(other)
        page.reload()
        shows(page, "Kohdassa 3 on väärä päivä.")
        sound(page)


def test_staff_suggests_and_answers_without_an_account(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/meetings/links/")
        sound(page)
        path = re.findall(r"/henkilokunta/[\w.~-]+/", page.content())[0]
    (survey,) = asked(
        own_desk.home, "SELECT id FROM meetings_survey WHERE closed_on IS NOT NULL LIMIT 1"
    )
    with opened(browser, own_desk.url, {}, PHONE, scripts=False) as page:
        page.goto(path)
        page.locator("main textarea, main input[type=text]").first.fill("Yhteinen lomalista")
        press(page, "Lähetä ehdotus")
        shows(page, "Kiitos")
    with opened(browser, own_desk.url, {}, PHONE) as page:
        page.goto(f"{path}kiitos/")
        sound(page)
        answer = page.goto(f"{path}kysely/{survey}/")
        assert answer is not None
        assert answer.status == 410
        sound(page)

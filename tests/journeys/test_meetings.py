"""A year of meetings: days, invitations, an agenda, two writers, a decision with one no, corrected
minutes, the register, the next agenda, and the report's sentence. What the staff says."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from tests import ready
from tests.databases import asked, environment
from tests.journeys.browser import Look, axe, opened, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import ROOT, Desk
from tests.journeys.steps import counts, follow, new_page, press, said, sees, send, shows

pytestmark = pytest.mark.browser
LOOK, PHONE = Look("fi", "light", 1280), Look("fi", "light", 320)
PLACES = ("Forssa", "Humppila", "Jokioinen", "Tammela", "Ypäjä")
AGREEMENT = ROOT / "src/kimppa/agreement/data/agreement-2024.fi.txt"
TODAY = "14.1.2025"
TITLE, WORDS = "Naxosin jatko", "Naxos irtisanotan vuoden lopussa."
REASON = "Sitä käytetään meillä joka päivä."
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
WITHIN = f"""
from django.core.management import call_command
from kimppa.feedback.models import Mailbox
from kimppa.feedback.tasks import read_mailbox
call_command("agreement", "import", "{AGREEMENT}", "--year", "2025")
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
    found = re.search(rf"/{word}/\S+", body)
    assert found, body
    return found[0]


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
    """The year's own agreement comes in the same process."""
    address = "johtaja.forssa@louna.example"
    (event,) = Calendar.from_ical(letter(desk, "meeting-%", address)[1]).events
    folder: Path = desk.home / "maildir" / "kokoukset"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1").write_text(REPLY.format(address=address, uid=event["uid"]), "utf-8")
    done = ready.run(["django", "shell", "-c", WITHIN], environment(desk.home))
    assert done.returncode == 0, done.stderr


def first_meeting(desk: Desk) -> str:
    """The path of the meeting that the year begins with."""
    sql = "SELECT meeting_id FROM meetings_pollday WHERE meeting_id IS NOT NULL ORDER BY start"
    return f"/meetings/{asked(desk.home, sql)[0]}/"


def meeting_is_moved_to_today(desk: Desk, page: Page, meeting: str) -> None:
    """Those invited are told, of the same entry."""
    page.goto(f"{meeting}edit/")
    page.locator("main input[name=day]").fill(TODAY)
    page.locator("main input[name=place]").fill("Tammelan kirjasto")
    with new_page(page):
        page.locator("main form button[type=submit]").first.click()
    body, calendar = letter(desk, "meeting-%-1-%", "johtaja.ypaja@%")
    assert "Tammelan kirjasto" in body
    assert "SEQUENCE:1" in calendar
    assert "METHOD:REQUEST" in calendar


def agenda_is_made(page: Page, meeting: str) -> None:
    page.goto(meeting)
    offers = page.locator("h2#offers + ul > li")
    taken, left = (offers.nth(place).locator("a").first.inner_text() for place in (0, 1))
    with new_page(page):
        offers.filter(has_text=taken).get_by_role("button", name="Ota esityslistalle").click()
    with new_page(page):
        offers.filter(has_text=left).get_by_role("button", name="Jätä").click()
    sees(page.locator("ol.m-items"), taken)
    counts(offers.filter(has_text=left), 0)
    follow(page, "Lisää kohta")
    page.locator("main input[name=title]").fill(TITLE)
    page.locator("main select[name=topic]").select_option("eresource-selection")
    page.locator("main input[name=minutes]").fill("20")
    with new_page(page):
        page.locator("main form button[type=submit]").first.click()
    shows(page, TITLE)
    sound(page)


def two_write_one_item(page: Page, other: Page, meeting: str) -> None:
    """The later sees both texts and goes on from them."""
    for writer in (page, other):
        writer.goto(meeting)
        follow(writer, TITLE)
    other.locator("textarea[name=words]").fill("Käyttöluvut katsottiin.")
    press(other, "Tallenna ja siirry eteenpäin")
    page.locator("textarea[name=words]").fill(WORDS)
    press(page, "Tallenna ja siirry eteenpäin")
    shows(page, "Käyttöluvut katsottiin.")
    assert page.locator("textarea[name=words]").input_value() == WORDS
    sound(page)
    page.goto(meeting)
    follow(page, TITLE)
    press(page, "Avaa uudelleen")


def item_is_decided(page: Page) -> None:
    """All but Tammela say yes in the meeting."""
    form = page.locator("form.m-close")
    form.locator("input[name=kind][value=decision]").check()
    form.locator("textarea[name=words]").fill(WORDS)
    form.locator("input[name=confirm][value=director]").check()
    for place in PLACES:
        if place != "Tammela":
            form.locator("[name=yes]").and_(form.get_by_label(place, exact=True)).check()
    form.locator("input[name=task]").fill("Irtisano Naxos")
    form.locator("input[name=due]").fill("31.1.2025")
    press(page, "Tallenna ja siirry eteenpäin")


def tammela_says_no(desk: Desk, open_page: Opener) -> None:
    with open_page(desk, "johtaja.tammela@louna.example", LOOK) as page:
        body, _calendar = letter(desk, "ratification-%", "johtaja.tammela@%")
        page.goto(link_in(body, "kysymys"))
        page.locator("input[name=answer][value=no]").check()
        page.locator("textarea[name=comment]").fill(REASON)
        press(page, "Tallenna vastaus")
        shows(page, REASON)


def minutes_are_corrected(desk: Desk, browser: Browser, page: Page, meeting: str) -> None:
    """Ypäjä finds a slip by the link; the coordinator mends it and takes the correction."""
    page.goto(f"{meeting}wall/")
    sound(page)
    page.goto(meeting)
    press(page, "Kokous pidettiin")
    page.goto(f"{meeting}minutes/")
    press(page, "Lähetä hyväksyttäväksi")
    body, _calendar = letter(desk, "minutes-%", "johtaja.ypaja@%")
    with opened(browser, desk.url, {}, PHONE, scripts=False) as other:
        other.goto(link_in(body, "muistio"))
        other.locator("main textarea").fill("Kirjoitusvirhe: irtisanotaan.")
        press(other, "Lähetä korjausehdotus")
        shows(other, "Kirjoitusvirhe: irtisanotaan.")
    page.goto(meeting)
    follow(page, TITLE)
    page.locator("textarea[name=words]").fill(WORDS.replace("irtisanotan", "irtisanotaan"))
    press(page, "Tallenna ja siirry eteenpäin")
    page.goto(f"{meeting}minutes/")
    press(page, "Otettu")


def minutes_leave_the_house(desk: Desk, browser: Browser, page: Page, meeting: str) -> None:
    press(page, "Jäädytä")
    press(page, "Toimita 5 kirjastonjohtajalle")
    said(page, "Toimitettu 5 kirjastonjohtajalle")
    press(page, "Julkaise kaikille")
    with opened(browser, desk.url, {}, PHONE) as everybody:
        everybody.goto(meeting.replace("meetings", "muistiot"))
        shows(everybody, "Naxos irtisanotaan vuoden lopussa.")
        assert REASON not in everybody.locator("main").inner_text()
        sound(everybody)


def decision_is_found(page: Page) -> None:
    """By words in another form, with who said no and what is to be done."""
    page.goto("/meetings/")
    send(page.get_by_label("Milloin päätimme…"), "naxosin lopusta")
    follow(page, "Naxos irtisanotaan vuoden lopussa.")
    shows(page, "4/5 · 1 ei", "Irtisano Naxos")


def no_comes_on_the_next_agenda(desk: Desk, page: Page) -> None:
    sql = "SELECT id FROM meetings_meeting WHERE state = 'planned' ORDER BY start"
    page.goto(f"/meetings/{asked(desk.home, sql)[0]}/")
    shows(page, f"Tammela vastasi ei {TODAY}: {REASON}")
    offer = page.locator("h2#offers + ul > li").filter(has_text=REASON)
    with new_page(page):
        offer.get_by_role("button", name="Ota esityslistalle").click()
    sees(page.locator("ol.m-items"), REASON)


def sentence_stands_in_the_report(page: Page) -> None:
    """Of the year's own agreement; what a municipality said no to is not told as decided."""
    page.goto("/report/2025/")
    press(page, "Laadi raportin luonnos")
    shows(page, "Johtajat kokoontuivat yhden kerran, tammikuussa.")


def test_a_year_of_meetings(own_desk: Desk, open_page: Opener, browser: Browser) -> None:
    with (
        open_page(own_desk, "coordinator", LOOK) as page,
        open_page(own_desk, "coordinator", LOOK) as other,
    ):
        days_are_asked_about(page)
        for place in PLACES:
            days_are_ticked(own_desk, browser, place)
        days_are_confirmed(page)
        meeting = first_meeting(own_desk)
        page.goto(meeting)
        press(page, "Lähetä kutsut")
        invitation_is_answered(own_desk, browser)
        reply_comes_by_mail(own_desk)
        meeting_is_moved_to_today(own_desk, page, meeting)
        agenda_is_made(page, meeting)
        two_write_one_item(page, other, meeting)
        item_is_decided(page)
        tammela_says_no(own_desk, open_page)
        minutes_are_corrected(own_desk, browser, page, meeting)
        minutes_leave_the_house(own_desk, browser, page, meeting)
        decision_is_found(page)
        no_comes_on_the_next_agenda(own_desk, page)
        sentence_stands_in_the_report(page)


def test_staff_suggests_and_answers_without_an_account(
    own_desk: Desk, open_page: Opener, browser: Browser
) -> None:
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/meetings/links/")
        sound(page)
        path = re.findall(r"/henkilokunta/[\w.~-]+/", page.content())[0]
    sql = "SELECT id FROM meetings_survey WHERE closed_on IS"
    (survey,), (closed,) = (asked(own_desk.home, f"{sql} {way}") for way in ("NULL", "NOT NULL"))
    with opened(browser, own_desk.url, {}, PHONE, scripts=False) as page:
        page.goto(path)
        page.locator("main textarea, main input[type=text]").first.fill("Yhteinen lomalista")
        press(page, "Lähetä ehdotus")
        shows(page, "Kiitos")
    with opened(browser, own_desk.url, {}, PHONE) as page:
        page.goto(f"{path}kiitos/")
        sound(page)
        page.goto(f"{path}kysely/{survey}/")
        page.locator("main input[value='4']").first.check()
        press(page, "Lähetä vastaukset")
        shows(page, "Kiitos")
        page.goto(f"{path}kysely/{survey}/")
        shows(page, "Toinen vastaa tällä selaimella")
        sound(page)
        answer = page.goto(f"{path}kysely/{closed}/")
        assert answer is not None
        assert answer.status == 410
        sound(page)

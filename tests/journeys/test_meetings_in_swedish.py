"""A year of meetings as the secretary of eight Swedish-speaking municipalities runs it, from an
empty instance: days, invitations, an agenda, the meeting on a phone, a decision with one no,
corrected minutes, the register, the next agenda and the report's sentence. The answers are given
with the keyboard alone.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from tests.databases import asked
from tests.journeys.browser import Look, axe, opened, overflow, structure
from tests.journeys.instance import Instance, free_port
from tests.journeys.steps import follow, new_page, press, said, send, shows

pytestmark = pytest.mark.browser
WIDE, PHONE = Look("sv", "light", 1280), Look("sv", "light", 360)
SECRETARY = "sekreterare@kusten.example"
# Code, Finnish and Swedish name; numbers by Statistics Finland.
PLACES = {
    "598": ("Pietarsaari", "Jakobstad"),
    "440": ("Luoto", "Larsmo"),
    "288": ("Kruunupyy", "Kronoby"),
    "599": ("Pedersören kunta", "Pedersöre"),
    "893": ("Uusikaarlepyy", "Nykarleby"),
    "499": ("Mustasaari", "Korsholm"),
    "946": ("Vöyri", "Vörå"),
    "475": ("Maalahti", "Malax"),
}
AGREEMENT = """Avtal om biblioteksamarbete

Jakobstads stadsbibliotek ger biblioteken vid kusten följande tjänster år 2027:

1. Samarbetet och uppföljningen av det
 - gemensamma möten för bibliotekscheferna ordnas fyra gånger per år
 - utveckling av gemensamma arbetssätt vid behov
"""
TITLE, REASON = "Avgiften för försenade lån", "Vi har inte råd med det."


def director(code: str) -> str:
    return f"chef-{code}@kusten.example"


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "sv")] == []


@dataclass(frozen=True)
class Desk:
    """The instance, looked at on a day by who signs in or who holds a link."""

    instance: Instance
    browser: Browser

    @contextmanager
    def secretary(self, day: str, look: Look = WIDE) -> Iterator[Page]:
        self.instance.settings["KIMPPA_TODAY"] = day
        link = self.instance.run("person", "link", SECRETARY).split()[-1]
        with self.instance.shown(), opened(self.browser, self.instance.url, {}, look) as page:
            page.goto(link)
            yield page

    @contextmanager
    def links(self, day: str, key: str, word: str, *codes: str) -> Iterator[Iterator[Page]]:
        """A phone for each director, at the link in the newest letter of a kind."""
        self.instance.settings["KIMPPA_TODAY"] = day
        with self.instance.shown():
            yield (page for code in codes for page in self._pages(key, word, code))

    def _pages(self, key: str, word: str, code: str) -> Iterator[Page]:
        with opened(self.browser, self.instance.url, {}, PHONE) as page:
            page.goto(self._link(key, word, code))
            yield page

    def _link(self, key: str, word: str, code: str) -> str:
        query = 'SELECT body FROM core_outgoingmail WHERE key LIKE ? AND "to" = ? ORDER BY id DESC'
        (body,) = asked(self.instance.home, query, key, director(code))
        found = re.search(rf"/{word}/\S+", body)
        assert found, body
        return found[0]


@pytest.fixture
def desk(empty_home: Path, browser: Browser) -> Desk:
    return Desk(Instance(empty_home, free_port()), browser)


def is_focused(page: Page, test: str) -> bool:
    return bool(page.evaluate(f"(element => {test})(document.activeElement)"))


def tab_to(page: Page, test: str) -> None:
    """Press Tab until the focus is where it is wanted."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if is_focused(page, test):
            return
    raise AssertionError(f"the keyboard does not reach {test}")


def enter(page: Page) -> None:
    tab_to(page, "element.type === 'submit'")
    with new_page(page):
        page.keyboard.press("Enter")


def the_desk_is_set_up(page: Page, folder: Path) -> None:
    follow(page, "Lägg till kommunerna")
    follow(page, "Från Excel")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("arbetsbok")).first.click()
    filled = folder / "samarbete.xlsx"
    download.value.save_as(filled)
    book = openpyxl.load_workbook(filled)
    for position, (code, (finnish, swedish)) in enumerate(PLACES.items()):
        book["Kommuner"].append([code, finnish, swedish, None, position])
        book["Verksamhetsställen"].append(
            [f"{code}-1", finnish, swedish, None, code, "ja", "Bibliotek"]
        )
        book["Personer"].append([director(code), f"Chef, {swedish}", "sv", "Bibliotekschef", code])
    book.save(filled)
    page.set_input_files("input[type=file]", filled)
    with new_page(page):
        page.locator("main form button[type=submit]").first.click()
    press(page, "Importera ändringarna")
    page.goto("/")
    follow(page, "Hämta in avtalets text")
    page.locator("main textarea").fill(AGREEMENT)
    press(page, "Läs texten")
    press(page, "Spara som utkast")
    page.goto("/agreement/2027/")
    press(page, "Sätt i kraft")


def days_are_asked_about(page: Page) -> None:
    """By the agreement of the year to come: four times."""
    page.goto("/meetings/plan/")
    assert page.get_by_label("Hur många möten").input_value() == "4"
    page.get_by_label("Veckor som inte passar").fill("8, 27–31")
    press(page, "Föreslå dagar")
    sound(page)
    follow(page, "Fråga först vilka dagar som passar")
    page.get_by_label("Svar senast").fill("27.11.2026")
    press(page, "Skicka frågan")
    shows(page, "0 av 8")
    sound(page)


def days_are_ticked(page: Page) -> None:
    for day in range(page.get_by_label("Passar", exact=True).count()):
        tab_to(page, "element.type === 'radio'")
        page.keyboard.press("Space")
        assert page.get_by_label("Passar", exact=True).nth(day).is_checked()
    sound(page)
    enter(page)
    shows(page, "Besvarat")


def invitations_leave(page: Page) -> None:
    page.goto("/meetings/polls/1/")
    press(page, "Fastställ dagarna")
    page.goto("/meetings/1/")
    press(page, "Skicka inbjudningar")
    said(page, "Inbjudningarna skickade")
    follow(page, "Lägg till ett ärende")
    page.locator("main input[name=title]").fill(TITLE)
    with new_page(page):
        page.locator("main form button[type=submit]").first.click()
    sound(page)


def invitation_is_answered(page: Page) -> None:
    tab_to(page, "element.name === 'answer'")
    page.keyboard.press("Space")
    enter(page)
    shows(page, "Kommer, besvarat")


def item_is_proposed(page: Page, title: str, goes_to: str) -> None:
    follow(page, "Föreslå ett ärende")
    page.locator("main input[name=title]").fill(title)
    sound(page)
    press(page, "Föreslå")
    shows(page, title, f"Väntar på Bibliotekschefernas möte {goes_to}")


def meeting_is_held_on_a_phone(page: Page) -> None:
    page.goto("/meetings/1/")
    shows(page, "Kom efter sista dagen för förslag")
    with new_page(page):
        page.locator("h2#waiting + ul").get_by_role("button").click()
    page.locator("summary").filter(has_text="Närvarande").click()
    page.get_by_label("De som inte är markerade nedan är närvarande").check()
    page.get_by_label("Malax", exact=True).select_option(label="Frånvarande")
    sound(page)
    with new_page(page):
        page.get_by_role("button", name="Närvarande", exact=True).click()
    shows(page, "7/8: Jakobstad")
    follow(page, "Bokbussens rutt")
    page.locator("textarea[name=words]").fill("Rutten antecknades.")
    press(page, "Spara och gå vidare")
    page.goto("/meetings/1/")
    follow(page, TITLE)
    form = page.locator("form.m-close")
    form.locator("input[name=kind][value=decision]").check()
    form.locator("textarea[name=words]").fill("Avgiften höjs till 30 cent från den 1 mars.")
    form.locator("input[name=confirm][value=director]").check()
    for _finnish, place in list(PLACES.values())[:6]:
        form.locator("[name=yes]").and_(form.get_by_label(place, exact=True)).check()
    sound(page)
    press(page, "Spara och gå vidare")


def no_is_said(page: Page) -> None:
    tab_to(page, "element.name === 'answer'")
    page.keyboard.press("ArrowDown")
    tab_to(page, "element.tagName === 'TEXTAREA'")
    page.keyboard.type(REASON)
    enter(page)
    shows(page, REASON)


def minutes_are_sent(page: Page) -> None:
    page.goto("/meetings/1/")
    press(page, "Mötet hölls")
    page.goto("/meetings/1/minutes/")
    shows(page, "Svar inväntas: Malax", f"Vörå (18.2.2027: {REASON})")
    press(page, "Skicka för godkännande")


def minutes_are_corrected(page: Page) -> None:
    page.locator("main textarea").fill("Avgiften gäller från den 15 mars.")
    press(page, "Skicka rättelseförslaget")
    shows(page, "Avgiften gäller från den 15 mars.")


def minutes_leave_the_house(page: Page) -> None:
    page.goto("/meetings/1/")
    follow(page, TITLE)
    shows(page, "7 kommuner har svarat på de här orden")
    page.locator("textarea[name=words]").fill("Avgiften höjs till 30 cent från den 15 mars.")
    press(page, "Spara och gå vidare")
    page.goto("/meetings/1/minutes/")
    press(page, "Beaktad")
    press(page, "Frys")
    press(page, "Leverera till 8 bibliotekschefer")
    press(page, "Publicera för alla")
    page.goto("/meetings/")
    send(page.get_by_label("När beslutade vi…"), "avgifterna höjas")
    follow(page, "Avgiften höjs till 30 cent från den 15 mars.")
    shows(page, "6/8 · 1 nej")
    page.goto("/meetings/2/")
    shows(page, f"Vörå svarade nej 18.2.2027: {REASON}", "Sommarlov")
    page.goto("/report/2027/")
    press(page, "Gör ett utkast till rapport")
    shows(page, "Bibliotekscheferna träffades en gång, i februari.")


def test_a_year_in_swedish(desk: Desk, tmp_path: Path) -> None:
    name = ("--name", "Kustens bibliotek", "--language", "sv", "--email", SECRETARY)
    desk.instance.settings["KIMPPA_TODAY"] = "2026-11-16"
    desk.instance.run("setup", *name)
    with desk.secretary("2026-11-16") as page:
        page.goto("/")
        the_desk_is_set_up(page, tmp_path)
        days_are_asked_about(page)
    with desk.links("2026-11-20", "poll-%", "kokouspaivat", "598", "440") as pages:
        for page in pages:
            days_are_ticked(page)
    with desk.secretary("2027-01-20") as page:
        invitations_leave(page)
    with desk.links("2027-01-21", "meeting-%", "kokouskutsu", "440") as pages:
        for page in pages:
            invitation_is_answered(page)
            item_is_proposed(page, "Bokbussens rutt", "1/2027")
    with desk.links("2027-02-11", "meeting-%", "kokouskutsu", "946") as pages:
        for page in pages:
            item_is_proposed(page, "Sommarlov", "2/2027")
    with desk.secretary("2027-02-16", PHONE) as page:
        meeting_is_held_on_a_phone(page)
    with desk.links("2027-02-18", "ratification-%", "kysymys", "946") as pages:
        for page in pages:
            no_is_said(page)
    with desk.secretary("2027-02-18") as page:
        minutes_are_sent(page)
    with desk.links("2027-02-19", "minutes-%", "muistio", "288") as pages:
        for page in pages:
            minutes_are_corrected(page)
    with desk.secretary("2027-02-20") as page:
        minutes_leave_the_house(page)

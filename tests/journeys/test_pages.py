"""The web library's pages through a year: texts brought in, written in three languages, looked at,
confirmed by each municipality and taken out as files; and a change from a wish to its proof."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import Look, axe, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk
from tests.journeys.instance import Instance
from tests.journeys.steps import follow, new_page, press, said, shows

pytestmark = pytest.mark.browser
LOOK, NARROW = Look("fi", "light", 1280), Look("fi", "dark", 320)
STAFF = "henkilokunta.tammela@louna.example"
OWN = "Voidaan tehdä omassa näkymässä"
RULE = "Auki joka päivä kello 6–22."
PNG = b"\x89PNG\r\n\x1a\n" + b"kuva"


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


@contextmanager
def elsewhere() -> Iterator[tuple[str, set[str]]]:
    """A web server of our own: its host, and the paths at which there is something."""
    there: set[str] = set()

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in there else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_port}", there
        running.shutdown()


def try_links(page: Page, desk: Desk, host: str) -> None:
    """Ask for a round and have the worker make it."""
    page.goto("/pages/links/")
    press(page, "Kokeile linkit nyt")
    shows(page, "Linkkejä kokeillaan nyt")
    Instance(desk.home, 0, {"KIMPPA_OUTBOUND_ALLOW": host}).run("worker", "--once")
    page.reload()


def write(page: Page, language: str, title: str, body: str) -> None:
    page.get_by_label(f"Otsikko ({language})").fill(title)
    page.get_by_label(f"Teksti ({language})").fill(body)


def bring_in(page: Page, tmp_path: Path) -> None:
    """Take a zip of a view's Content files into use, as Finna's file editor gives it."""
    file = tmp_path / "content.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content/varaaminen_fi.md", "# Varaaminen\n\nVaraa kirja verkossa.\n")
        archive.writestr("content/varaaminen_sv.md", "# Reservera\n\nReservera på webben.\n")
    page.goto("/pages/imports/")
    page.set_input_files("input[type=file]", file)
    press(page, "Katso, mitä siitä tulee")
    shows(page, "Varaaminen", "Uusi sivu")
    press(page, "Ota nämä käyttöön")
    said(page, "Tekstit otettu käyttöön: content.zip")


def test_a_page_is_brought_in_written_in_three_languages_and_its_links_tried(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    with elsewhere() as (host, there), open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/pages/")
        follow(page, "Asiakkaalle")
        shows(page, "Rikki 2.12.2024 alkaen", "palvelinta ei ole sillä nimellä")
        press(page, "Poista luettelosta")  # what it leads to is not to be asked
        bring_in(page, tmp_path)

        follow(page, "Varaaminen")
        follow(page, "Kirjoita sivua")
        link = f"http://{host}/ohje"
        write(page, "suomi", "Varaaminen", f"## Näin varaat\n\nKatso [ohje]({link}).")
        write(page, "ruotsi", "Reservera", "## Så här\n\nReservera på webben.")
        write(page, "englanti", "Reservations", f"### Steps\n\nSee [here]({link}).")
        page.get_by_label("Mitä muutettiin").fill("Ohje lisätty")
        press(page, "Tallenna")
        said(page, "Sivua kirjoitettu: Varaaminen")
        shows(page, "Ohje lisätty")
        follow(page, "suomi 2")
        shows(page, "Näin varaat", "Versio 1")
        page.go_back()

        follow(page, "Reservations")
        shows(page, "Linkki ”here” ei kerro, mihin se vie", "on jätetty taso väliin", "LIX")
        sound(page)

        try_links(page, own_desk, host)
        shows(page, "Rikki 14.1.2025 alkaen", "Varaaminen (fi), Reservations (en)")
        page.goto("/pages/")
        shows(page, "1 linkki")
        follow(page, "Varaaminen")
        shows(page, "Rikki 14.1.2025 alkaen", "osoitteessa ei ole mitään")
        sound(page)
        there.add("/ohje")
        try_links(page, own_desk, host)
        shows(page, "Vastaa taas", "Toimii 14.1.2025 alkaen")
        sound(page)


def confirm(page: Page, question: str, words: str) -> None:
    """A director reads the question and says yes."""
    page.goto("/waiting/")
    follow(page, question)
    shows(page, words)
    with new_page(page):
        page.get_by_role("button", name=re.compile(r" vahvistaa\b")).click()
    said(page, "Vahvistettu")


def exported(page: Page, name: str, tmp_path: Path) -> str:
    """The text of a file that is taken to Finna."""
    page.goto("/pages/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tiedostoina Finnaan").click()
    download.value.save_as(tmp_path / "sivut.zip")
    with zipfile.ZipFile(tmp_path / "sivut.zip") as archive:
        return archive.read(f"templates/{name}").decode()


def test_each_municipality_confirms_a_rule_and_it_is_taken_out_as_a_file(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    rules = "Omatoimikirjaston käyttösäännöt"
    with open_page(own_desk, STAFF, NARROW) as page:  # the page's owner
        page.goto("/pages/")
        follow(page, rules)
        follow(page, "Kirjoita sivua")
        page.get_by_label("Teksti (suomi)").fill(RULE)
        press(page, "Tallenna")
        said(page, "Sivua kirjoitettu: ")
        shows(page, "Suomenkielinen teksti on muuttunut")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/pages/")
        follow(page, rules)
        address = page.url
        page.get_by_label("Vastausta toivotaan viimeistään").fill("31.1.2025")
        press(page, "Kysy jokaiselta kunnalta")
        said(page, "Jokaiselta kunnalta on kysytty")
        shows(page, "Alustava")
    directors = {one.email for one in own_desk.people.values() if one.role == "director"}
    for who in sorted(directors):
        with open_page(own_desk, who, NARROW) as page:
            confirm(page, f"{rules} (omatoimikirjasto_kayttosaannot), versio 2", RULE)
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto(address)
        shows(page, "Jokainen kunta on vahvistanut sen")
        sound(page)
        text = exported(page, "content/omatoimikirjasto_kayttosaannot_fi.md", tmp_path)
    assert text == f"# {rules}\n\n{RULE}\n"


def keep(page: Page, moment: str, tmp_path: Path) -> None:
    """Keep a picture of the page from before or after the change."""
    file = tmp_path / "kuva.png"
    file.write_bytes(PNG)
    page.locator("summary", has_text="Tallenna, mitä osoitteessa on").click()
    page.get_by_label("Milloin se on otettu?").select_option(label=moment)
    page.get_by_label("Sivun osoite").fill("https://louna.finna.fi/Content/asiakkaalle")
    page.set_input_files("input[type=file]", file)
    press(page, "Tallenna, mitä osoitteessa on")
    said(page, "Todiste tallennettu")


def test_a_wish_becomes_a_change_that_is_shown_to_work(
    own_desk: Desk, open_page: Opener, tmp_path: Path
) -> None:
    title = "Aukioloajat etusivulle"
    with open_page(own_desk, STAFF, NARROW) as page:
        page.goto("/pages/changes/")
        follow(page, "Kirjaa toive")
        page.get_by_label("Mitä pitäisi muuttaa?").fill(title)
        press(page, "Tallenna")
        said(page, "toive on kirjattu")
        shows(page, "Tammela")
    with open_page(own_desk, "director", NARROW) as page:
        page.goto("/pages/changes/")
        follow(page, title)
        press(page, "Minäkin toivon tätä")
        said(page, "Äänesi laskettiin")
    with open_page(own_desk, "coordinator", LOOK) as page:
        page.goto("/pages/changes/meeting/")
        shows(page, title)
        follow(page, title)
        press(page, "Johtajien kokoukseen")
        said(page, "Johtajien kokouksen listalla")
        follow(page, "Muokkaa")
        page.get_by_label("Kenen toive").select_option(label="Kirjastojen yhteinen")
        page.get_by_label("Mitä alusta sallii").select_option(label=OWN)
        press(page, "Tallenna")
        shows(page, "Kirjastojen yhteinen", OWN)
        keep(page, "Ennen", tmp_path)
        press(page, "Sovittu")
        said(page, "Muutoksesta sovittu")
        press(page, "Merkitse tehdyksi")
        said(page, "Osoita nyt")
        keep(page, "Jälkeen", tmp_path)
        press(page, "Osoitettu toimivaksi")
        said(page, "Muutos osoitettu toimivaksi")
        sound(page)
        page.goto("/pages/changes/?state=proven")
        shows(page, title, "Osoitettu toimivaksi")

"""A customer's feedback in a browser: given without an account, answered by staff, at 320 px."""

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import LOOKS, Look, axe, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import VISITOR, Desk
from tests.journeys.steps import follow, press, said, shows

pytestmark = pytest.mark.browser
NARROW = Look("fi", "dark", 320)


def sound(page: Page) -> None:
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def give(page: Page, text: str) -> None:
    """Fill in the public form and send it; sent at once it asks to wait, so it is sent again."""
    page.goto("/palaute/?service=finna&municipality=834")
    sound(page)
    page.get_by_label("Palautteesi").fill(text)
    page.get_by_label("Sähköposti").fill("asiakas@example.org")
    press(page, "Lähetä")
    shows(page, "Se oli hyvin nopeaa")
    sound(page)
    while page.get_by_role("button", name="Lähetä", exact=True).count():
        press(page, "Lähetä")


def test_from_the_public_form_to_the_answer(own_desk: Desk, open_page: Opener) -> None:
    text = "Ruudunlukija ei lue varausten listaa"
    with open_page(own_desk, VISITOR, NARROW) as page:
        give(page, text)
        shows(page, "Kiitos palautteesta", "Vastaamme sähköpostilla", "viimeistään 28.1.2025")
        sound(page)
    with open_page(own_desk, "coordinator", LOOKS[0]) as page:
        page.goto("/feedback/")
        follow(page, text)
        shows(page, "laki edellyttää vastausta viimeistään 28.1.2025")
        page.get_by_role("textbox", name="Vastaus", exact=True).fill(
            "Kerroimme viasta Kansalliskirjastolle."
        )
        press(page, "Lähetä vastaus")
        said(page, "Vastaus on matkalla")
        sound(page)
        press(page, "Kumoa")
        said(page, "Kumottu")
        for name in ("Aihe ja jono", "Välitä", "Tee tehtävä", "Sama asia", "Kuka lähetti"):
            follow(page, name)
            sound(page)
            page.go_back()


def test_two_at_one_feedback_see_each_other(own_desk: Desk, open_page: Opener) -> None:
    """Whoever opens it later sees who is there; whoever writes sees who has come meanwhile."""
    text = "Saavutettavuusselosteen yhteystiedot"
    with (
        open_page(own_desk, "coordinator", LOOKS[0]) as writing,
        open_page(own_desk, "staff", NARROW) as coming,
    ):
        for page in (writing, coming):
            page.goto("/feedback/")
            page.get_by_role("link", name=text).first.click()
        shows(coming, "Pääkäyttäjä, Louna avasi tämän klo")
        sound(coming)
        writing.get_by_role("textbox", name="Vastaus", exact=True).press_sequentially("Hei")
        shows(writing, "avasi tämän klo", "Sopikaa keskenänne")
        coming.reload()
        shows(coming, "Pääkäyttäjä, Louna kirjoitti vastausta klo")
        sound(writing)

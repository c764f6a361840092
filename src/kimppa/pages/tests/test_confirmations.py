"""One rule text, confirmed by five municipalities."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Confirmation
from kimppa.pages import actions, area
from kimppa.pages.confirmations.actions import ask_confirmation
from kimppa.pages.models import Page
from kimppa.pages.tests.conftest import browser

pytestmark = pytest.mark.django_db
RULES = "asiakkaalle_kayttosaannot"


def shown(client: Client) -> str:
    """The page of the rules."""
    page = Page.objects.get(name=RULES)
    return client.get(page.get_absolute_url()).content.decode()


def test_the_five_decisions_of_2022_stand_beside_the_rules(pages: Louna) -> None:
    text = shown(browser(pages.coordinator))
    assert "Jokainen kunta on vahvistanut sen" in text
    for words in ("22.2.2022, SITLA § 14", "25.2.2022, Kirjastonjohtaja § 6"):
        assert words in text
    own = shown(browser(pages.directors["834"]))
    assert "Kirjastonjohtaja § 6" in own
    assert "SITLA" not in own


def test_a_new_text_is_asked_anew_and_confirmed_by_each(pages: Louna) -> None:
    page = Page.objects.get(name=RULES)
    rules = actions.TextContent("Käyttösäännöt", "Uudet säännöt.")
    actions.write_texts(by=SYSTEM, page=page, texts={"fi": rules})
    client = browser(pages.coordinator)
    assert "Teksti on muuttunut sen jälkeen" in shown(client)
    client.post(reverse("pages:page-ask", args=[page.pk]), {"due": "31.1.2025"})
    assert "Alustava" in shown(client)
    page.refresh_from_db()
    assert page.ratification is not None
    assert page.ratification.text == "Uudet säännöt."
    (found,) = area.resolve([page.ratification.object_id], pages.directors["834"]).values()
    assert found.url == page.get_absolute_url()
    for row in Confirmation.objects.filter(ratification=page.ratification):
        answer(by=SYSTEM, confirmation=row, yes=True, body="Lautakunta", section="9")
    assert "Jokainen kunta on vahvistanut sen" in shown(client)
    with pytest.raises(ValidationError):
        ask_confirmation(by=SYSTEM, page=Page.objects.get(pk=page.pk))


@pytest.mark.parametrize(
    ("due", "words"), [("31.2.2025", "oikea päivämäärä"), ("13.1.2025", "Päivä on jo mennyt")]
)
def test_a_day_that_is_none_or_has_gone_asks_nobody(pages: Louna, due: str, words: str) -> None:
    page = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    client = browser(pages.coordinator)
    answered = client.post(reverse("pages:page-ask", args=[page.pk]), {"due": due})
    text = answered.content.decode()
    assert answered.status_code == 422
    assert words in text
    assert due in text
    assert "Ei kysytty kunnilta" in text


def test_a_question_is_taken_back_and_asked_again(pages: Louna) -> None:
    page = Page.objects.get(name="omatoimikirjasto_kayttosaannot")
    actions.change_page(by=SYSTEM, page=page, level="")
    with pytest.raises(ValidationError):
        ask_confirmation(by=SYSTEM, page=page)
    actions.change_page(by=SYSTEM, page=page, level="director")
    client = browser(pages.coordinator)
    client.post(reverse("pages:page-ask", args=[page.pk]))
    answered = client.post(reverse("pages:page-withdraw", args=[page.pk]), follow=True)
    assert "Ei kysytty kunnilta" in answered.content.decode()
    client.post(reverse("pages:page-ask", args=[page.pk]))
    page.refresh_from_db()
    assert page.ratification is not None
    assert page.ratification.withdrawn_at is None
    assert page.ratification.confirmations.count() == 5


def ask_about(page: Page, body: str) -> None:
    actions.write_texts(
        by=SYSTEM, page=page, texts={"fi": actions.TextContent("Käyttösäännöt", body)}
    )
    ask_confirmation(by=SYSTEM, page=Page.objects.get(pk=page.pk))


def test_a_question_shows_what_changes_in_the_text_that_was_agreed_to(pages: Louna) -> None:
    page, director = Page.objects.get(name=RULES), browser(pages.directors["981"])
    ask_about(page, "Laina-aika on neljä viikkoa.")
    for row in Confirmation.objects.filter(ratification__area="pages", municipality__code="981"):
        answer(by=SYSTEM, confirmation=row, yes=True, body="Lautakunta", section="9")
    texts = {"fi": actions.TextContent("Käyttösäännöt", "Laina-aika on viisi viikkoa.")}
    actions.write_texts(by=SYSTEM, page=page, texts=texts)
    ask_about(page, "Laina-aika on kuusi viikkoa.")
    shown = director.get("/waiting/").text
    assert "Laina-aika on <del>neljä</del><ins>kuusi</ins> viikkoa." in shown
    assert "Laina-aika on kuusi viikkoa." in shown
    other = browser(pages.directors["834"]).get("/waiting/").text
    assert "<del>viisi</del><ins>kuusi</ins>" in other

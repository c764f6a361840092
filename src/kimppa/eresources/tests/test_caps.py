"""What people see and do of a cap, of an introduction and of the national e-library."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import Settings

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit import undo
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.tasks.models import Checklist
from kimppa.eresources import demo
from kimppa.eresources.actions import remove_row
from kimppa.eresources.caps.actions import note_reading, set_cap
from kimppa.eresources.licences import dues
from kimppa.eresources.licences.actions import change_licence, letters
from kimppa.eresources.licences.queries import cards
from kimppa.eresources.licences.sentences import summary
from kimppa.eresources.models import Cap, CapReading, Licence

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def plain(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def films(louna: Louna) -> Licence:
    """The demo's film service: 200 uses a month, 164 of them by the 14th."""
    demo.load()
    return Licence.objects.get(service__slug="cineast")


def test_the_first_page_tells_when_a_cap_fills(louna: Louna, films: Licence) -> None:
    page = plain(browser(louna.coordinator), "/eresources/")
    assert "Käy läpi täyttyvä katto: Cineast" in page
    assert "164 käyttöä 14.1. eli 82 % katosta; jäljellä 36 käyttöä, kun katto on 200" in page
    assert "Tätä vauhtia katto täyttyy 17.1.–18.1.<" in page
    assert "Käyttökatto tammikuussa" in page


def test_a_forecast_whose_days_have_begun_asks_for_a_new_number(
    louna: Louna, films: Licence, settings: Settings
) -> None:
    settings.KIMPPA_TODAY = "2025-01-27"
    page = plain(browser(louna.coordinator), "/eresources/")
    assert "164 käyttöä 14.1. eli 82 % katosta" in page
    assert "Katto voi jo olla täynnä: kirjaa tämän päivän käyttö." in page
    assert "17.1.–18.1." not in page


def test_one_number_is_typed_and_taken_back(louna: Louna, films: Licence) -> None:
    client = browser(louna.coordinator)
    page = f"/eresources/licences/{films.pk}/"
    client.post(f"{page}reading/", {"used": "190", "day": ""})
    assert "95 % katosta" in plain(client, page)
    batch = AuditEvent.objects.filter(action="eresources.reading-change").latest("pk").batch
    undo.undo(by=louna.coordinator, events=list(AuditEvent.objects.filter(batch=batch)))
    assert "82 % katosta" in plain(client, page)


def test_a_smaller_number_than_before_is_refused_with_the_earlier_one(
    louna: Louna, films: Licence
) -> None:
    CapReading.objects.filter(licence=films, day=dt.date(2025, 1, 14)).update(
        day=dt.date(2025, 1, 10)
    )
    answer = browser(louna.coordinator).post(
        f"/eresources/licences/{films.pk}/reading/", {"used": "100"}
    )
    assert answer.status_code == 422
    assert "oli käytetty jo 164" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_cap_names_its_decision_and_leaves_the_earlier_months(
    louna: Louna, films: Licence
) -> None:
    with pytest.raises(ValidationError, match="decision"):
        set_cap(by=louna.coordinator, licence=films, amount=300, since=dt.date(2025, 1, 1))
    decision = Decision.objects.first()
    set_cap(
        by=louna.coordinator,
        licence=films,
        amount=300,
        since=dt.date(2025, 1, 1),
        decision=decision,
    )
    (now,) = cards([films])
    (before,) = cards([films], dt.date(2024, 12, 31))
    assert (now.use and now.use.cap, before.use and before.use.cap) == (300, 200)
    with pytest.raises(PermissionDenied):
        note_reading(by=louna.directors["834"], licence=films, used=Decimal(1))


def test_the_paying_directors_get_one_letter_a_month(louna: Louna, films: Licence) -> None:
    def sent() -> int:
        return OutgoingMail.objects.filter(subject__contains="katosta").count()

    letters.warn()
    assert sent() == 0  # an example sends none
    change_licence(by=louna.coordinator, licence=films, example=False)
    letters.warn()
    assert sent() == len(louna.directors)
    note_reading(by=louna.coordinator, licence=films, used=Decimal(170))
    letters.warn()
    assert sent() == len(louna.directors)
    assert not OutgoingMail.objects.filter(to=louna.coordinator.email, subject__contains="katosta")


def test_no_letter_after_the_19th_nor_of_an_earlier_month(louna: Louna, films: Licence) -> None:
    change_licence(by=louna.coordinator, licence=films, example=False)
    CapReading.objects.filter(licence=films, day__year=2025).update(day=dt.date(2024, 12, 20))
    letters.warn()
    assert not OutgoingMail.objects.filter(subject__contains="katosta").exists()


def test_a_reading_needs_a_cap_of_its_day(louna: Louna, films: Licence) -> None:
    with pytest.raises(ValidationError, match="katto"):
        note_reading(by=louna.coordinator, licence=films, used=Decimal(1), day=dt.date(2024, 8, 1))
    with pytest.raises(ValidationError):
        note_reading(by=louna.coordinator, licence=films, used=Decimal(1), day=dt.date(2025, 2, 1))


def test_an_introduction_is_a_checklist_that_the_card_leads_to(
    louna: Louna, films: Licence
) -> None:
    client = browser(louna.coordinator)
    page = plain(client, f"/eresources/licences/{films.pk}/")
    assert "Aloita käyttöönottolista" not in page  # its service has one already
    music = Licence.objects.get(service__slug="naxos")
    page = f"/eresources/licences/{music.pk}/"
    assert "Aloita käyttöönottolista" in plain(client, page)
    client.post(f"{page}introduce/")
    checklist = Checklist.objects.get(area="eresources", object_id=music.origin[1])
    steps = {str(step.title) for step in checklist.steps.all()}
    assert {"Sopimus", "Kirjautuminen", "Ikärajan tarkistus", "Yhteisökortit"} <= steps
    assert checklist.municipalities.count() == 5
    card = plain(client, page)
    assert f"/tasks/checklists/{checklist.pk}/" in card
    assert "0/5 kuntaa valmiina" in card
    assert "Aloita käyttöönottolista" not in card


def test_the_accounts_of_the_national_library_are_checked_once_a_year(louna: Louna) -> None:
    demo.load()
    library = Licence.objects.get(state_pays=True)

    def due() -> list[tuple[dt.date, bool]]:
        matters = dues.dues(cards())
        return [(each.date, each.done) for each in matters if "tunnukset" in each.title]

    following = (dt.date(2026, 4, 23), False)
    assert due() == [(dt.date(2025, 4, 23), False), following]
    browser(louna.coordinator).post(f"/eresources/licences/{library.pk}/accounts/")
    assert due() == [(dt.date(2025, 4, 23), True), following]
    evidence = Evidence.objects.get(object_id=library.accounts_origin[1])
    assert (evidence.topic, evidence.date) == ("elibrary", clock.today())


def test_the_year_is_told_on_the_lines_of_their_own(louna: Louna, films: Licence) -> None:
    asked = ["eresource-selection", "film-service", "elibrary"]
    sentences = summary(asked, 2024, louna.municipalities["981"])
    text = {
        topic: " ".join(each.text for each in sentences[topic]).replace("\N{NO-BREAK SPACE}", " ")
        for topic in asked
    }
    assert text["film-service"].startswith(
        "Ypäjän asiakkaat saivat käyttöönsä palvelun Cineast 2. syyskuuta. "
        "Kaikissa kunnissa yhteensä sitä käytettiin eniten joulukuussa: 188 käyttöä, kun "
        "kuukauden yhteinen katto on 200 käyttöä."
    )
    assert text["elibrary"] == (
        "Ypäjän asiakkaat saivat käyttöönsä palvelun E-kirjasto 23. huhtikuuta. "
        "Ypäjän osuudeksi sovittiin 1 023,40 € (E-kirjasto); se ei sisälly "
        "yhteistyösopimuksen hintaan."
    )
    assert (
        "Ypäjän asiakkailla oli käytössään myös E-lehdet ja Naxos (musiikki)."
        in text["eresource-selection"]
    )


def test_a_reading_that_was_removed_counts_for_nothing(louna: Louna, films: Licence) -> None:
    for reading in CapReading.objects.filter(licence=films, day__year=2025):
        remove_row(reading, by=louna.coordinator, action="eresources.reading-remove")
    (card,) = cards([films])
    assert card.use is None
    assert Cap.objects.get(licence=films).amount == 200
    page = plain(browser(louna.coordinator), f"/eresources/licences/{films.pk}/")
    assert "Katto on 200 käyttöä. Lukemaa ei ole vielä." in page

"""An agreement is renewed or ended: asked, answered, decided, shared out anew, told in time."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.area import area
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.offers.queries import open_offers
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import address_of
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.eresources import demo
from kimppa.eresources.licences.actions import add_document, letters, renewal
from kimppa.eresources.licences.queries import card
from kimppa.eresources.licences.sentences import summary
from kimppa.eresources.models import Licence, Period

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def plain(client: Client, address: str) -> str:
    return text_of(client.get(address))


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def naxos(louna: Louna) -> Licence:
    """Naxos of the demo, as if it were real: its letters go out."""
    demo.load()
    licence = Licence.objects.get(service__slug="naxos")
    licence.periods.update(example=False)
    return licence


def period_of(licence: Licence) -> Period:
    return licence.periods.select_related("licence__service", "key").latest("start")


def test_an_agreement_is_renewed_with_one_director_saying_no(louna: Louna, naxos: Licence) -> None:
    coordinator, first = browser(louna.coordinator), period_of(naxos)
    coordinator.post(f"/eresources/periods/{first.pk}/ask/", {"text": "Hinta pysyy."})
    question = Ratification.objects.get(area="eresources", object_id=f"period-{first.pk}")
    for code, director in louna.directors.items():
        confirmation = question.confirmations.get(municipality__code=code)
        page = plain(browser(director), "/waiting/")
        if code == "981":
            assert "Ypäjän osuus jaksosta 1.5.2025–30.4.2026 olisi 138,97 €" in page
        no = code == "103"
        words = {"comment": "Ei kuunneltu."} if no else {}
        answer(by=director, confirmation=confirmation, yes=not no, **words)
    page = plain(coordinator, f"/eresources/licences/{naxos.pk}/")
    assert "Ei kuunneltu." in page
    terms = {"end": "30.4.2026", "notice_on": "31.1.2026", "price": "1 900"}
    coordinator.post(f"/eresources/periods/{first.pk}/renew/", terms)
    following = period_of(naxos)
    assert following.start == dt.date(2025, 5, 1)
    shares = {share.municipality.code: share.amount for share in following.shares.all()}
    assert shares.keys() == {"061", "169", "834", "981"}
    assert sum(shares.values()) == 1900
    assert naxos.members.get(municipality__code="103").valid_to == dt.date(2025, 4, 30)
    page = plain(coordinator, f"/eresources/licences/{naxos.pk}/")
    assert "Ei kuunneltu." in page
    batch = AuditEvent.objects.filter(action="eresources.period-add").latest("pk").batch
    coordinator.post(f"/undo/{batch}/")
    assert period_of(naxos).pk == first.pk
    assert naxos.members.get(municipality__code="103").valid_to is None


def test_what_one_would_pay_without_those_who_said_no_is_told(louna: Louna, naxos: Licence) -> None:
    question = renewal.ask_renewal(by=louna.coordinator, period=period_of(naxos))
    refusal = question.confirmations.get(municipality__code="061")
    answer(by=louna.directors["061"], confirmation=refusal, yes=False, comment="Ei")
    confirmation = question.confirmations.select_related("ratification").get(
        municipality__code="981"
    )
    effect = area("eresources").call("effects", [confirmation], louna.directors["981"])
    parts = [Decimal(2193), Decimal(2094 + 4848 + 5832 + 2193)]
    alone = f"{1860 * parts[0] / parts[1]:.2f}".replace(".", ",")
    assert alone in effect[confirmation.pk].text
    assert any("129,72" in text for _label, text in effect[confirmation.pk].figures)


def test_the_letter_leads_to_the_whole_question_which_reads_as_carried_out_after(
    louna: Louna, naxos: Licence
) -> None:
    period = period_of(naxos)
    add_document(by=SYSTEM, licence=naxos, title="Tarjous 2025", data=b"a", name="a.txt")
    question = renewal.ask_renewal(by=louna.coordinator, period=period, text="Hinta pysyy.")
    own = question.confirmations.get(municipality__code="981")
    letter = OutgoingMail.objects.get(
        key__startswith=f"ratification-{question.pk}-{own.municipality_id}"
    )
    by_link = address_of(AnswerLink.objects.get(ratification=question, municipality__code="981"))
    assert by_link in letter.body
    link, director = f"/waiting/answers/{own.pk}/", browser(louna.directors["981"])
    for page in (plain(Client(), by_link), plain(director, link)):
        for text in ("Hinta pysyy.", "129,72 €", "Koko hinta", "Tarjous 2025", "vahvistamme"):
            assert text in page
    answer(by=louna.directors["981"], confirmation=own, yes=True)
    coordinator = browser(louna.coordinator)
    page = plain(coordinator, f"/eresources/licences/{naxos.pk}/")
    assert "Vastaamatta: Forssa, Humppila, Jokioinen ja Tammela." in page
    terms = {"end": "30.4.2026", "notice_on": "31.1.2026", "price": "1 900"}
    coordinator.post(f"/eresources/periods/{period.pk}/renew/", terms)
    page = text_of(director.get(link, follow=True))
    assert "1/5, toteutettu" in page
    assert "Vahvistettu" in page
    assert "Peruttu" not in page
    other = browser(louna.directors["103"])
    assert "Naxos" not in plain(other, "/waiting/")
    asked = question.confirmations.get(municipality__code="103")
    assert "Ei vastannut" in text_of(other.get(f"/waiting/answers/{asked.pk}/", follow=True))
    batch = AuditEvent.objects.filter(action="eresources.period-add").latest("pk").batch
    coordinator.post(f"/undo/{batch}/")
    question.refresh_from_db()
    assert question.open


def test_notice_given_ends_the_asking(louna: Louna, naxos: Licence) -> None:
    period, client = period_of(naxos), browser(louna.coordinator)
    question = renewal.ask_renewal(by=louna.coordinator, period=period)
    client.post(f"/eresources/periods/{period.pk}/notice/", {"day": "13.1.2025"})
    question.refresh_from_db()
    assert not question.open
    at_hand = card(naxos).period
    assert at_hand is not None
    assert at_hand.notice_given_on == dt.date(2025, 1, 13)
    assert "jatkosta: Naxos" not in plain(client, "/eresources/")
    with pytest.raises(ValidationError):
        renewal.give_notice(by=louna.coordinator, period=period, day=dt.date(2025, 2, 1))


def test_only_the_coordinator_asks_renews_and_gives_notice(louna: Louna, naxos: Licence) -> None:
    director, period = louna.directors["061"], period_of(naxos)
    with pytest.raises(PermissionDenied):
        renewal.ask_renewal(by=director, period=period)
    with pytest.raises(PermissionDenied):
        renewal.renew(by=director, period=period)
    with pytest.raises(PermissionDenied):
        renewal.give_notice(by=director, period=period, day=dt.date(2025, 1, 1))


def test_a_director_sees_the_own_answer_only(louna: Louna, naxos: Licence) -> None:
    question = renewal.ask_renewal(by=louna.coordinator, period=period_of(naxos))
    refusal = question.confirmations.get(municipality__code="103")
    answer(by=louna.directors["103"], confirmation=refusal, yes=False, comment="Kallis.")
    pages = [
        plain(browser(louna.directors[code]), f"/eresources/licences/{naxos.pk}/")
        for code in ("103", "981")
    ]
    assert ["Kallis." in page for page in pages] == [True, False]


def test_letters_go_120_60_and_30_days_before_notice_and_once(louna: Louna, naxos: Licence) -> None:
    def keys() -> list[str]:
        mails = OutgoingMail.objects.filter(key__startswith="eresources-notice-")
        return [f"{mail.key.split('-')[-2]} {mail.to.split('@')[0]}" for mail in mails]

    OutgoingMail.objects.all().delete()
    for days in (121, 120, 119, 60, 30, 30, 29, 1):
        with clock.standing_on(dt.date(2025, 1, 31) - dt.timedelta(days=days)):
            letters.warn()
    directors = [f"30 {person.email.split('@')[0]}" for person in louna.directors.values()]
    coordinator = [f"{days} paakayttaja" for days in (120, 60, 30)]
    assert sorted(keys()) == sorted([*coordinator, *directors])
    body = OutgoingMail.objects.filter(to="paakayttaja@louna.example").latest("pk").body
    assert "viimeinen irtisanomispäivä" in body
    assert f"/eresources/licences/{naxos.pk}/" in body


def test_an_example_sends_no_letters(louna: Louna) -> None:
    demo.load()
    assert letters.warn() == 0


def test_renewals_are_offered_to_the_agenda(louna: Louna, naxos: Licence) -> None:
    offers = {
        offer.key: offer for room, offer in open_offers(louna.coordinator) if room == "eresources"
    }
    key = f"period-{period_of(naxos).pk}"
    assert "Naxos" in offers[key].title
    resolved = area("eresources").call("resolve", [key], louna.coordinator)
    assert "Naxos" in resolved[key].title


def test_the_year_is_told_with_its_costs_apart(louna: Louna) -> None:
    demo.load()
    sentences = summary(["eresource-selection"], 2024, louna.municipalities["981"])
    text = " ".join(sentence.text for sentence in sentences["eresource-selection"])
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Ypäjän asiakkailla oli neljä yhteistä e-aineistoa: Cineast (elokuvat), E-kirjasto, "
        "E-lehdet ja Naxos (musiikki). "
        "Ypäjä maksoi 422,63 € (Cineast ja Naxos); se ei sisälly yhteistyösopimuksen "
        "hintaan. Ypäjän osuudeksi sovittiin 1 023,40 € (E-kirjasto); se ei sisälly "
        "yhteistyösopimuksen hintaan."
    )
    assert summary(["eresource-selection"], 2019, None) == {}


def test_the_awaiting_are_named(louna: Louna, naxos: Licence) -> None:
    question = renewal.ask_renewal(by=louna.coordinator, period=period_of(naxos))
    assert question.confirmations.filter(state=Confirmation.State.AWAITING).count() == 5
    page = plain(browser(louna.coordinator), f"/eresources/licences/{naxos.pk}/")
    assert page.count("Odottaa") >= 5

"""Money to the cent: what each pays by inhabitants, what a renewal says, what the basis says."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from kimppa.core import clock
from kimppa.core.area import area
from kimppa.core.decisions.actions import record_decision
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.eresources.licences.actions import add_period, change_member, change_period, renewal
from kimppa.eresources.licences.basis import basis_of
from kimppa.eresources.licences.money import committed, payments
from kimppa.eresources.licences.queries import cards as list_cards
from kimppa.eresources.models import Licence
from kimppa.eresources.orders.actions import add_line
from kimppa.eresources.tests.kainuu import CODES, PEOPLE, Kainuu, period_of

pytestmark = pytest.mark.django_db
SPAN = {"start": dt.date(2026, 4, 1), "end": dt.date(2027, 3, 31)}
BY_PEOPLE = SPAN | {"model": "per-inhabitant", "unit_price": Decimal("0.17"), "tax": "general"}


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


@pytest.fixture
def naxos(kainuu: Kainuu) -> Licence:
    """By inhabitants; Suomussalmi joins in October, Kuhmo leaves in September."""
    licence = kainuu.licence("Naxos", "music", key=kainuu.key(), **BY_PEOPLE)
    days = {"Suomussalmi": {"valid_from": dt.date(2026, 10, 1)},
            "Kuhmo": {"valid_to": dt.date(2026, 9, 30)}}  # fmt: skip
    for name, values in days.items():
        member = licence.members.get(municipality=kainuu.towns[name])
        change_member(by=SYSTEM, member=member, **values)
    kainuu.post(f"/eresources/periods/{period_of(licence).pk}/share-out/")
    return licence


def shares(licence: Licence) -> dict[str, Decimal]:
    return {s.municipality.name_fi: s.amount for s in period_of(licence).shares.all()}


def basis(licence: Licence) -> Any:
    with translation.override("fi"):
        return basis_of(period_of(licence))


def words_of(licence: Licence) -> str:
    return " ".join(basis(licence).sentences).replace("\N{NO-BREAK SPACE}", " ")


def test_each_pays_for_its_own_inhabitants_and_days(naxos: Licence) -> None:
    own = {name: Decimal("0.17") * count for name, count in PEOPLE.items()}
    own["Suomussalmi"] = (own["Suomussalmi"] * 182 / 365).quantize(Decimal("0.01"))
    own["Kuhmo"] = (own["Kuhmo"] * 183 / 365).quantize(Decimal("0.01"))
    assert shares(naxos) == own
    assert shares(naxos)["Kajaani"] == Decimal("6128.50")
    assert "Jokainen maksaa omista asukkaistaan" in words_of(naxos)


def test_an_invoice_of_another_sum_is_shared_and_said_to_be(naxos: Licence) -> None:
    change_period(by=SYSTEM, period=period_of(naxos), invoice_sum=Decimal("11000.00"))
    agreed = sum(shares(naxos).values())
    off = f"{Decimal(11000) - agreed:.2f}".replace(".", ",")
    text = words_of(naxos)
    assert f"Lasku on {off} € enemmän kuin sovittiin" in text
    assert "Summa jaetaan jakoperusteen arvoilla" in text


def test_the_taxes_sum_to_that_of_the_invoice(kainuu: Kainuu) -> None:
    terms = {"price": Decimal("11199.99"), "tax": "general", "key": kainuu.key()}
    licence = kainuu.licence("Filmit", "films", **SPAN, **terms)
    facts = basis(licence)
    whole = (Decimal("11199.99") * Decimal("25.5") / Decimal("125.5")).quantize(Decimal("0.01"))
    assert sum(line.tax for line in facts.lines) == whole
    address = f"/eresources/periods/{period_of(licence).pk}/basis/xlsx/"
    book = openpyxl.load_workbook(io.BytesIO(kainuu.client.get(address).content))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    taxes = [Decimal(str(row[7])) for row in rows if row[1] in CODES.values()]
    assert sum(taxes) == whole


def test_shares_by_hand_are_told_everywhere(kainuu: Kainuu) -> None:
    terms = {"price": Decimal(5000), "tax": "general", "tax_included": False}
    licence = kainuu.licence("Lehdet", "magazines", key=kainuu.key(), **SPAN, **terms)
    period = period_of(licence)
    page = kainuu.page(f"/eresources/licences/{licence.pk}/")
    assert "Summa täsmää hintaan sentilleen" in page
    assert "täsmää laskuun" not in page
    change_period(by=SYSTEM, period=period, invoice_sum=Decimal("6024.00"))
    by_hand = dict.fromkeys(PEOPLE, "200,00") | {"Kajaani": "1 295,16", "Sotkamo": "3 928,84"}
    form = {f"amount_{kainuu.towns[name].pk}": euros for name, euros in by_hand.items()}
    kainuu.post(f"/eresources/periods/{period.pk}/shares/", **form)
    assert sum(shares(licence).values()) == Decimal("6024.00")
    text = words_of(licence)
    assert "Lasku on 251,00 € vähemmän kuin sovittiin" in text
    assert "Osuudet on kirjoitettu käsin" in text
    assert "Jakoavain:" not in text
    costs = kainuu.page("/eresources/costs/")
    assert "Osuudet on kirjoitettu käsin" in costs
    assert "251,00" in costs
    kainuu.post(f"/eresources/periods/{period.pk}/share-out/")
    assert "käsin" not in words_of(licence)
    assert "täsmää laskuun sentilleen" in kainuu.page(f"/eresources/licences/{licence.pk}/")


def test_the_question_says_what_the_renewed_period_has(kainuu: Kainuu, naxos: Licence) -> None:
    question = renewal.ask_renewal(by=kainuu.coordinator, period=period_of(naxos))
    assert "1.4.2027–31.3.2028" in question.text
    asked = {c.municipality.name_fi: c for c in question.confirmations.all()}
    assert "Kuhmo" not in asked
    answer(by=SYSTEM, confirmation=asked.pop("Paltamo"), yes=False, comment="Ei")
    answers = list(Confirmation.objects.filter(pk__in=[c.pk for c in asked.values()]))
    with translation.override("fi"):
        effects = area("eresources").call("effects", answers, kainuu.coordinator)
    texts = {
        name: effects[c.pk].text.replace("\N{NO-BREAK SPACE}", " ") for name, c in asked.items()
    }
    assert "1.4.2027–31.3.2028 olisi 1 723,80 €" in texts["Sotkamo"]
    assert "olisi 6 128,50 €" in texts["Kajaani"]
    remaining = sum(Decimal("0.17") * PEOPLE[name] for name in asked)
    whole = dict(effects[asked["Kajaani"].pk].figures)["Koko hinta"]
    assert whole.replace("\N{NO-BREAK SPACE}", "") == f"{remaining:.2f}€".replace(".", ",")
    price, last = Decimal("0.17"), dt.date(2028, 3, 31)
    renewal.renew(by=kainuu.coordinator, period=period_of(naxos), end=last, price=price)
    assert shares(naxos).keys() == asked.keys()
    assert sum(shares(naxos).values()) == remaining
    assert shares(naxos)["Sotkamo"] == Decimal("1723.80")


def test_a_new_price_is_asked_about_and_renewed_with(kainuu: Kainuu, naxos: Licence) -> None:
    address = f"/eresources/periods/{period_of(naxos).pk}"
    kainuu.post(f"{address}/ask/", text="Hinta nousee", price="0,2")
    question = Ratification.objects.get()
    assert "0,20 € asukasta kohti" in question.text.replace("\N{NO-BREAK SPACE}", " ")
    own = question.confirmations.get(municipality=kainuu.towns["Sotkamo"])
    with translation.override("fi"):
        effect = area("eresources").call("effects", [own], kainuu.coordinator)[own.pk]
    assert "2 028,00 €" in effect.text.replace("\N{NO-BREAK SPACE}", " ")
    assert 'name="price" value="0,2"' in kainuu.page(naxos.get_absolute_url())
    kainuu.post(f"{address}/renew/", end="31.3.2028", price="0,2")
    assert period_of(naxos).unit_price == Decimal("0.2")
    assert shares(naxos)["Sotkamo"] == Decimal("2028.00")


def test_an_agreement_without_an_end_is_asked_about_at_a_new_price(kainuu: Kainuu) -> None:
    terms = {"price": Decimal(600), "key": kainuu.key(), "start": dt.date(2026, 1, 1)}
    period = period_of(kainuu.licence("Lehdet", "magazines", **terms))
    question = renewal.ask_renewal(by=kainuu.coordinator, period=period, price=Decimal(1200))
    assert "1 200,00 €" in question.text.replace("\N{NO-BREAK SPACE}", " ")
    own = question.confirmations.get(municipality=kainuu.towns["Kajaani"])
    with translation.override("fi"):
        effect = area("eresources").call("effects", [own], kainuu.coordinator)[own.pk]
    whole = dict(effect.figures)["Koko hinta"]
    assert whole.replace("\N{NO-BREAK SPACE}", " ") == "1 200,00 €"


def test_other_periods_are_checked_and_shared_out_on_the_card(kainuu: Kainuu) -> None:
    terms = {"price": Decimal(600), "key": kainuu.key(), "start": clock.today(), "tax": "none"}
    licence = kainuu.licence("Lehdet", "magazines", **terms)
    assert "Kaikki osuudet kohdallaan" in kainuu.page("/eresources/costs/")
    first = clock.today() - dt.timedelta(days=60)
    earlier = add_period(by=SYSTEM, licence=licence, **terms | {
        "start": first, "end": first + dt.timedelta(days=30), "invoice_sum": Decimal(70)
    })  # fmt: skip
    page = kainuu.page("/eresources/costs/")
    assert "Osuudet puuttuvat: Kajaani, Sotkamo, Kuhmo, Suomussalmi, Paltamo ja" in page
    address = f"{licence.get_absolute_url()}?period={earlier.pk}"
    assert f"{address}#shares" in page
    assert address in kainuu.page(licence.get_absolute_url())
    assert "70,00" in kainuu.post(f"/eresources/periods/{earlier.pk}/share-out/")
    assert "Summa täsmää laskuun" in kainuu.page(address)
    assert "600,00" in kainuu.page(licence.get_absolute_url())
    assert "Kaikki osuudet kohdallaan" in kainuu.page("/eresources/costs/")


@pytest.mark.parametrize(
    ("start", "end", "following"),
    [
        (dt.date(2026, 4, 1), dt.date(2027, 3, 31), "31.3.2028"),
        (dt.date(2025, 1, 1), dt.date(2026, 12, 31), "31.12.2028"),
        (dt.date(2027, 3, 1), dt.date(2028, 2, 29), "28.2.2029"),
        (dt.date(2026, 5, 20), dt.date(2026, 6, 18), "18.7.2026"),
    ],
)
def test_a_next_period_is_as_long_in_months(
    kainuu: Kainuu, start: dt.date, end: dt.date, following: str
) -> None:
    licence = kainuu.licence("Naxos", "music", start=start, end=end)
    page = kainuu.page(f"/eresources/licences/{licence.pk}/")
    assert f'value="{following}"' in page


def test_a_years_money_counts_the_cards_of_its_lines(kainuu: Kainuu) -> None:
    """Two years count half each; the card of no line stands apart; the bar is of the decided."""
    today = clock.today().year
    two_years = {"start": dt.date(today - 1, 1, 1), "end": dt.date(today, 12, 31)}
    one_year = {"start": dt.date(today, 1, 1), "end": dt.date(today, 12, 31)}
    naxos = kainuu.licence("Naxos", "music", price=Decimal("1000.01"), **two_years)
    films = kainuu.licence("Filmit", "films", invoice_sum=Decimal(2000), **one_year)
    kainuu.licence("Lehdet", "magazines", price=Decimal("48000.10"), **one_year)
    decision = record_decision(by=kainuu.coordinator, text="Rahat", date=dt.date(today, 1, 1))
    add_line(by=SYSTEM, year=today, name="Musiikki ja elokuvat", amount=9000, decision=decision)
    for licence in (naxos, films):
        form = {"line": "Musiikki ja elokuvat", "kinds": licence.kinds}
        kainuu.post(f"/eresources/licences/{licence.pk}/edit/", **form)
    page = kainuu.page("/eresources/")
    for words in ("2 000,00 €", "500,00 €", ">6 500,00 €", "48 000,10 €", "Ei millään rivillä"):
        assert words in page
    assert "M0 3h40v18" in page  # 2,000 of 9,000 on 180
    lines = kainuu.page("/eresources/money/")
    assert "6 500,00 €" in lines
    assert "2 000,00 €" in lines


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_what_is_paid_sums_to_what_is_invoiced_whenever_the_invoice_comes(
    kainuu: Kainuu, later: int
) -> None:
    """An invoice comes up to a year before its period begins, or after it has ended."""
    year = clock.today().year
    span = {"start": dt.date(year, 1, 1), "end": dt.date(year, 12, 31)}
    span |= {"invoice_on": dt.date(year + later, 12, 31), "invoice_sum": Decimal(1000)}
    licence = kainuu.licence("Naxos", "music", key=kainuu.key(), **span)
    kainuu.post(f"/eresources/periods/{period_of(licence).pk}/share-out/")
    cards = list_cards([licence])
    for each in range(year - 2, year + 3):
        paid = sum(share.amount for share in payments([licence], each, None))
        assert paid == committed(cards, each).invoiced == (1000 if each == year + later else 0)

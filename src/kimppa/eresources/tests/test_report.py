"""The report's sentences of money and use, each of what it names and true to the cent."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from kimppa.core.decisions.actions import record_decision
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.caps.actions import note_reading, set_cap
from kimppa.eresources.licences.sentences import summary
from kimppa.eresources.tests.kainuu import Kainuu

pytestmark = pytest.mark.django_db


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


def text_of(topic: str, year: int, place: Any = None) -> str:
    with translation.override("fi"):
        sentences = summary([topic], year, place)[topic]
    return " ".join(s.text for s in sentences).replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_only_agreed_is_not_said_to_be_paid(kainuu: Kainuu) -> None:
    """Two years count half each; what is named is what the sum is of."""
    key = kainuu.key()
    two_years = {"start": dt.date(2025, 1, 1), "end": dt.date(2026, 12, 31)}
    one_year = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 12, 31)}
    kainuu.licence("Naxos", "music", key=key, price=Decimal("1000.01"), **two_years)
    invoice = {"invoice_on": dt.date(2026, 2, 1), "invoice_sum": Decimal(300)}
    kainuu.licence("Flipster", "magazines", key=key, **one_year, **invoice)
    kainuu.licence("Sanasto", "databases", **one_year)
    text = text_of("eresource-selection", 2026)
    assert "Flipster, Naxos (musiikki) ja Sanasto (tietokannat)" in text
    assert "Kunnat maksoivat 300,00 € (Flipster);" in text
    assert "Kuntien maksettavaksi sovittiin 500,00 € (Naxos);" in text
    assert "500,01 € (Naxos)" in text_of("eresource-selection", 2025)
    own = text_of("eresource-selection", 2026, kainuu.towns["Kajaani"])
    assert "Kajaanin osuudeksi sovittiin 269,67 €" in own


def test_use_of_all_is_not_said_to_be_one_municipalitys(kainuu: Kainuu) -> None:
    licence = kainuu.licence("Cineast", "films", start=dt.date(2025, 1, 1))
    decision = record_decision(by=kainuu.coordinator, text="Katto", date=dt.date(2025, 1, 1))
    set_cap(by=SYSTEM, licence=licence, amount=500, since=dt.date(2025, 1, 1), decision=decision)
    note_reading(by=SYSTEM, licence=licence, day=dt.date(2025, 1, 13), used=Decimal(400))
    own = text_of("film-service", 2025, kainuu.towns["Hyrynsalmi"])
    assert "Kaikissa kunnissa yhteensä sitä käytettiin eniten" in own
    assert "Kaikissa kunnissa" not in text_of("film-service", 2025)

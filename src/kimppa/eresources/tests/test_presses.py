"""Presses on the card: what is told of them, what is refused, and the way back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.decisions.actions import record_decision
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.caps.actions import note_reading, set_cap
from kimppa.eresources.licences.actions import renewal
from kimppa.eresources.models import CostShare, Licence, Order, Period
from kimppa.eresources.tests.kainuu import Kainuu, period_of

pytestmark = pytest.mark.django_db
TODAY = clock.today()
SPAN = {"start": dt.date(TODAY.year, 1, 1), "end": dt.date(TODAY.year, 12, 31)}


@pytest.fixture
def kainuu(instance: object) -> Kainuu:
    return Kainuu.create()


@pytest.fixture
def naxos(kainuu: Kainuu) -> Licence:
    return kainuu.licence("Naxos", "music", key=kainuu.key(), price=Decimal(1000), **SPAN)


def undo(kainuu: Kainuu, page: str) -> None:
    """Press the way back that the page offers beside its message."""
    batch = AuditEvent.objects.latest("pk").batch
    assert f"/undo/{batch}/" in page
    kainuu.post(f"/undo/{batch}/")


def test_a_cost_is_shared_told_once_and_taken_back(kainuu: Kainuu, naxos: Licence) -> None:
    CostShare.objects.all().delete()
    at = f"/eresources/periods/{period_of(naxos).pk}/"
    page = kainuu.post(f"{at}share-out/")
    assert "Kulut jaettiin." in page
    assert CostShare.objects.count() == 6
    undo(kainuu, page)
    assert not CostShare.objects.exists()


def test_a_renewal_is_told_and_taken_back(kainuu: Kainuu, naxos: Licence) -> None:
    end = f"31.12.{TODAY.year + 1}"
    at = f"/eresources/periods/{period_of(naxos).pk}/"
    page = kainuu.post(f"{at}renew/", end=end, price="1000")
    assert f"Naxos jatkuu: 1.1.{TODAY.year + 1}–{end}" in page
    undo(kainuu, page)
    assert naxos.periods.count() == 1


def test_a_new_card_with_a_key_is_taken_back(kainuu: Kainuu) -> None:
    key = kainuu.key()
    towns = [town.pk for town in kainuu.towns.values()]
    form = {"name": "Cineast", "municipalities": towns, "start": f"1.1.{TODAY.year}",
            "model": "flat", "price": "600", "tax": "none", "key": key.pk}  # fmt: skip
    page = kainuu.post("/eresources/licences/add/", **form)
    assert "E-aineisto lisättiin." in page
    assert CostShare.objects.count() == 6
    undo(kainuu, page)
    assert not Licence.objects.exists()
    assert not Period.objects.exists()


def test_members_days_are_told_once_and_kept_or_refused(kainuu: Kainuu, naxos: Licence) -> None:
    at = f"/eresources/licences/{naxos.pk}/members/"
    form = {f"in_{town.pk}": "on" for town in kainuu.towns.values()}
    for name in ("Kuhmo", "Suomussalmi"):
        form[f"from_{kainuu.towns[name].pk}"] = f"1.6.{TODAY.year}"
    assert "Mukanaolo muutettiin." in kainuu.post(at, **form)
    assert naxos.members.exclude(valid_from=None).count() == 2
    naxos.members.get(municipality=kainuu.towns["Paltamo"]).delete()
    del form[f"in_{kainuu.towns['Paltamo'].pk}"]
    form[f"from_{kainuu.towns['Paltamo'].pk}"] = f"1.6.{TODAY.year}"
    assert "Merkitse, että Paltamo on mukana" in kainuu.post(at, **form)


def test_a_day_of_notice_is_not_made_up(kainuu: Kainuu, naxos: Licence) -> None:
    with clock.standing_on(dt.date(TODAY.year, 12, 1)):
        page = kainuu.page("/eresources/")
    assert "ei tiedossa · päättyy" in page
    assert "Viimeinen irtisanomispäivä ei ole tiedossa" in page


def test_notice_is_of_the_agreements_own_time_and_seen_on_its_card(
    kainuu: Kainuu, naxos: Licence
) -> None:
    period = period_of(naxos)
    with pytest.raises(ValidationError):
        renewal.give_notice(by=SYSTEM, period=period, day=dt.date(2020, 1, 1))
    renewal.give_notice(by=SYSTEM, period=period, day=period.start)
    page = kainuu.page(f"/eresources/licences/{naxos.pk}/")
    assert f"irtisanottiin 1.1.{TODAY.year}" in page
    assert "irtisanottava viimeistään" not in page


def test_a_cap_that_was_passed_says_by_how_much(kainuu: Kainuu, naxos: Licence) -> None:
    decision = record_decision(by=kainuu.coordinator, text="Katto", date=SPAN["start"])
    set_cap(by=SYSTEM, licence=naxos, amount=300, since=SPAN["start"], decision=decision)
    with pytest.raises(ValidationError):
        note_reading(by=SYSTEM, licence=naxos, used=Decimal("12.5"))
    note_reading(by=SYSTEM, licence=naxos, used=Decimal(400))
    page = kainuu.page(f"/eresources/licences/{naxos.pk}/")
    assert "400 käyttöä" in page
    assert "100 käyttöä yli katon, joka on 300 käyttöä" in page
    assert "133" in page


def test_no_more_loans_are_used_than_were_bought(kainuu: Kainuu) -> None:
    with pytest.raises(ValidationError) as error:
        Order(title="Rauha", loans=26, loans_used=27).clean()
    assert "loans_used" in error.value.message_dict
